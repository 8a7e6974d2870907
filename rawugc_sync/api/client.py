"""The client's face: a Reader, which cannot write, and the Writer that `apply` holds."""

from __future__ import annotations

import logging
from collections.abc import Callable, Container, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, TypeAlias, TypeGuard

from rawugc_sync.api.answers import Answer
from rawugc_sync.api.channel import NO_QUERY, Channel
from rawugc_sync.api.clock import Clock
from rawugc_sync.api.pacing import Allowance, Delay, SharedWindow
from rawugc_sync.api.settings import Settings
from rawugc_sync.api.traffic import Traffic
from rawugc_sync.api.uploads import url_in
from rawugc_sync.words.errors import ApiError, NotSent, OutcomeUnknown, Problem
from rawugc_sync.words.planned import Call

if TYPE_CHECKING:
    import httpx

    from rawugc_sync.api.form import Outbox

    Transport: TypeAlias = httpx.BaseTransport

_LOG = logging.getLogger(__name__)

Request: TypeAlias = tuple[str, Mapping[str, str]]
"""What a GET asks for: path and query."""

_SIDE_BY_SIDE = 8


class Reader:
    """Reads the API within its rate limit. Every method raises ApiError when it cannot."""

    def __init__(self, channel: Channel) -> None:
        self._channel = channel

    def get(self, path: str, query: Mapping[str, str] = NO_QUERY) -> Answer:
        """The answer to a GET; its body is a JSON object. `path` is relative to the base URL."""
        return self._channel.perform(Call(method="GET", path=path), query)

    def get_all(self, requests: Sequence[Request], spared: Container[int] = ()) -> list[Answer | ApiError]:
        """The answers to several GETs (path and query), or their errors, in order.

        The first goes alone and learns the rate-limit window, the rest side by side within it; what then
        has no answer is asked for again, one by one. Once one has failed for good nothing more is asked,
        for a part is of no use: an outage costs four requests, or three more than the lists when it
        begins behind the first. `spared` are statuses with which RawUGC speaks of one object alone.
        """
        if not requests:
            return []
        first = _outcome(self._channel.perform, *requests[0])
        if _is_final(first, spared):
            return [first] * len(requests)
        if len(requests) == 1:
            return [first]
        rest = requests[1:]
        return [first, *self._asked_again(rest, self._side_by_side(rest), spared)]

    @property
    def requests_sent(self) -> int:
        """How many requests have left, repeated ones counted each time."""
        return self._channel.requests_sent

    @property
    def key_from(self) -> str:
        """Where the key comes from, for messages."""
        return self._channel.settings.key_from

    def allowance(self) -> Allowance:
        """The rate limit in force, as the answers told it, and what is left of its window."""
        return self._channel.allowance()

    def server_time(self) -> float:
        """Unix seconds by the server's clock, as its last answer showed it; before that, the local clock."""
        return self._channel.server_clock.now()

    def monotonic(self) -> float:
        """Seconds from an arbitrary start, by the clock that the client waits by."""
        return self._channel.monotonic()

    def sleep(self, seconds: float) -> None:
        """Wait, by the clock that the client waits by."""
        self._channel.sleep(seconds)

    def is_gone(self, url: str) -> bool:
        """Whether a file is no longer where it was, asked without the key; False where nobody can tell."""
        return self._channel.is_gone(url)

    def close(self) -> None:
        """Close the connections."""
        self._channel.close()

    def _side_by_side(self, requests: Sequence[Request]) -> list[Answer | ApiError]:
        from concurrent.futures import ThreadPoolExecutor

        threads = ThreadPoolExecutor(_SIDE_BY_SIDE)
        try:
            return list(threads.map(lambda one: _outcome(self._channel.once, *one), requests))
        finally:  # after an interrupt nobody waits for what still waits for the rate limit
            threads.shutdown(wait=False, cancel_futures=True)

    def _asked_again(
        self, requests: Sequence[Request], outcomes: list[Answer | ApiError], spared: Container[int]
    ) -> list[Answer | ApiError]:
        """The outcomes once what had no answer is asked for again, until one of them fails for good."""
        if any(_is_final(one, spared) and not _is_lost(one) for one in outcomes):
            return outcomes
        for at, (outcome, request) in enumerate(zip(outcomes, requests, strict=True)):
            if _is_lost(outcome):
                outcomes[at] = _outcome(partial(self._channel.again, fault=outcome), *request)
                if _is_final(outcomes[at], spared):
                    break
        return outcomes


