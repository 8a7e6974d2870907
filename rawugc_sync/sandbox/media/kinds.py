"""Videos, images and music: the API page's table of generation as data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from rawugc_sync.sandbox.spec import Field

Fields = tuple[Field, ...]


@dataclass(frozen=True)
class Media:
    """One sort of media; `name` is that of its collection in the store and of the array in lists.

    `models` says which fields go with each model; `default_model` is taken where none is named;
    `defaults` are values that a model takes by itself. `shown` is what answers always have, `files` are the
    URLs that they have once it is completed, and `outputs` what they have then beside these.
    `editable`: whether it has versions. `page_size` is that of a list that asks for none; `estimate` is for
    people.
    """

    name: str
    path: str
    array: str
    id_field: str
    models: Mapping[str, Fields]
    shown: tuple[str, ...]
    files: Mapping[str, str]
    page_size: int
    estimate: str
    default_model: str | None = None
    defaults: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    outputs: tuple[str, ...] = ()
    editable: bool = False


def _prompt(limit: int, *, required: bool = True) -> Field:
    return Field("prompt", "text", required=required, least=1, limit=limit)


def _images(most: int, *, required: bool = False) -> Field:
    return Field("imageUrls", "urls", required=required, least=int(required), limit=most)


_CHARACTER = Field("selectedCharacter", "text")
_PROMPT = _prompt(5000)
_MAY_HAVE_PROMPT = _prompt(5000, required=False)
_SORA = (
    Field("aspectRatio", "choice", choices=("portrait", "landscape")),
    Field("nFrames", "choice", choices=("10", "15")),
    _CHARACTER,
)
_VEO = (
    _PROMPT,
    _images(2),
    Field("aspectRatio", "choice", choices=("16:9", "9:16", "Auto")),
    _CHARACTER,
)

VIDEOS = Media(
    name="videos",
    path="/videos",
    array="videos",
    id_field="videoId",
    models={
        "sora-2-text-to-video": (_PROMPT, *_SORA),
        "sora-2-image-to-video": (_MAY_HAVE_PROMPT, _images(10, required=True), *_SORA),
        "kling-2.6/motion-control": (
            _MAY_HAVE_PROMPT,
            _images(10, required=True),
            Field("videoUrls", "urls", required=True, least=1, limit=1),
            _CHARACTER,
            Field("characterOrientation", "choice", choices=("image", "video")),
            Field("mode", "choice", choices=("720p", "1080p")),
        ),
        "veo3": _VEO,
        "veo3_fast": _VEO,
    },
    shown=("model", "prompt", "creditsUsed", "createdAt"),
    files={"url": "videos/{id}.mp4"},
    editable=True,
    page_size=50,
    estimate="1-3 minutes",
)

_RATIOS = ("1:1", "9:16", "16:9", "3:4", "4:3", "3:2", "2:3", "5:4", "4:5", "21:9", "auto")
_FORMAT = Field("outputFormat", "choice", choices=("png", "jpeg", "jpg"))

IMAGES = Media(
    name="images",
    path="/images",
    array="images",
    id_field="imageId",
    models={
        "nano-banana-2": (
            _prompt(20_000),
            _images(14),
            Field("aspectRatio", "choice", choices=("1:4", "1:8", "4:1", "8:1", *_RATIOS)),
            Field("resolution", "choice", choices=("1K", "2K", "4K")),
            _FORMAT,
            Field("googleSearch", "flag"),
        ),
        "google/nano-banana-edit": (
            _prompt(20_000),
            _images(14, required=True),
            Field("imageSize", "choice", choices=_RATIOS),
            _FORMAT,
        ),
    },
    shown=("model", "prompt", "imageSize", "resolution", "outputFormat", "creditsUsed", "createdAt"),
    files={"url": "images/{id}.{outputFormat}"},
    page_size=20,
    estimate="30-60 seconds",
    defaults={
        "nano-banana-2": {"resolution": "1K", "outputFormat": "jpg"},
        "google/nano-banana-edit": {"outputFormat": "png"},
    },
)

_TRACK = (
    _prompt(2000),
    Field("instrumental", "flag"),
    Field("title", "text", limit=200),
    Field("style", "text", limit=500),
)

MUSIC = Media(
    name="music",
    path="/music",
    array="tracks",
    id_field="musicId",
    models=dict.fromkeys(("V3_5", "V4", "V4_5", "V4_5PLUS", "V4_5ALL", "V5"), _TRACK),
    shown=("model", "prompt", "title", "creditsUsed", "createdAt"),
    files={"audioUrl": "music/{id}.mp3", "albumArtUrl": "covers/{id}.jpg"},
    page_size=20,
    estimate="1-2 minutes",
    default_model="V5",
    outputs=("duration",),
)

MEDIA: Mapping[str, Media] = {media.name: media for media in (VIDEOS, IMAGES, MUSIC)}
