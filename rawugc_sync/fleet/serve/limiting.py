"""How often pages may be asked for that anybody can reach: from one address, and with one link."""

from __future__ import annotations

import threading
from collections import Counter
from ipaddress import IPv6Address, ip_address, ip_network

from rawugc_sync.api.clock import Clock

SECONDS = 60.0
EACH = 60
"""Requests from one address, and with one link, in so many seconds.

There is no limit for all of them together: a stranger with many addresses would use it up for everybody.
"""
_OF_ONE = 64
"""Bits of an address of IPv6 that one line has for itself."""

_KEPT = 43
"""Characters of a token: one that is longer is none, and what strangers make up is not to fill the memory."""


class Limiter:
    """Counts in windows of a minute. Threads may share it."""

    def __init__(self, clock: Clock, each: int = EACH) -> None:
        self._clock = clock
        self._each = each
        self._lock = threading.Lock()
        self._begin = clock.monotonic()
        self._counted: Counter[tuple[str, str]] = Counter()

    def takes(self, address: str, token: str) -> int:
        """0 where a request may be answered, which counts; else after how many seconds it may come again."""
        with self._lock:
            now = self._clock.monotonic()
            if now - self._begin >= SECONDS:
                self._begin = now
                self._counted.clear()
            counted = (("from", _place(address)), ("with", token[:_KEPT]))
            if any(self._counted[one] >= self._each for one in counted):
                return max(1, round(self._begin + SECONDS - now))
            self._counted.update(counted)
            return 0


def _place(address: str) -> str:
    try:
        found = ip_address(address)
    except ValueError:
        return address
    if isinstance(found, IPv6Address):
        return str(ip_network((found, _OF_ONE), strict=False))
    return address
