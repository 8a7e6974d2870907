"""What everything is called by: addresses, fields, values, ids."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, NamedTuple, TypeAlias, TypeVar

Value: TypeAlias = Any
"""A JSON value: text, number, boolean, or a list or mapping of them."""

Fields: TypeAlias = Mapping[str, Value]

T = TypeVar("T")


class Address(NamedTuple):
    """A resource's name everywhere: `personas.sensitive-skin`. Sorts by collection, then key."""

    collection: str
    key: str

    def __str__(self) -> str:
        return f"{self.collection}.{self.key}"

    @classmethod
    def parse(cls, text: str) -> Address:
        """The address written as `collection.key`; ValueError if it is not one."""
        collection, dot, key = text.partition(".")
        if not (collection and dot and key):
            raise ValueError(text)
        return cls(collection, key)


def of_collection(collection: str, entries: Mapping[Address, T]) -> dict[Address, T]:
    """Those of the entries whose addresses are of one collection."""
    return {address: entry for address, entry in entries.items() if address.collection == collection}


class FieldRef(NamedTuple):
    """One field of one resource: `messaging.gentle-science.body`."""

    address: Address
    field: str


MAX_ID = 200

_UNFIT_FOR_AN_ID = re.compile(r"[\x00-\x1f\x7f-\x9f/\ud800-\udfff]")


def is_id(text: str) -> bool:
    """Whether a text can be an object's id: one segment of a path, which leads nowhere else."""
    return 0 < len(text) <= MAX_ID and text not in (".", "..") and not _UNFIT_FOR_AN_ID.search(text)
