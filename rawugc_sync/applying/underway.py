"""What a run waits for, for whoever watches it."""

from __future__ import annotations

from dataclasses import dataclass

from rawugc_sync.words.addresses import Address
from rawugc_sync.words.planned import Change


@dataclass(frozen=True, slots=True)
class Underway:
    """An object that is not ready, and for how many `seconds` this run has waited for it.

    `status` is what the last look showed; None before the first.
    `estimate` is what the API said of how long it takes, a text for people. `held` are the addresses that
    wait for it, directly or through others.
    """

    change: Change
    id: str
    status: str | None
    seconds: float
    estimate: str | None
    held: tuple[Address, ...]
