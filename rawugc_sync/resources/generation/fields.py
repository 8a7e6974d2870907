"""The fields of media: inputs of one model, all of which say what is made."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field
from pydantic_core import PydanticCustomError

from rawugc_sync.resources.fields import Advice, FieldSet
from rawugc_sync.resources.generation.models import Models, alike, misfits, unset
from rawugc_sync.resources.traits import Kind, Media, Trait
from rawugc_sync.words.addresses import Fields, Value
from rawugc_sync.words.live import Live

TAKE = "take"
_FREE = ("model", TAKE, "lifecycle")
_MOST = 2**31


def _number(value: Any) -> Any:
    if isinstance(value, str) and value.isascii() and value.isdigit() and 0 < int(value[:11]) < _MOST:
        return int(value)
    if isinstance(value, int) and not isinstance(value, bool) and 0 < value < _MOST:
        return value
    raise PydanticCustomError("take", "must be a whole number from 1 on")


SHOWN = Trait(updatable=False)
HIDDEN = Trait(updatable=False, returned=False)
PROMPT = Trait(updatable=False, kind=Kind.TEXT)

Take = Annotated[
    int,
    BeforeValidator(_number, json_schema_input_type=Annotated[int, Field(ge=1)]),
    Trait(updatable=False, returned=False),
]
TAKE_FIELD = "Another number asks for another generation of the same; it is not sent."


def urls(most: int, takes: frozenset[str]) -> Any:
    """A field of at most so many URLs or files of these types, which no answer shows."""

    def check(values: list[str]) -> list[str]:
        if len(values) > most:
            raise PydanticCustomError(
                "too_many", "holds {number}, and takes at most {most}", {"number": len(values), "most": most}
            )
        return values

    return Annotated[
        list[Media],
        AfterValidator(check),
        Trait(updatable=False, returned=False, many=True, kind=Kind.MEDIA, takes=takes),
    ]


@dataclass(frozen=True)
class MediaFields(FieldSet):
    """What goes into a generation. `default_model` is the one of a resource that names none.

    `cast` is the field that names a character, where one can.
    """

    updatable: bool = False
    whole: bool = True
    models: Models = field(default_factory=dict)
    default_model: str | None = None
    cast: str = ""

    def model_of(self, fields: Fields) -> str:
        """The model that a resource or a live object is of; empty where it has none."""
        named = fields.get("model", self.default_model)
        return named if isinstance(named, str) else ""

    def missing(self, raw: Mapping[str, Any]) -> list[Advice]:
        named = self.model_of(raw)
        known = {name: value for name, value in raw.items() if self._is_input(name)}
        return misfits(self.models, named, known, _FREE) if named in self.models else []

    def unset(self, name: str, fields: Fields) -> Value:
        if name == TAKE:
            return 1
        if name == "model":
            return self.default_model
        return unset(self.models, self.model_of(fields), name)

    def inputs(self, fields: Fields) -> Fields:
        """The fields that say what is made, without those that are as they would be by themselves."""
        named = {name: value for name, value in fields.items() if self._is_input(name)}
        return {name: value for name, value in named.items() if not alike(value, self.unset(name, fields))}

    def _is_input(self, name: str) -> bool:
        return name in self.traits and not self.traits[name].edit

    def differing(self, fields: Fields, live: Live) -> list[str]:
        """What the API shows of the inputs, it shows as they were sent: a URL is never among them."""
        return [
            name
            for name, value in fields.items()
            if self.traits[name].returned
            and name in live.fields
            and not self.same(name, value, live.fields[name])
        ]
