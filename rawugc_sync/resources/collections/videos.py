"""Videos: generated from prompts, pictures and clips. Source: the API page, "Generation"."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from rawugc_sync.resources.generation.edits import EDITS, Captions, CaptionsField, Overlay, OverlayField
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
from rawugc_sync.resources.traits import Manifest, text
from rawugc_sync.words.uploads import IMAGES, VIDEOS


class Video(Manifest):
    """What is shown."""

    model: Annotated[
        Literal[
            "sora-2-text-to-video", "sora-2-image-to-video", "kling-2.6/motion-control", "veo3", "veo3_fast"
        ],
        SHOWN,
    ] = Field(
        description="What makes it. No field of a video can be changed: another value is another video."
    )
    prompt: Annotated[str, text(5000, required=True), PROMPT] = Field(
        "", description="What is to be seen; kling and image-to-video need none."
    )
    imageUrls: urls(10, IMAGES) = Field(  # type: ignore[valid-type]
        [],
        description="What it begins from: for image-to-video and kling up to 10, for Veo 3 one or two, "
        "the first frame and the last.",
    )
    videoUrls: urls(1, VIDEOS) = Field([], description="The movement that kling takes over.")  # type: ignore[valid-type]
    aspectRatio: Annotated[Literal["portrait", "landscape", "16:9", "9:16", "Auto"], HIDDEN] = Field(
        "portrait", description="Sora: portrait or landscape; Veo 3: 16:9, 9:16 or Auto."
    )
    nFrames: Annotated[Literal["10", "15"], HIDDEN] = Field("10", description="Seconds, with Sora alone.")
    selectedCharacter: Annotated[str, text(200, required=True), HIDDEN] = Field(
        "", description="The username of a character, such as rawugc.mia."
    )
    characterOrientation: Annotated[Literal["image", "video"], HIDDEN] = Field(
        "image", description="Whom kling follows: image at most 10 seconds, video at most 30."
    )
    mode: Annotated[Literal["720p", "1080p"], HIDDEN] = Field("720p", description="With kling alone.")
    take: Take = Field(1, description=TAKE_FIELD)
    captions: CaptionsField = Field(
        Captions(),
        description="Subtitles of what is said, for 1 credit; {} where the language is detected.",
    )
    overlay: OverlayField = Field(
        Overlay(text="Less"),
        description="A text that lies over the video and its captions; it costs credits.",
    )


_PROMPT = Rule(required=True)
_ANY = Rule()
_SORA = {
    "aspectRatio": Rule(choices=("portrait", "landscape")),
    "nFrames": _ANY,
    "selectedCharacter": _ANY,
}
_VEO = Model(
    fields={
        "prompt": _PROMPT,
        "imageUrls": Rule(most=2),
        "aspectRatio": Rule(choices=("16:9", "9:16", "Auto")),
        "selectedCharacter": _ANY,
    }
)

_FIELDS = MediaFields(
    Video,
    models={
        "sora-2-text-to-video": Model(
            fields={"prompt": _PROMPT, **_SORA},
            priced={("nFrames", "15"): 6},
        ),
        "sora-2-image-to-video": Model(
            fields={"prompt": _ANY, "imageUrls": Rule(required=True, most=10), **_SORA}
        ),
        "kling-2.6/motion-control": Model(
            fields={
                "prompt": _ANY,
                "imageUrls": Rule(required=True, most=10),
                "videoUrls": Rule(required=True, most=1),
                "selectedCharacter": _ANY,
                "characterOrientation": _ANY,
                "mode": _ANY,
            }
        ),
        "veo3": _VEO,
        "veo3_fast": _VEO,
    },
    cast="selectedCharacter",
)

RESOURCE = media(
    "videos", _FIELDS, array="videos", id_field="videoId", gives={"url": VIDEOS}, order=42, edits=EDITS
)
