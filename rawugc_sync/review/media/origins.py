"""From which hosts a page loads the media of a plan: what its Content-Security-Policy names."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from rawugc_sync.review.media.named import named_in
from rawugc_sync.review.media.shown import Gallery, Shown
from rawugc_sync.review.media.urls import origin_of
from rawugc_sync.words.planned import Plan


@dataclass(frozen=True, slots=True)
class Origins:
    """As `https://host` or `https://host:port`, sorted: of pictures, and of videos and sound."""

    images: tuple[str, ...]
    media: tuple[str, ...]


def origins(plan: Plan, gallery: Gallery) -> Origins:
    """Exactly those of what the gallery shows of a plan by its URL."""
    shown = [gallery.shown(one.value, one.takes) for one in named_in(plan)]
    images = _origins(one for one in shown if one.kind == "image")
    media = _origins(one for one in shown if one.kind in ("video", "audio"))
    return Origins(images, media)


def _origins(shown: Iterable[Shown]) -> tuple[str, ...]:
    return tuple(sorted(set(_each(shown))))


def _each(shown: Iterable[Shown]) -> Iterator[str]:
    for one in shown:
        if one.src and (origin := origin_of(one.src)):
            yield origin
