"""Typed reading of JSON that may be anything: every answer has its type, or says where it has not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeVar

T = TypeVar("T")
Word = TypeVar("Word", bound=StrEnum)

_NAMES = {str: "a text", int: "a number", bool: "true or false", dict: "an object", list: "a list"}


@dataclass(frozen=True, slots=True)
class JsonObject:
    """An object and where it stands, such as `resource_changes[0]`. Unknown keys do not matter.

    Every method raises ValueError, with the place and what was expected there.
    """

    values: Mapping[str, Any]
    place: str = ""

    @classmethod
    def of(cls, value: object, place: str = "") -> JsonObject:
        """`value`, which must be an object."""
        return cls(_checked(value, dict, place or "it"), place)

    def text(self, key: str) -> str:
        return self._get(key, str)

    def text_or_none(self, key: str) -> str | None:
        return None if self.values.get(key) is None else self.text(key)

    def one_of(self, key: str, words: type[Word]) -> Word:
        text = self.text(key)
        if text not in list(words):
            raise ValueError(f"{self.at(key)} should be one of {', '.join(words)}")
        return words(text)

    def number(self, key: str) -> int:
        return self._get(key, int)

    def number_or_none(self, key: str) -> int | None:
        return None if self.values.get(key) is None else self.number(key)

    def boolean(self, key: str) -> bool:
        return self._get(key, bool)

    def mapping(self, key: str) -> dict[str, Any]:
        return self._get(key, dict)

    def mapping_or_none(self, key: str) -> dict[str, Any] | None:
        return None if self.values.get(key) is None else self.mapping(key)

    def object(self, key: str) -> JsonObject:
        return JsonObject(self.mapping(key), self.at(key))

    def object_or_none(self, key: str) -> JsonObject | None:
        return None if self.values.get(key) is None else self.object(key)

    def objects(self, key: str) -> list[JsonObject]:
        items = self._get(key, list)
        return [JsonObject.of(item, f"{self.at(key)}[{at}]") for at, item in enumerate(items)]

    def texts(self, key: str) -> tuple[str, ...]:
        items = self._get(key, list)
        return tuple(_checked(item, str, f"{self.at(key)}[{at}]") for at, item in enumerate(items))

    def at(self, key: str) -> str:
        """Where the value of `key` stands."""
        return f"{self.place}.{key}" if self.place else key

    def _get(self, key: str, kind: type[T]) -> T:
        if key not in self.values:
            raise ValueError(f"{self.at(key)} is missing")
        return _checked(self.values[key], kind, self.at(key))


def _checked(value: object, kind: type[T], place: str) -> T:
    if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
        raise ValueError(f"{place} should be {_NAMES[kind]}")
    return value
