"""What goes before what, where nothing has to wait for the other."""

from __future__ import annotations

import math
from enum import IntEnum, auto
from typing import NamedTuple

SOON_MS = 30 * 60_000
"""What is due within so many milliseconds is sent before everything that takes its time."""


class Rank(IntEnum):
    """The first goes first: what the public would see or miss, then what takes its time."""

    STOPPING = auto()
    SOON = auto()
    SLOW = auto()
    DATED = auto()
    USUAL = auto()
    LAST = auto()


class Urgency(NamedTuple):
    """Lower goes first: by rank, then by what is due sooner (Unix ms)."""

    rank: Rank = Rank.USUAL
    due: float = math.inf

    def slow(self, due: float) -> Urgency:
        """Of what takes its time, and is used by something that is due then: it is the sooner begun."""
        return min(self, Urgency(Rank.SLOW, min(self.due, due)))


USUAL = Urgency()
