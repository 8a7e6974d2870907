"""What is public when: what is live already, and what a plan makes of it."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass, replace
from enum import StrEnum

from rawugc_sync.words.addresses import Address


class Fate(StrEnum):
    """What a plan does with an entry of the calendar."""

    STAYS = "stays"
    NEW = "new"
    MOVED = "moved"
    CHANGED = "changed"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One thing that is or will be public.

    `at` is when (Unix ms; None: at once), `was` when before it was moved, `timezone` the IANA zone of both.
    `address` is None for what nobody manages, `id` for what is not there yet. `accounts` are handles; with
    `platforms_only` just the names of the platforms, for more is not shown of what nobody manages.
    `is_public`: it is out already. `text` is the caption.
    """

    address: Address | None
    id: str | None
    fate: Fate
    at: int | None
    was: int | None = None
    timezone: str | None = None
    accounts: tuple[str, ...] = ()
    platforms_only: bool = False
    is_public: bool = False
    text: str = ""


@dataclass(frozen=True, slots=True)
class Calendars:
    """The calendar on both sides of a plan: as it is, and as all of its changes leave it."""

    before: tuple[Entry, ...]
    after: tuple[Entry, ...]

    def once_done(self, done: Container[Address]) -> tuple[Entry, ...]:
        """How it stands once the changes of these addresses were made, and no others."""
        made = [one for one in self.after if one.address in done]
        taken = {one.id for one in made}
        left = [one for one in self.before if one.id not in taken]
        return (*left, *(_as_it_stands(one) for one in made if one.fate is not Fate.REMOVED))


def _as_it_stands(entry: Entry) -> Entry:
    """What a plan made of it is over; what it sent out at once is out."""
    return replace(entry, fate=Fate.STAYS, was=None, is_public=entry.is_public or entry.at is None)
