"""Music: generated from prompts. Source: the API page, "Generation"."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from rawugc_sync.resources.generation.fields import HIDDEN, PROMPT, SHOWN, TAKE_FIELD, MediaFields, Take
from rawugc_sync.resources.generation.media import media
from rawugc_sync.resources.generation.models import Model, Rule
from rawugc_sync.resources.traits import Flag, Kind, Manifest, Trait, text
from rawugc_sync.words.uploads import IMAGES


class Track(Manifest):
    """What is heard."""

    prompt: Annotated[str, text(2000, required=True), PROMPT] = Field(
        description="What is to be heard; 3 credits. No field of a track can be changed: "
        "another value is another track."
    )
    model: Annotated[Literal["V3_5", "V4", "V4_5", "V4_5PLUS", "V4_5ALL", "V5"], SHOWN] = Field(
        "V5", description="What makes it."
    )
    instrumental: Annotated[Flag, HIDDEN] = Field(default=True, description="Whether nobody sings.")
    title: Annotated[str, text(200), Trait(updatable=False, kind=Kind.LINE)] = Field(
        "", description="With a style it switches on the custom mode."
    )
    style: Annotated[str, text(500), HIDDEN] = Field(
        "", description="With a title it switches on the custom mode."
    )
    take: Take = Field(1, description=TAKE_FIELD)


_MODEL = Model(
    fields={"prompt": Rule(), "instrumental": Rule(default=True), "title": Rule(), "style": Rule()},
    credits=3,
)

_FIELDS = MediaFields(
    Track,
    models=dict.fromkeys(("V3_5", "V4", "V4_5", "V4_5PLUS", "V4_5ALL", "V5"), _MODEL),
    default_model="V5",
)

RESOURCE = media(
    "music",
    _FIELDS,
    array="tracks",
    id_field="musicId",
    gives={"audioUrl": frozenset({"audio"}), "albumArtUrl": IMAGES},
    order=43,
)
