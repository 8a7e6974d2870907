"""Media at URLs, fetched and embedded, so that a page can be mailed and asks no host for anything."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TypeAlias

from rawugc_sync.files.signatures import HEAD, Unfit, type_of
from rawugc_sync.review.media.embedding import FULL, embedded
from rawugc_sync.review.media.gallery import Hung
from rawugc_sync.review.media.named import named_in
from rawugc_sync.review.media.room import Room, data_url
from rawugc_sync.review.media.shown import Shown
from rawugc_sync.words.count import count
from rawugc_sync.words.errors import ApiError
from rawugc_sync.words.planned import Plan
from rawugc_sync.words.uploads import VIDEOS

ONE = 10_000_000
"""Bytes of one file that is fetched."""

ALL = 50_000_000
"""Bytes of all files that are fetched for a page."""

ALL_EMBEDDED = 70_000_000
"""Characters that they may have on the page: these bytes as text."""

ONE_TAKES = 10.0
"""Seconds for one file."""

ALL_TAKE = 60.0
"""Seconds for all files of a page."""

Fetch: TypeAlias = Callable[[str, int, float], bytes]
"""(URL, bytes at most, seconds at most) → the file, fetched without a key; ApiError says why not."""


@dataclass
class _Left:
    """What is left to fetch by: until when by `clock` (seconds), and how many bytes."""

    fetch: Fetch
    clock: Callable[[], float]
    until: float
    size: int = ALL

    def get(self, url: str) -> bytes:
        """The file; ApiError when it is not to be had, or nothing is left."""
        seconds = self.until - self.clock()
        if seconds <= 0:
            raise _over(f"the {ALL_TAKE:.0f} seconds for all media were over")
        if self.size <= 0:
            raise _over(f"the others have {count(ALL // 1_000_000, 'MB', 'MB')} already")
        data = self.fetch(url, min(ONE, self.size), min(ONE_TAKES, seconds))
        self.size -= len(data)
        return data


def _over(why: str) -> ApiError:
    return ApiError.of("not-fetched", f"not fetched: {why}")


def everything(_url: str) -> bool:
    return True


def fetched_gallery(
    plan: Plan,
    gallery: Hung,
    fetch: Fetch,
    clock: Callable[[], float],
    among: Callable[[str], bool] = everything,
) -> Hung:
    """The same gallery with all embedded that it shows by a URL `among` these; what cannot be says why.

    Each URL is fetched once, in the order of the plan.
    """
    left, room = _Left(fetch, clock, clock() + ALL_TAKE), Room(ALL_EMBEDDED)
    files: dict[str, bytes | str] = {}
    hung = dict(gallery.media)
    for one, times in named_in(plan).items():
        shown = hung[one]
        if shown.src and not shown.src.startswith("data:") and among(shown.src):
            hung[one] = _embedded(shown, _file(shown.src, left, files), times, room)
    return replace(gallery, media=hung)


def _file(url: str, left: _Left, files: dict[str, bytes | str]) -> bytes | str:
    """The bytes, or why there are none."""
    if url not in files:
        try:
            files[url] = left.get(url)
        except ApiError as failed:
            files[url] = str(failed)
    return files[url]


def _embedded(shown: Shown, file: bytes | str, times: int, room: Room) -> Shown:
    if isinstance(file, str):
        return replace(shown, src=None, note=file)
    src, note = embedded(file, times, room) if shown.kind == "image" else _whole(file, times, room)
    return replace(shown, src=src, note=note)


def _whole(file: bytes, times: int, room: Room) -> tuple[str | None, str | None]:
    """A video goes in as it is: nothing here can make it smaller."""
    try:
        content_type = type_of(file[:HEAD])
    except Unfit as unfit:
        return None, f"not shown: it {unfit}"
    if content_type not in VIDEOS:
        return None, "not shown: it is a picture, in the place of a video"
    url = data_url(content_type, file)
    return (url, None) if room.holds(url, times) else (None, FULL)
