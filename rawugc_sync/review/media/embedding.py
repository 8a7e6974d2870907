"""A photo's bytes → what a page shows of it: a thumbnail with Pillow, else as it is if it is small."""

from __future__ import annotations

from rawugc_sync.files.signatures import HEAD, Unfit, type_of
from rawugc_sync.review.media.room import Room, data_url
from rawugc_sync.review.media.thumbnails import MOST_PIXELS, NoPicture, installed, thumbnail
from rawugc_sync.words.uploads import IMAGES

MOST_AS_IT_IS = 200_000
"""Bytes up to which a picture is embedded without Pillow."""

FULL = "not shown: with it, this page would be too large"
_WITHOUT_PILLOW = (
    f"not shown: it has more than {MOST_AS_IT_IS // 1000} kB; "
    "with Pillow a smaller one is made (pip install 'rawugc-sync[thumbnails]')"
)


def embedded(data: bytes, times: int, room: Room) -> tuple[str | None, str | None]:
    """The `data:` URL of a picture that the page shows so often, and a note: without a URL it says why."""
    try:
        content_type = type_of(data[:HEAD])
    except Unfit as unfit:
        return None, f"not shown: it {unfit}"
    if content_type not in IMAGES:
        return None, "not shown: it is a video, in the place of a picture"
    if not installed():
        return _as_it_is(data, content_type, times, room)
    try:
        small = thumbnail(data, content_type, min(MOST_PIXELS, room.pixels))
    except NoPicture as why:
        return None, f"not shown: {why}"
    room.pixels -= small.pixels
    url = data_url(small.content_type, small.data)
    if not room.holds(url, times):
        return None, FULL
    return url, "it moves; this is its first picture" if small.moves else None


def _as_it_is(data: bytes, content_type: str, times: int, room: Room) -> tuple[str | None, str | None]:
    if len(data) > MOST_AS_IT_IS:
        return None, _WITHOUT_PILLOW
    url = data_url(content_type, data)
    return (url, None) if room.holds(url, times) else (None, FULL)
