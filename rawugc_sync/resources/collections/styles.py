"""Styles: how it looks. Source: the API page, "The five managed collections"."""

from __future__ import annotations

import re
from collections.abc import Mapping
from difflib import get_close_matches
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

from rawugc_sync.resources.calls import Calls
from rawugc_sync.resources.fields import Advice, FieldSet
from rawugc_sync.resources.identity import NaturalKey, Recognition
from rawugc_sync.resources.life import Life
from rawugc_sync.resources.lookups import Lookups
from rawugc_sync.resources.normal import canonical, folded
from rawugc_sync.resources.resource_type import ResourceType
from rawugc_sync.resources.spelling import Spelling
from rawugc_sync.resources.traits import Blank, Kind, Manifest, Trait, text
from rawugc_sync.words.addresses import Fields
from rawugc_sync.words.live import Live

BLANKS = (
    Blank("productName", "products", "name"),
    Blank("messaging", "messaging", "body"),
    Blank("character", "videos", "selectedCharacter"),
)
PLACEHOLDERS = tuple(blank.word for blank in BLANKS)
_WORD = re.compile(r"(?<!\$)\{(\{)?([ ]*)([A-Za-z][A-Za-z0-9_ .-]*?)([ ]*)\}(?(1)\}?)")


def _nearest(match: re.Match[str]) -> str | None:
    """The placeholder that something in braces nearly is; None for a real one and for something else."""
    word = match[3]
    if word in PLACEHOLDERS:
        return None if match[0] == f"{{{word}}}" else word
    folded = {p.lower(): p for p in PLACEHOLDERS}
    plain = re.sub(r"[^a-z]", "", word.lower())
    near = get_close_matches(plain, folded, n=1, cutoff=0.8)
    return folded[near[0]] if near else None


def _placeholders(template: str) -> str:
    if "{" not in template:
        return template
    for match in _WORD.finditer(template):
        if near := _nearest(match):
            why = f"has {match[0]}, which RawUGC would leave as it stands; did you mean {{{near}}}?"
            raise PydanticCustomError("placeholder", "{why}", {"why": why})
    return template


class Style(Manifest):
    """How it looks."""

    name: Annotated[str, text(200, required=True), Trait(kind=Kind.LINE)] = Field(
        description="What the style is called."
    )
    description: Annotated[str, text(1000), Trait(clearable=True, kind=Kind.TEXT)] = Field(
        "", description="When to use it."
    )
    type: Annotated[Literal["video", "image"], Trait(updatable=False)] = Field(
        "video", description="What it makes; changing it replaces the style."
    )
    aspectRatio: Annotated[Literal["portrait", "landscape", "square"], Trait()] = Field(
        "portrait", description="The shape of the picture."
    )
    promptTemplate: Annotated[
        str,
        text(5000),
        AfterValidator(_placeholders),
        Trait(clearable=True, kind=Kind.TEXT, blanks=BLANKS),
    ] = Field(
        "",
        description="The prompt; {productName}, {messaging} and {character} are filled in by RawUGC.",
    )


class StyleFields(FieldSet):
    """A prompt template names what is filled in, in braces."""

    def advise(self, fields: Fields, now: int) -> list[Advice]:
        words = [match[3] for match in _WORD.finditer(fields.get("promptTemplate", ""))]
        return [
            Advice(
                "promptTemplate",
                "unknown-placeholder",
                f"has {{{word}}}, which RawUGC does not fill in",
                f"It fills in {', '.join(f'{{{p}}}' for p in PLACEHOLDERS)}; other words stay as they are.",
            )
            for word in dict.fromkeys(words)
            if word not in PLACEHOLDERS
        ]


class StyleRecognition(Recognition):
    """A style is known by its name and its type."""

    def natural_key(self, fields: Fields, known: Lookups) -> NaturalKey:
        name = canonical(fields.get("name"))
        if not name:
            return NaturalKey()
        near = (folded(name), fields.get("type"))
        if "type" not in fields:
            return NaturalKey(enough=(name,), near=(near,))
        return NaturalKey(whole=(name, fields["type"]), near=(near,))

    def live_key(self, live: Live) -> NaturalKey:
        name = canonical(live.fields.get("name"))
        if not name:
            return NaturalKey()
        type_, alike = live.fields.get("type"), folded(name)
        return NaturalKey(whole=(name, type_), enough=(name,), near=((alike, type_), (alike, None)))


class StyleSpelling(Spelling):
    """Some styles are built in."""

    def live(self, raw: Mapping[str, Any], id: str) -> Live | None:
        if raw.get("isAdmin") is True or raw.get("isStandard") is True:
            return None
        return super().live(raw, id)


_FIELDS = StyleFields(Style)

RESOURCE = ResourceType(
    "styles",
    _FIELDS,
    identity=StyleRecognition(_FIELDS),
    life=Life(),
    calls=Calls("/styles", "styles"),
    spelling=StyleSpelling(_FIELDS, reading_order=40),
)
