"""A call carried through: at its pace, judged, and repeated as long as that is safe."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Mapping
from dataclasses import replace
from http import HTTPStatus
from types import MappingProxyType
from typing import TYPE_CHECKING

from rawugc_sync.api.answers import Answer, judged
from rawugc_sync.api.clock import Clock, ServerClock, parse_date
from rawugc_sync.api.faults import BAD_CERTIFICATE, PROXY_REFUSED
from rawugc_sync.api.pacing import Allowance, Delay, Pacer, SharedWindow
from rawugc_sync.api.paths import BAD_PATH
from rawugc_sync.api.quota import read_quota
from rawugc_sync.api.reply import Reply
from rawugc_sync.api.settings import Settings
from rawugc_sync.api.traffic import Traffic
from rawugc_sync.api.uploads import REPEATS
from rawugc_sync.words.errors import ApiError, NotSent, OutcomeUnknown
from rawugc_sync.words.planned import Call

if TYPE_CHECKING:
    from rawugc_sync.api.wire import Wire

_LOG = logging.getLogger(__name__)

NO_QUERY: Mapping[str, str] = MappingProxyType({})

BACKOFF = (1.0, 2.0, 4.0)
"""Seconds between four tries."""

_INCURABLE = (BAD_CERTIFICATE, BAD_PATH, PROXY_REFUSED)


class Channel:
    """Shared by threads; `requests_sent` counts what left, refused and lost requests included."""

    def __init__(
        self,
        settings: Settings,
        clock: Clock,
        wire: Wire,
        on_wait: Callable[[Delay], None] | None,
        window: SharedWindow,
        traffic: Traffic,
    ) -> None:
        self.settings = settings
        self._clock = clock
        self._wire = wire
        self._pacer = Pacer(clock, settings.max_wait, on_wait, window)
        self._lock = threading.Lock()
        self._traffic = traffic
        self.requests_sent = 0
        self.server_clock = ServerClock(clock)

    def perform(
        self, call: Call, query: Mapping[str, str] = NO_QUERY, ready: Callable[[], None] | None = None
    ) -> Answer:
        """Design section 7: what never left is repeated for any call, what is unknown if it may be.

        `ready` is asked after every wait, right before the call leaves; what it raises keeps it here.
        """
        try:
            return self.once(call, query, ready)
        except (NotSent, OutcomeUnknown) as lost:
            fault = lost
        return self.again(call, fault, query, ready)  # a new try, which the first one is no context of

    def once(
        self, call: Call, query: Mapping[str, str] = NO_QUERY, ready: Callable[[], None] | None = None
    ) -> Answer:
        """As `perform`, with nothing repeated but what a 429 has kept from being done."""
        left, reply = self._accepted(call, query, ready)
        return replace(judged(call, reply, self.settings), left=left)

    def again(
        self,
        call: Call,
        fault: NotSent | OutcomeUnknown,
        query: Mapping[str, str] = NO_QUERY,
        ready: Callable[[], None] | None = None,
    ) -> Answer:
        """Go on after a `fault`: the further tries, as far as the call may be repeated."""
        for pause in BACKOFF if call.file is None else BACKOFF[:REPEATS]:
            if not _may_repeat(call, fault):
                break
            self._pacer.pause(pause, str(fault))
            try:
                return self.once(call, query, ready)
            except (NotSent, OutcomeUnknown) as more:
                fault = more
        raise fault

    def allowance(self) -> Allowance:
        return self._pacer.allowance()

    def monotonic(self) -> float:
        return self._clock.monotonic()

    def sleep(self, seconds: float) -> None:
        self._clock.sleep(seconds)

    def is_gone(self, url: str) -> bool:
        """As `Wire.is_gone`: storage counts no requests, and has no pace."""
        return self._wire.is_gone(url)

    def close(self) -> None:
        self._wire.close()

    def _accepted(
        self, call: Call, query: Mapping[str, str], ready: Callable[[], None] | None
    ) -> tuple[float, Reply]:
        """The first reply that is no 429 (not done: any call is sent again), and when its request left."""
        while True:
            self._pacer.take()
            self._ask(ready)
            left = self._clock.monotonic()
            reply = self._exchange(call, query)
            if reply.status != HTTPStatus.TOO_MANY_REQUESTS:
                return left, reply

    def _ask(self, ready: Callable[[], None] | None) -> None:
        try:
            if ready:
                ready()
        except BaseException:
            self._pacer.unsent()
            raise

    def _exchange(self, call: Call, query: Mapping[str, str]) -> Reply:
        """One request, after which the pacer knows what became of it, whatever that is."""
        try:
            reply = self._wire.exchange(call, query)
        except NotSent as fault:
            _LOG.info("%s %s: %s", call.method, call.path, fault)
            self._pacer.unsent()
            raise
        except BaseException as fault:
            _LOG.info("%s %s: %s", call.method, call.path, fault or type(fault).__name__)
            self._left(throttled=False)
            self._pacer.lost()
            raise
        self._left(throttled=reply.status == HTTPStatus.TOO_MANY_REQUESTS)
        _LOG.info("%s %s %s", call.method, call.path, reply.status)
        self._learn(reply)
        return reply

    def _left(self, *, throttled: bool) -> None:
        self._traffic.count(throttled=throttled)
        with self._lock:
            self.requests_sent += 1

    def _learn(self, reply: Reply) -> None:
        date = parse_date(reply.headers.get("date"))
        if date is not None:
            self.server_clock.observe(date)
        quota = read_quota(reply.headers, self._clock.now())
        if reply.status == HTTPStatus.TOO_MANY_REQUESTS:
            self._pacer.refused(quota)
        else:
            self._pacer.answered(quota)


def _may_repeat(call: Call, fault: ApiError) -> bool:
    if isinstance(fault, NotSent):
        return fault.diagnostics[0].code not in _INCURABLE
    return call.method == "GET" or call.repeatable
