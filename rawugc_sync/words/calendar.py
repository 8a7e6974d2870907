"""What is public when: what is live already, and what a plan makes of it."""

from __future__ import annotations

from dataclasses import dataclass
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
