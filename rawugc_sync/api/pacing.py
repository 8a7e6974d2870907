"""The rate limit: how many requests may be in flight now, and how long the next one has to wait.

The API takes ten requests a minute of each user, whose keys count together. Nobody says whether its
window is fixed or sliding, and other programs may be the same user's. So an answer's headers are
believed until the reset they name; then one request goes first, and its answer says how many may
follow side by side. That is right for both kinds of window. Without headers, ten requests in any
minute are our own count.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from math import inf

from rawugc_sync.api.clock import Clock
from rawugc_sync.api.quota import PERIOD, Quota
from rawugc_sync.words.budget import RATE, Limit
from rawugc_sync.words.errors import ApiError

LIMIT = RATE.requests
MARGIN = 0.1
"""Seconds after a reset, for clocks that run a little apart."""

_ROUNDED = 1.0
"""Seconds by which answers of one window differ about its end: they tell it in whole ones."""

_TICK = 0.001
"""Seconds by which a moment may be missed: a sleep and a sum of floats are never exact."""


@dataclass(frozen=True)
class Delay:
    """A wait that begins now: its length in seconds, why, and its end in Unix seconds (local clock)."""

    seconds: float
    reason: str
    until: float


@dataclass(frozen=True)
class Allowance:
    """The limit in force, and what its window still takes in how many seconds."""

    limit: Limit
    left: int
    seconds: float


@dataclass(frozen=True)
class _Belief:
    remaining: int
    until: float

    def at_most(self, remaining: int) -> _Belief:
        """Within one window the number only falls, however its answers overtake each other.

        Its end stays as the first answer had it: the later ones only round it differently.
        """
        return _Belief(max(0, min(self.remaining, remaining)), self.until)

    def less_one(self) -> _Belief:
        return self.at_most(self.remaining - 1)


class Window:
    """What is believed of the window. Every `now` is in seconds of a monotonic clock."""

    def __init__(self) -> None:
        self._in_flight = 0
        self._belief: _Belief | None = None
        self._next: _Belief | None = None  # of the window behind that: a sliding one moves on before its end
        self._own_count = False
        self._own: deque[float] = deque(maxlen=LIMIT)
        self._refusals = 0
        self._limit = RATE
        self.accepted = -inf
        """When the last request was, by anybody who goes by this window."""

    def allowance(self, now: float) -> Allowance:
        """What may still be sent; a whole window where nothing is known of the one that runs."""
        left, until = self._room(now)
        if until <= now:
            return Allowance(self._limit, self._limit.requests, self._limit.seconds)
        return Allowance(self._limit, left, until - now)

    def delay(self, now: float) -> float | None:
        """Seconds until one more request may go (0: now); None: not before an answer has come in."""
        room, until = self._room(now)
        if room > self._in_flight:
            return 0.0
        return None if self._in_flight else until - now

    def sent(self) -> None:
        """A request goes."""
        self._in_flight += 1

    def answered(self, now: float, quota: Quota | None) -> None:
        """Its answer has come, with this quota in its headers."""
        self._counted(now)
        self._refusals = 0
        self.accepted = now
        self._own_count = quota is None
        if quota:
            self._limit = Limit(quota.limit or LIMIT, max(self._limit.seconds, quota.seconds))
            self._heard(_Belief(quota.remaining, now + quota.seconds + MARGIN))
        else:
            self._counts_one()

    def refused(self, now: float, quota: Quota | None) -> None:
        """Its answer was a 429: nothing goes until the reset, and repeated refusals wait longer."""
        self._counted(now)
        self._refusals += 1
        patience = min(2.0 ** (self._refusals - 1), PERIOD)
        seconds = max(quota.seconds, patience) if quota else PERIOD
        self._belief, self._next = _Belief(0, now + seconds + MARGIN), None

    def lost(self, now: float) -> None:
        """No answer will come; the server may have counted the request all the same."""
        self._counted(now)
        self._own_count = True  # until an answer says more: a row of lost requests must not go over the limit
        self._counts_one()

    def unsent(self) -> None:
        """The request never left."""
        self._in_flight -= 1

    def _heard(self, told: _Belief) -> None:
        """Take in what an answer tells: of the window that is believed in, or of the one behind it."""
        if self._belief is None:
            self._belief = told
            return
        self._belief = self._belief.at_most(told.remaining)
        if self._next:
            self._next = self._next.at_most(told.remaining)
        elif told.until > self._belief.until + _ROUNDED:
            self._next = told

    def _counts_one(self) -> None:
        """One request more may be counted, and no answer tells how many are left."""
        self._belief = self._belief.less_one() if self._belief else None
        self._next = self._next.less_one() if self._next else None

    def _counted(self, now: float) -> None:
        self._in_flight -= 1
        self._own.append(now)

    def _room(self, now: float) -> tuple[int, float]:
        """How many requests may be in flight at once, and when that changes by itself."""
        while self._belief and self._belief.until <= now + _TICK:
            self._belief, self._next = self._next, None
        if self._belief:
            return self._belief.remaining, self._belief.until
        if not self._own_count:
            return 1, now
        while self._own and self._own[0] + PERIOD + MARGIN <= now + _TICK:
            self._own.popleft()
        return LIMIT - len(self._own), self._own[0] + PERIOD + MARGIN if self._own else now


class SharedWindow:
    """A window, and what whoever looks at it holds; `changed` tells of an answer that has come in."""

    def __init__(self) -> None:
        self.window = Window()
        self.changed = threading.Condition()


class Pacer:
    """Lets each request of one client go when its time has come, from any thread.

    Clients of one user share a `window`; each waits by its own clock, and says so itself.
    """

    def __init__(
        self,
        clock: Clock,
        max_wait: float,
        on_wait: Callable[[Delay], None] | None,
        shared: SharedWindow,
    ) -> None:
        self._clock = clock
        self._max_wait = max_wait
        self._on_wait = on_wait
        self._window = shared.window
        self._changed = shared.changed
        self._turn = threading.Lock()
        self._waiting_since: float | None = None

    def take(self) -> None:
        """Wait until one more request may go, and count it as in flight.

        Raises ApiError `rate-limited` rather than wait longer than `max_wait` seconds without one
        accepted request. Whoever asks after that does not wait anew.
        """
        with self._turn:  # one thread waits for all; nobody who shares the window is kept from it
            while delay := self._delay_or_sent():
                self.pause(delay, "rate limit")

    def _delay_or_sent(self) -> float:
        """Seconds to wait before the next look; 0 once a request is counted as in flight."""
        with self._changed:
            if delay := self._next_delay():
                self._give_up_beyond(delay)
            else:
                self._window.sent()
            return delay

    def allowance(self) -> Allowance:
        with self._changed:
            return self._window.allowance(self._clock.monotonic())

    def answered(self, quota: Quota | None) -> None:
        with self._changed:
            self._waiting_since = None
            self._window.answered(self._clock.monotonic(), quota)
            self._changed.notify_all()

    def refused(self, quota: Quota | None) -> None:
        with self._changed:
            self._window.refused(self._clock.monotonic(), quota)
            self._changed.notify_all()

    def lost(self) -> None:
        with self._changed:
            self._window.lost(self._clock.monotonic())
            self._changed.notify_all()

    def unsent(self) -> None:
        with self._changed:
            self._window.unsent()
            self._changed.notify_all()

    def pause(self, seconds: float, reason: str) -> None:
        """Say so, and sleep."""
        if self._on_wait:
            self._on_wait(Delay(seconds, reason, self._clock.now() + seconds))
        self._clock.sleep(seconds)

    def _next_delay(self) -> float:
        while (delay := self._window.delay(self._clock.monotonic())) is None:
            self._changed.wait()
        return delay

    def _give_up_beyond(self, delay: float) -> None:
        now = self._clock.monotonic()
        if self._waiting_since is None:
            self._waiting_since = now
        since = max(self._waiting_since, self._window.accepted)
        if now + delay - since > self._max_wait:
            raise ApiError.of(
                "rate-limited",
                f"RawUGC's rate limit let nothing through for {self._max_wait:g} seconds",
                "Another program may be using the key, or another one of its user. Run again later, or "
                "raise --max-wait.",
            )
