"""A clock that sleeps in no time, and a RawUGC that only counts requests."""

from __future__ import annotations

import math
import threading
from collections.abc import Callable
from email.utils import formatdate

import httpx

from rawugc_sync.api.client import Writer, connect
from rawugc_sync.api.settings import Settings

KEY = "ruk_canary-7f3a"
START = 1_800_000_000.0

Handler = Callable[[httpx.Request], httpx.Response]


class FakeClock:
    """Sleeping moves time on, and is written down."""

    def __init__(self, start: float = START) -> None:
        self._start = start
        self._lock = threading.Lock()
        self.elapsed = 0.0
        self.sleeps: list[float] = []

    def now(self) -> float:
        return self._start + self.elapsed

    def monotonic(self) -> float:
        return self.elapsed

    def sleep(self, seconds: float) -> None:
        with self._lock:
            self.sleeps.append(seconds)
            self.elapsed += seconds


class RateLimited:
    """Ten requests in a window of a minute, fixed (from its first request) or sliding.

    `rounded` makes whole seconds of a reset. `used` requests of somebody else were made half a
    minute before the clock starts.
    """

    def __init__(
        self,
        clock: FakeClock,
        *,
        sliding: bool,
        headers: bool = True,
        used: int = 0,
        rounded: Callable[[float], int] = math.ceil,
    ) -> None:
        self._clock = clock
        self._sliding = sliding
        self._headers = headers
        self._rounded = rounded
        self._lock = threading.Lock()
        self._taken = [clock.now() - 30] * used
        self.accepted = 0
        self.refused = 0

    def __call__(self, _request: httpx.Request) -> httpx.Response:
        with self._lock:
            now = self._clock.now()
            self._forget(now)
            fits = len(self._taken) < 10
            if fits:
                self._taken.append(now)
            self.accepted += fits
            self.refused += not fits
            return httpx.Response(200 if fits else 429, json={}, headers=self._said(now))

    def _forget(self, now: float) -> None:
        if self._sliding:
            self._taken = [at for at in self._taken if at + 60 > now]
        elif self._taken and self._taken[0] + 60 <= now:
            self._taken = []

    def _said(self, now: float) -> dict[str, str]:
        if not self._headers:
            return {}
        return {
            "Date": formatdate(math.floor(now), usegmt=True),
            "X-RateLimit-Limit": "10",
            "X-RateLimit-Remaining": str(10 - len(self._taken)),
            "X-RateLimit-Reset": str(self._rounded(self._taken[0] + 60)),
        }


def client(handler: Handler, clock: FakeClock | None = None, **settings: float) -> Writer:
    """A writer whose requests go to a function."""
    made = Settings("https://api.example/v1", KEY, **settings)  # type: ignore[arg-type]
    return connect(made, clock or FakeClock(), transport=httpx.MockTransport(handler))
