"""What may befall a request on its way, by name."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

import httpx

KEY = "ruk_canary-5d1f"

Send = Callable[[httpx.Request], httpx.Response]
Befall = Callable[[Send, httpx.Request], httpx.Response]


class Killed(BaseException):
    """The process is gone: nothing of it runs any more. `torn`: in the middle of a line of the journal."""

    def __init__(self, *, torn: bool = False) -> None:
        self.torn = torn


class Late(httpx.RemoteProtocolError):
    """The connection is gone, and the request still on its way."""


@dataclass(frozen=True)
class Fault:
    """What befalls request `nth` (from 0) of its kind in a run, and the `times - 1` after it.

    `on` is `write`, or the collection whose list is read. `what` is a name in `FAULTS`.
    """

    what: str
    on: str = "write"
    nth: int = 0
    times: int = 1


class _Cut(httpx.SyncByteStream):
    def __iter__(self) -> Iterator[bytes]:
        yield b'{"_id"'
        raise httpx.RemoteProtocolError("peer closed connection without sending complete message body")


def _raises(fault: Callable[[], BaseException]) -> Befall:
    """A new one each time: an exception that is raised twice would be its own cause."""

    def befall(_send: Send, _request: httpx.Request) -> httpx.Response:
        raise fault()

    return befall


def _answers(status: int, **content: Any) -> Befall:
    return lambda _send, _request: httpx.Response(status, **content)


def _after(befall: Befall) -> Befall:
    """The same once the server has done what it was asked."""

    def done(send: Send, request: httpx.Request) -> httpx.Response:
        send(request)
        return befall(send, request)

    return done


def _instead(**content: Any) -> Befall:
    """The server's own status, and another body."""
    return lambda send, request: httpx.Response(send(request).status_code, **content)


def _cut(send: Send, request: httpx.Request) -> httpx.Response:
    return httpx.Response(send(request).status_code, stream=_Cut())


def _signalled(times: int) -> Befall:
    def befall(send: Send, request: httpx.Request) -> httpx.Response:
        for _ in range(times):
            signal.raise_signal(signal.SIGINT)
        return send(request)

    return befall


_GONE = "Server disconnected without sending a response."
_PAGE = "<html><body>Bad gateway</body></html>"

FAULTS: Mapping[str, Befall] = {
    "refused": _raises(partial(httpx.ConnectError, "connection refused")),
    "reset": _raises(partial(httpx.RemoteProtocolError, _GONE)),
    "503": _answers(503, json={"title": "Unavailable"}),
    "408": _answers(408),
    "429": _answers(429),
    "401": _answers(401, json={"title": "Unauthorized", "detail": f"no such key: {KEY}"}),
    "402": _answers(402),
    "403": _answers(403),
    "redirect": _answers(307, headers={"Location": "https://elsewhere.example/"}),
    "late": _raises(partial(Late, _GONE)),
    "reset-after": _after(_raises(partial(httpx.RemoteProtocolError, _GONE))),
    "silent-after": _after(_raises(partial(httpx.ReadTimeout, "timed out"))),
    "500-after": _after(_answers(500)),
    "502-after": _after(_answers(502, html=_PAGE)),
    "cut": _cut,
    "page": _instead(html=_PAGE),
    "empty": _instead(),
    "no-id": _instead(json={}),
    "dies-before": _raises(Killed),
    "dies-after": _after(_raises(Killed)),
    "dies-writing": _after(_raises(partial(Killed, torn=True))),
    "interrupted": _signalled(1),
    "interrupted-twice": _signalled(2),
}
