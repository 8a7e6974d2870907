"""What a page shows of one photo or video, and who knows that."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, Protocol, TypeAlias

from rawugc_sync.words.addresses import Value

Kind: TypeAlias = Literal["image", "video", "audio", "other"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """One medium: `src` is what a page loads, a URL or a `data:` URL; without one, `note` says why.

    `name` is what people call it by, a path or the last part of a URL. `link` is an https URL for people. A
    `note` beside a `src` tells what else there is to know. All of it but `kind` may hold any text.
    """

    kind: Kind
    name: str
    src: str | None = None
    link: str | None = None
    note: str | None = None


class Gallery(Protocol):
    """Knows how each photo and video that a plan names is shown."""

    def shown(self, value: Value, takes: frozenset[str]) -> Shown:
        """How a value of a field of media is shown; `takes` are the field's content types, maybe none."""
        ...