def _outcome(perform: Callable[..., Answer], path: str, query: Mapping[str, str]) -> Answer | ApiError:
    try:
        return perform(Call(method="GET", path=path), query=query)
    except ApiError as fault:
        return fault


def _is_lost(outcome: Answer | ApiError) -> TypeGuard[NotSent | OutcomeUnknown]:
    return isinstance(outcome, NotSent | OutcomeUnknown)


def _is_final(outcome: Answer | ApiError, spared: Container[int]) -> bool:
    """Whether it fails all the others, too."""
    about_one = isinstance(outcome, Problem) and outcome.status in spared
    return isinstance(outcome, ApiError) and not about_one


class Writer(Reader):
    """A Reader that also sends the calls of a plan."""

    def send(self, call: Call, ready: Callable[[], None] | None = None) -> Answer:
        """Carry out one call; `ready` may raise TooLate or Interrupted once its turn has come.

        Raises NotSent (nothing happened), OutcomeUnknown (it may have), BadAnswer (with a 2xx
        `status`: it did, but the new id cannot be read), Problem (it was refused), Intercepted (it was
        refused on the way), and ApiError `rate-limited` (not done).
        """
        return self._channel.perform(call, ready=ready)

    def upload(self, call: Call, ready: Callable[[], None] | None = None) -> str:
        """Carry out an upload, and return where its file is now; `ready` as for `send`.

        Raises as `send`, BadAnswer when the answer is not about this file, and Stale when the file is not
        what the call says.
        """
        assert call.file is not None
        return url_in(self._channel.perform(call, ready=ready), call.file)


def connect(
    settings: Settings,
    clock: Clock,
    *,
    transport: Transport | None = None,
    on_wait: Callable[[Delay], None] | None = None,
    window: SharedWindow | None = None,
    outbox: Outbox | None = None,
    traffic: Traffic | None = None,
) -> Writer:
    """A client that may write. `on_wait` hears of each wait before it begins, from any thread.

    `window` is what it shares with other clients of the same user. `outbox` is where the files of uploads
    come from; without one they are read where their paths lead. `traffic` counts its requests, too.
    """
    return Writer(_channel(settings, clock, transport, on_wait, window, traffic, outbox))


def connect_reader(
    settings: Settings,
    clock: Clock,
    *,
    transport: Transport | None = None,
    on_wait: Callable[[Delay], None] | None = None,
    window: SharedWindow | None = None,
    traffic: Traffic | None = None,
) -> Reader:
    """A client that cannot write; else as `connect`."""
    return Reader(_channel(settings, clock, transport, on_wait, window, traffic))


def _channel(
    settings: Settings,
    clock: Clock,
    transport: Transport | None,
    on_wait: Callable[[Delay], None] | None,
    window: SharedWindow | None,
    traffic: Traffic | None,
    outbox: Outbox | None = None,
) -> Channel:
    # Here, so that what only needs the types of this package does not import httpx.
    from rawugc_sync.api.form import Outbox
    from rawugc_sync.api.transport import open_transport
    from rawugc_sync.api.wire import Wire

    if transport is None:
        transport = opened = open_transport(settings)
        settings = replace(settings, proxy=opened.proxy)
    if settings.proxy:
        _LOG.info("%s is reached through the proxy %s", settings.host, settings.proxy)
    wire = Wire(settings, transport, outbox or Outbox())
    return Channel(settings, clock, wire, on_wait, window or SharedWindow(), traffic or Traffic())
