"""Errors that several places word alike."""

from __future__ import annotations

from rawugc_sync.state.store import Conflict, LockLost
from rawugc_sync.words.errors import InvalidInput


def conflict(place: str) -> Conflict:
    """Another version is kept than the one that was to be replaced."""
    return Conflict.of(
        "state-conflict",
        f"{place} was written by somebody else in the meantime",
        "Nothing was overwritten. Run plan again.",
    )


def lock_lost(place: str, how: str) -> LockLost:
    """Whoever goes on writing without the lock writes over somebody else; `how` says what became of it."""
    return LockLost.of(
        "lock-lost",
        f"the lock on {place} is no longer ours: {how}",
        "Nothing more was written. Run plan again: it carries on from what was done.",
    )


def bad_url(complaint: str, way_out: str) -> InvalidInput:
    """What `state:` says is no URL that this place can use."""
    return InvalidInput.of("state-url", f"state: {complaint}", way_out)
