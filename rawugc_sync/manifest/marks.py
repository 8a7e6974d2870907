"""`x-owner` and `x-rights` of a resource: whose it is, and until when it may be shown. Never sent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError
from pydantic_core import PydanticCustomError

from rawugc_sync.manifest import nodes
from rawugc_sync.manifest.explain import explain, nearest
from rawugc_sync.manifest.nodes import MappingNode, Node
from rawugc_sync.manifest.ruling.values import day_in
from rawugc_sync.resources.traits import text
from rawugc_sync.words.diagnostics import Diagnostic, Spot
from rawugc_sync.words.rules import Rights

OWNER, RIGHTS = "x-owner", "x-rights"
MARKS = (OWNER, RIGHTS)

_Line = Annotated[str, text(200, required=True)]


def _day(value: Any) -> Any:
    if not isinstance(value, str):
        raise PydanticCustomError("date", "must be a date, such as 2026-12-31")
    try:
        return day_in(value)
    except ValueError as wrong:
        raise PydanticCustomError("date", "{wrong}", {"wrong": str(wrong)}) from None


def _some(value: list[str]) -> list[str]:
    if not value:
        raise PydanticCustomError("empty", "is an empty list; without it, everywhere is meant")
    return value


class WrittenRights(BaseModel):
    """Until when, and where, something may be shown."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    until: Annotated[date, BeforeValidator(_day)] | None = None
    territory: Annotated[list[_Line], AfterValidator(_some)] | None = None


def _said(value: WrittenRights) -> WrittenRights:
    if value == WrittenRights():
        raise PydanticCustomError("empty", "says nothing; write a last day: {until: 2026-12-31}")
    return value


class Marks(BaseModel):
    """What a resource says of itself that RawUGC never gets."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    owner: _Line | None = Field(None, alias=OWNER)
    written: Annotated[WrittenRights, AfterValidator(_said)] | None = Field(None, alias=RIGHTS)

    @property
    def rights(self) -> Rights | None:
        """Its rights, as rules take them."""
        if self.written is None:
            return None
        return Rights(self.written.until, tuple(self.written.territory or ()))


def marks_of(
    values: Mapping[str, Any], written: Mapping[str, Node], owner: Spot, address: str
) -> tuple[Marks | None, list[Diagnostic]]:
    """What the values of a resource's marks say, and what is wrong with them; they stand as `written`."""
    try:
        marks = Marks.model_validate(values)
    except ValidationError as invalid:
        wrong = explain(invalid, written, owner, address)
        return None, [_worded(one, written) for one in wrong]
    return marks, []


def _worded(wrong: Diagnostic, written: Mapping[str, Node]) -> Diagnostic:
    """An unknown key within rights, at its place; anything else as it is."""
    key, holder = (wrong.field or "").rpartition(".")[2], written.get(RIGHTS)
    if wrong.code != "extra-forbidden" or not isinstance(holder, MappingNode):
        return wrong
    detail = nearest(key, WrittenRights.model_fields)
    place = nodes.at_key(holder, key)
    return replace(wrong, code="unknown-key", summary=f"is not a key of {RIGHTS}", detail=detail, **place)
