"""The client's face: a Reader, which cannot write, and the Writer that `apply` holds."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, TypeAlias

from rawugc_sync.api.answers import Answer
from rawugc_sync.api.channel import NO_QUERY, Channel
from rawugc_sync.api.clock import Clock
from rawugc_sync.api.pacing import Allowance, Wait
from rawugc_sync.api.settings import Settings
from rawugc_sync.errors import ApiError, NotSent, Unauthorized
from rawugc_sync.model import Call

if TYPE_CHECKING:
    import httpx

    Transport: TypeAlias = httpx.BaseTransport

_SIDE_BY_SIDE = 8


class Reader:
    """Reads the API within its rate limit. Every method raises ApiError when it cannot."""

    def __init__(self, channel: Channel) -> None:
        self._channel = channel

    def get(self, path: str, query: Mapping[str, str] = NO_QUERY) -> Answer:
        """The answer to a GET; its body is a JSON object. `path` is relative to the base URL."""
        return self._channel.perform(Call(method="GET", path=path), query)

    def get_all(self, requests: Sequence[tuple[str, Mapping[str, str]]]) -> list[Answer | ApiError]:
        """The answers to several GETs (path and query), or their errors, in order.

        The first goes alone and learns the rate-limit window, the rest side by side within it.
        When there is no way through, or no right to read, one request is enough to know.
        """
        if not requests:
            return []
        first = self._outcome(requests[0])
        if isinstance(first, NotSent | Unauthorized):
            return [first] * len(requests)
        if len(requests) == 1:
            return [first]
        from concurrent.futures import ThreadPoolExecutor

        threads = ThreadPoolExecutor(_SIDE_BY_SIDE)
        try:
            return [first, *threads.map(self._outcome, requests[1:])]
        finally:  # after an interrupt nobody waits for what still waits for the rate limit
            threads.shutdown(wait=False, cancel_futures=True)

    @property
    def requests_sent(self) -> int:
        """How many requests have left, repeated ones counted each time."""
        return self._channel.requests_sent

    @property
    def key_variable(self) -> str:
        """The environment variable that the key comes from."""
        return self._channel.settings.key_variable

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

    def close(self) -> None:
        """Close the connections."""
        self._channel.close()

    def _outcome(self, request: tuple[str, Mapping[str, str]]) -> Answer | ApiError:
        try:
            return self.get(*request)
        except ApiError as fault:
            return fault


class Writer(Reader):
    """A Reader that also sends the calls of a plan."""

    def send(self, call: Call, ready: Callable[[], None] | None = None) -> Answer:
        """Carry out one call; `ready` may raise TooLate once its turn has come.

        Raises NotSent (nothing happened), OutcomeUnknown (it may have), BadAnswer (with a 2xx
        `status`: it did, but the new id cannot be read), Problem (it was refused), and ApiError
        `rate-limited` (not done).
        """
        return self._channel.perform(call, ready=ready)


def connect(
    settings: Settings,
    clock: Clock,
    *,
    transport: Transport | None = None,
    on_wait: Callable[[Wait], None] | None = None,
) -> Writer:
    """A client that may write. `on_wait` hears of each wait before it begins, from any thread."""
    return Writer(_channel(settings, clock, transport, on_wait))


def connect_reader(
    settings: Settings,
    clock: Clock,
    *,
    transport: Transport | None = None,
    on_wait: Callable[[Wait], None] | None = None,
) -> Reader:
    """A client that cannot write; else as `connect`."""
    return Reader(_channel(settings, clock, transport, on_wait))


def _channel(
    settings: Settings,
    clock: Clock,
    transport: Transport | None,
    on_wait: Callable[[Wait], None] | None,
) -> Channel:
    # Here, so that what only needs the types of this package does not import httpx.
    from rawugc_sync.api.transport import open_transport
    from rawugc_sync.api.wire import Wire

    return Channel(settings, clock, Wire(settings, transport or open_transport(settings)), on_wait)
