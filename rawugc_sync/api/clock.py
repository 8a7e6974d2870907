"""Time, handed in: the clock everything waits by, and the server's clock as its answers show it."""

from __future__ import annotations

import time
from email.utils import parsedate_to_datetime
from typing import Protocol

TOLERANCE = 2.0
"""Seconds by which the local clock may differ: `Date` counts whole seconds, and answers travel."""


class Clock(Protocol):
    """What the client asks of time."""

    def now(self) -> float:
        """Wall time in Unix seconds; may jump."""

    def monotonic(self) -> float:
        """Seconds from an arbitrary start; never goes back."""

    def sleep(self, seconds: float) -> None:
        """Return after that many seconds."""


class SystemClock:
    """The clock of the machine."""

    def now(self) -> float:
        return time.time()

    def monotonic(self) -> float:
        return time.monotonic()

    def sleep(self, seconds: float) -> None:
        time.sleep(seconds)


class ServerClock:
    """The server's wall time: the local clock, put right by the last `Date` when that is far off."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._offset = 0.0

    def observe(self, date: float) -> None:
        """Learn from an answer's `Date` (Unix seconds) that has just come in."""
        offset = date - self._clock.now()
        self._offset = offset if abs(offset) > TOLERANCE else 0.0

    def now(self) -> float:
        """Unix seconds by the server's clock."""
        return self._clock.now() + self._offset


def parse_date(text: str | None) -> float | None:
    """An HTTP date (RFC 9110, section 5.6.7) in Unix seconds; None when it is not one."""
    try:
        return parsedate_to_datetime(text or "").timestamp()
    except (ValueError, OverflowError):
        return None
