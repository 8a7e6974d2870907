"""What RawUGC generates, as the at-once commands see it: whole objects, their ids, and the files they have.

Source: the API page, "Generation".
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from rawugc_sync.resources import registered
from rawugc_sync.resources.resource_type import ResourceType
from rawugc_sync.resources.spelling import Spelling
from rawugc_sync.words.live import Live

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

    `type_` is that of its collection, but reads its objects whole.
    """

    type_: ResourceType
    prefix: str
    noun: str

    @property
    def name(self) -> str:
        """Its collection, as people write it."""
        return self.type_.collection

    @property
    def files(self) -> Mapping[str, frozenset[str]]:
        """The fields with the URLs of its files, and of which media types these are."""
        return {name: types for name, types in self.type_.life.gives.items() if name != "id"}

    def owns(self, id: str) -> bool:
        """Whether an id is one of this medium."""
        return id.startswith(self.prefix) and _REST.fullmatch(id[len(self.prefix) :]) is not None


def _medium(name: str, prefix: str, noun: str) -> Medium:
    type_ = registered()[name]
    return Medium(replace(type_, spelling=AsItCame(type_.fields)), prefix, noun)


MEDIA = (
    _medium("videos", "vid_", "video"),
    _medium("images", "img_", "image"),
    _medium("music", "mus_", "track"),
)
