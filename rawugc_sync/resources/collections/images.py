"""Images: generated from prompts and pictures. Source: the API page, "Generation"."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from rawugc_sync.resources.generation.fields import (
    HIDDEN,
    PROMPT,
    SHOWN,
    TAKE_FIELD,
    MediaFields,
    Take,
    urls,
)
from rawugc_sync.resources.generation.media import media
from rawugc_sync.resources.generation.models import Model, Rule
from rawugc_sync.resources.traits import Flag, Manifest, text
from rawugc_sync.words.uploads import IMAGES


class Image(Manifest):
    """What is seen."""

    model: Annotated[Literal["nano-banana-2", "google/nano-banana-edit"], SHOWN] = Field(
        description="What makes it: 4 credits with nano-banana-2, 2 with google/nano-banana-edit. "
        "No field of an image can be changed: another value is another image."
    )
    prompt: Annotated[str, text(20_000, required=True), PROMPT] = Field(description="What is to be seen.")
    imageUrls: urls(14, IMAGES) = Field(  # type: ignore[valid-type]
        [], description="What is edited, or for nano-banana-2 what it refers to; at most 14."
    )
    aspectRatio: Annotated[
        Literal[
            "1:1", "1:4", "1:8", "2:3", "3:2", "3:4", "4:1", "4:3",
            "4:5", "5:4", "8:1", "9:16", "16:9", "21:9", "auto",
        ],
        HIDDEN,
    ] = Field("auto", description="With nano-banana-2 alone; an edit has an imageSize.")  # fmt: skip
    imageSize: Annotated[
        Literal["1:1", "9:16", "16:9", "3:4", "4:3", "3:2", "2:3", "5:4", "4:5", "21:9", "auto"], SHOWN
    ] = Field("auto", description="With google/nano-banana-edit alone.")
    resolution: Annotated[Literal["1K", "2K", "4K"], SHOWN] = Field(
        "1K", description="With nano-banana-2 alone."
    )
    outputFormat: Annotated[Literal["png", "jpeg", "jpg"], SHOWN] = Field(
        "jpg", description="By itself jpg with nano-banana-2, and png with google/nano-banana-edit."
    )
    googleSearch: Annotated[Flag, HIDDEN] = Field(default=False, description="With nano-banana-2 alone.")
    take: Take = Field(1, description=TAKE_FIELD)


_FIELDS = MediaFields(
    Image,
    models={
        "nano-banana-2": Model(
            fields={
                "prompt": Rule(),  # the model of all images requires it
                "imageUrls": Rule(most=14),
                "aspectRatio": Rule(default="auto"),
                "resolution": Rule(default="1K"),
                "outputFormat": Rule(default="jpg"),
                "googleSearch": Rule(default=False),
            },
            credits=4,
        ),
        "google/nano-banana-edit": Model(
            fields={
                "prompt": Rule(),
                "imageUrls": Rule(required=True, most=14),
                "imageSize": Rule(),
                "outputFormat": Rule(default="png"),
            },
            credits=2,
        ),
    },
)

RESOURCE = media("images", _FIELDS, array="images", id_field="imageId", gives={"url": IMAGES}, order=41)
