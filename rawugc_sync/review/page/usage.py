"""Where a change shows: who uses it, where it is public next, and what is out with the old words."""

from __future__ import annotations

from dataclasses import dataclass

from rawugc_sync.review.page.times import When, when
from rawugc_sync.words.planned import Change, StillPublic


@dataclass(frozen=True, slots=True)
class Place:
    """A resource where something shows, and when that is or was, if it is known."""

    name: str
    when: When | None = None


@dataclass(frozen=True, slots=True)
class Usage:
    """`users` use it, `next` is public first, `still` are out already and keep the old words."""

    users: tuple[str, ...]
    next: Place | None
    still: tuple[Place, ...]


def usage_of(change: Change, now: int) -> Usage:
    """What the plan knows of it; `now` is Unix ms."""
    first = change.next_public
    return Usage(
        users=tuple(map(str, change.used_by)),
        next=Place(str(first.address), when(first.at, first.timezone, now)) if first else None,
        still=tuple(_out(one, now) for one in change.still_public),
    )


def _out(one: StillPublic, now: int) -> Place:
    name = str(one.address) if one.address else f"a post with the id {one.id}"
    return Place(name, when(one.at, None, now) if one.at is not None else None)
