"""How often pages may be asked for that anybody can reach: by one address, and by all."""

from __future__ import annotations

import threading
from collections import Counter
from ipaddress import IPv6Address, ip_address, ip_network

from rawugc_sync.api.clock import Clock

SECONDS = 60.0
EACH = 60
"""Requests of one address in so many seconds."""
ALL = 1_200
_OF_ONE = 64
"""Bits of an address of IPv6 that one line has for itself."""


class Limiter:
    """Counts in windows of a minute. Threads may share it."""

    def __init__(self, clock: Clock, each: int = EACH, total: int = ALL) -> None:
        self._clock = clock
        self._each, self._total = each, total
        self._lock = threading.Lock()
        self._begin = clock.monotonic()
        self._counted: Counter[str] = Counter()

    def takes(self, address: str) -> int:
        """0 where a request may be answered, which counts; else after how many seconds it may come again."""
        with self._lock:
            now = self._clock.monotonic()
            if now - self._begin >= SECONDS:
                self._begin = now
                self._counted.clear()
            place = _place(address)
            if self._counted[place] >= self._each or self._counted.total() >= self._total:
                return max(1, round(self._begin + SECONDS - now))
            self._counted[place] += 1
            return 0


def _place(address: str) -> str:
    try:
        found = ip_address(address)
    except ValueError:
        return address
    if isinstance(found, IPv6Address):
        return str(ip_network((found, _OF_ONE), strict=False))
    return address
