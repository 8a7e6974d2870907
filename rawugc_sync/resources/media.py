"""What RawUGC generates, videos, images and music: where each is listed, and how its ids begin.

Source: the API page, "Generation".
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from rawugc_sync.resources.calls import Calls
from rawugc_sync.resources.fields import FieldSet
from rawugc_sync.resources.identity import Recognition
from rawugc_sync.resources.life import Life
from rawugc_sync.resources.pages import Pages
from rawugc_sync.resources.resource_type import ResourceType
from rawugc_sync.resources.spelling import Spelling
from rawugc_sync.resources.traits import Manifest
from rawugc_sync.words.live import Live

STATUSES = ("pending", "processing", "completed", "failed")
DONE = "completed"
FAILED = "failed"

SCRAPED = "videos"
"""Where the answer of a scrape has what it found: the API's word for what others have posted, too."""

_REST = re.compile(r"[A-Za-z0-9_-]{1,100}")


class AsItCame(Spelling):
    """Takes an object whole: what is shown of it is not what a manifest would say."""

    def live(self, raw: Mapping[str, Any], id: str) -> Live:
        return Live(id, raw)


@dataclass(frozen=True, slots=True, eq=False)
class Medium:
    """One kind of medium. Its ids begin with `prefix`; `noun` is for messages.

    `type_` reads its list and its objects whole. `files` are the fields with the URLs of its files.
    """

    type_: ResourceType
    prefix: str
    noun: str
    files: tuple[str, ...]

    @property
    def name(self) -> str:
        """Its collection, as people write it."""
        return self.type_.collection

    def owns(self, id: str) -> bool:
        """Whether an id is one of this medium."""
        return id.startswith(self.prefix) and _REST.fullmatch(id[len(self.prefix) :]) is not None


def _medium(name: str, array: str, id_field: str, prefix: str, noun: str, files: tuple[str, ...]) -> Medium:
    fields = FieldSet(Manifest)
    calls = Calls(f"/{name}", array, id_field, pages=Pages(), deletable=False)
    type_ = ResourceType(name, fields, Recognition(fields), Life(), calls, AsItCame(fields))
    return Medium(type_, prefix, noun, files)


MEDIA = (
    _medium("videos", "videos", "videoId", "vid_", "video", ("url",)),
    _medium("images", "images", "imageId", "img_", "image", ("url",)),
    _medium("music", "tracks", "musicId", "mus_", "track", ("audioUrl", "albumArtUrl")),
)
