"""The edits of videos: captions and an overlay, with their limits. Source: the API page, "Edits"."""

from __future__ import annotations

import re
from typing import Annotated, Any, Literal, TypeAlias

from pydantic import AfterValidator, BeforeValidator, Field
from pydantic_core import PydanticCustomError

from rawugc_sync.resources.edits import EditCall, Edits
from rawugc_sync.resources.traits import Kind, Manifest, Trait
from rawugc_sync.resources.traits import text as at_most
from rawugc_sync.words.addresses import Fields
from rawugc_sync.words.planned import Edit

_LANGUAGE = re.compile(
    r"""(?: [a-z]{2,3} (?:-[a-z]{3}){0,3} | [a-z]{4,8} )
    (?:-[a-z]{4})? (?:-(?:[a-z]{2}|[0-9]{3}))?
    (?:-(?:[a-z0-9]{5,8}|[0-9][a-z0-9]{3}))*
    (?:-[0-9a-wy-z](?:-[a-z0-9]{2,8})+)*
    (?:-x(?:-[a-z0-9]{1,8})+)?""",
    re.VERBOSE | re.IGNORECASE | re.ASCII,
)
"""A language tag of BCP 47 by its form (RFC 5646, section 2.1)."""

_WHOLE = re.compile(r"[0-9]{1,9}", re.ASCII)
_DECIMAL = re.compile(r"[0-9]{1,9}(?:\.[0-9]{1,9})?", re.ASCII)


def _language(value: str) -> str:
    if not _LANGUAGE.fullmatch(value):
        raise PydanticCustomError("language", "must be a language tag, such as en, es or pt-BR")
    return value


def _within(least: int, most: int, form: re.Pattern[str], kind: str) -> BeforeValidator:
    """A number from `least` to `most`, as a manifest writes it."""

    def check(value: Any) -> int | float:
        number = float(value) if isinstance(value, str) and form.fullmatch(value) else -1.0
        if not least <= number <= most:
            between = {"kind": kind, "least": least, "most": most}
            raise PydanticCustomError("number", "must be a {kind} from {least} to {most}", between)
        return int(number) if number.is_integer() else number

    schema: Any = int if form is _WHOLE else float
    return BeforeValidator(check, json_schema_input_type=Annotated[schema, Field(ge=least, le=most)])


def _whole(least: int, most: int) -> BeforeValidator:
    return _within(least, most, _WHOLE, "whole number")


class Captions(Manifest):
    """Subtitles of what is said."""

    language: Annotated[str, AfterValidator(_language)] = Field(
        "", description="Of what is said, such as en or pt-BR; else RawUGC detects it."
    )


class Overlay(Manifest):
    """A text that lies over the video."""

    text: Annotated[str, at_most(500, required=True), Trait(kind=Kind.TEXT)] = Field(
        description="At most 500 characters."
    )
    position: Literal["top", "center", "bottom"] = Field("bottom", description="Where it lies.")
    fontSize: Annotated[int, _whole(8, 200)] = Field(40, description="From 8 to 200.")
    topBottomMargin: Annotated[int, _whole(0, 500)] = Field(0, description="From 0 to 500.")
    strokeThickness: Annotated[int | float, _within(0, 10, _DECIMAL, "number")] = Field(
        0, description="From 0 to 10."
    )


def _as_written(edit: Manifest) -> Fields:
    return {name: value for name, value in edit.__dict__.items() if name in edit.model_fields_set}


_EDIT = Trait(returned=False, edit=True)
CaptionsField: TypeAlias = Annotated[Captions, AfterValidator(_as_written), _EDIT]
OverlayField: TypeAlias = Annotated[Overlay, AfterValidator(_as_written), _EDIT]

EDITS = Edits(
    (
        EditCall("/videos/captions", Edit("captions", frozenset({"caption", "captions"})), credits=1),
        EditCall("/videos/overlay", Edit("overlay", frozenset({"overlay"})), credits=None),
    ),
    target="videoId",
)
