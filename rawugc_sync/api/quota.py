"""What the rate-limit headers of one answer say, in numbers that can be relied on."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from rawugc_sync.api.clock import parse_date
from rawugc_sync.words.budget import RATE

MAX_RESET = 120.0
"""Seconds; a window of the API is a minute, so a later reset is an error or another unit."""

PERIOD = RATE.seconds
"""Seconds of one window."""

_UNIX_SECONDS = 1e8
_UNIX_MILLISECONDS = 1e11


@dataclass(frozen=True)
class Quota:
    """How many more requests the window takes, in how many seconds it ends, and how many it takes in all."""

    remaining: int
    seconds: float
    limit: int | None = None


def read_quota(headers: Mapping[str, str], now: float) -> Quota | None:
    """The quota in lower-case `x-ratelimit-*` headers; None when they are missing or make no sense.

    `x-ratelimit-reset` may be Unix seconds (so the API page says), Unix milliseconds or seconds
    from now. Moments are measured against the answer's own `date`, else against `now`, the local
    wall time in Unix seconds.
    """
    remaining = _number(headers.get("x-ratelimit-remaining"))
    reset = _number(headers.get("x-ratelimit-reset"))
    if remaining is None or reset is None:
        return None
    date = parse_date(headers.get("date"))
    seconds = _seconds_left(reset, now if date is None else date)
    if remaining < 0 or not 0 <= seconds <= MAX_RESET:
        return None
    limit = _number(headers.get("x-ratelimit-limit"))
    return Quota(int(remaining), _unrounded(seconds), int(limit) if limit and limit >= 1 else None)


def _seconds_left(reset: float, now: float) -> float:
    if reset >= _UNIX_MILLISECONDS:
        return reset / 1000 - now
    return reset - now if reset >= _UNIX_SECONDS else reset


def _unrounded(seconds: float) -> float:
    """Two moments in whole seconds can make a minute look a second longer than it is."""
    return PERIOD if PERIOD < seconds <= PERIOD + 1 else seconds


def _number(text: str | None) -> float | None:
    try:
        number = float(text or "")
    except ValueError:
        return None
    return number if math.isfinite(number) else None
