"""The sandbox over HTTP with faults on its wire: on bare sockets, for only those can be cut and reset."""

from __future__ import annotations

import logging
import socket
import ssl
import struct
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, nullcontext, suppress
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import IO, Any
from urllib.parse import parse_qsl

from rawugc_sync.sandbox.exchange import Request, Response, is_streamed, spooled
from rawugc_sync.sandbox.faults import Delivery, Fault, Faults
from rawugc_sync.sandbox.front import Clock, Front, Head
from rawugc_sync.sandbox.spec import Options
from rawugc_sync.sandbox.store import Store

OnWire = Callable[[Request, Response | None, Fault | None], None]
"""Hears of each request before anything is sent: what was done (None: nothing), and its fault, if any."""

_LOG = logging.getLogger(__name__)

_DRIP_S = 0.02
_POLL_S = 0.01
_PIECE = 1 << 16
_WHOLE = Fault()


@contextmanager
def serving_with_faults(
    store: Store,
    options: Options,
    now: Clock,
    faults: Faults,
    on_wire: OnWire | None = None,
    *,
    tls: ssl.SSLContext | None = None,
) -> Iterator[str]:
    """Serve on a free port of the loopback interface, and yield the base URL; `now` gives Unix ms."""
    server = _Server(Front(store, options, now), faults, on_wire)
    if tls:
        # The handshake belongs to the thread of its connection, not to the one that accepts.
        server.scheme = "https"
        server.socket = tls.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    thread = Thread(target=server.serve_forever, args=(_POLL_S,), daemon=True)
    thread.start()
    try:
        yield f"{server.scheme}://127.0.0.1:{server.server_port}{options.base_path}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    scheme = "http"

    def __init__(self, front: Front, faults: Faults, on_wire: OnWire | None) -> None:
        super().__init__(("127.0.0.1", 0), _Connection)
        self.front = front
        self.faults = faults
        self.on_wire = on_wire

    def shutdown_request(self, request: Any) -> None:
        """Close without a farewell: one would come before a reset."""
        self.close_request(request)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that has gone is what some faults are about; anything else is a fault of ours."""
        if not isinstance(sys.exc_info()[1], OSError):
            _LOG.exception("the sandbox failed")


class _Connection(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: _Server
    _stale = False

    def do_GET(self) -> None:
        body = self._body()
        if self._stale:
            self.close_connection = True
            return
        path, _, query = self.path.partition("?")
        scheme = self.server.scheme
        head = Head(self.command, scheme, path.encode(), parse_qsl(query), self.headers.items())
        request = self.server.front.request(head, body)
        with closing(request.stream) if request.stream else nullcontext():
            self._answer(request, self.server.faults.strike(request) or _WHOLE)

    do_HEAD = do_POST = do_PATCH = do_DELETE = do_GET  # noqa: N815

    def _body(self) -> bytes | IO[bytes]:
        size = int(self.headers.get("Content-Length", 0))
        if is_streamed(self.headers.get("Content-Type", "")):
            return spooled(self._pieces(size))
        return self.rfile.read(size)

    def _pieces(self, size: int) -> Iterator[bytes]:
        while size and (piece := self.rfile.read(min(_PIECE, size))):
            size -= len(piece)
            yield piece

    def log_message(self, format: str, *args: Any) -> None:
        """Whoever serves logs what it wants to."""

    def _answer(self, request: Request, fault: Fault) -> None:
        done = self.server.front.answer(request) if fault.carried_out else None
        if self.server.on_wire:
            self.server.on_wire(request, done, None if fault is _WHOLE else fault)
        told = fault.answer or done or Response(HTTPStatus.NO_CONTENT)
        with suppress(OSError):
            _DELIVERIES[fault.delivery](self, told.adding(fault.headers))

    # -- deliveries

    def whole(self, told: Response) -> None:
        framing = {"Content-Length": str(told.size)} if told.status != HTTPStatus.NO_CONTENT else {}
        self._write(told, _head(told, framing), told.size)

    def _write(self, told: Response, before: bytes, size: int) -> None:
        """In as few pieces as may be: head and body of a small answer travel together."""
        pieces = told.pieces(0 if self.command == "HEAD" else size)
        self.wfile.write(before + next(pieces, b""))
        for piece in pieces:
            self.wfile.write(piece)

    def reset(self, _told: Response) -> None:
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.close_connection = True

    def close(self, _told: Response) -> None:
        self.close_connection = True

    def silence(self, _told: Response) -> None:
        self.close_connection = True
        self.rfile.read(1)

    def cut_by_length(self, told: Response) -> None:
        self._half(told, {"Content-Length": str(told.size + 1)}, b"")

    def cut_by_chunk(self, told: Response) -> None:
        self._half(told, {"Transfer-Encoding": "chunked"}, b"%x\r\n" % (told.size + 1))

    def cut_by_close(self, told: Response) -> None:
        self._half(told, {"Connection": "close"}, b"")

    def _half(self, told: Response, framing: dict[str, str], before: bytes) -> None:
        self.close_connection = True
        self._write(told, _head(told, framing) + before, told.size // 2)

    def drip_header(self, told: Response) -> None:
        self._drip(_head(told, {})[:-2] + b"X-Drip: ")

    def drip_body(self, told: Response) -> None:
        self._drip(_head(told, {"Content-Length": str(1 << 30)}) + b"".join(told.pieces(told.size)))

    def _drip(self, start: bytes) -> None:
        self.close_connection = True
        self.wfile.write(start)
        while True:
            time.sleep(_DRIP_S)
            self.wfile.write(b" ")

    def stale(self, told: Response) -> None:
        self.whole(told)
        self._stale = True


def _head(told: Response, framing: dict[str, str]) -> bytes:
    lines = [f"HTTP/1.1 {told.status} {_phrase(told.status)}"]
    lines += [f"{name}: {value}" for name, value in {**told.headers, **framing}.items()]
    return "\r\n".join([*lines, "", ""]).encode("latin-1")


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return "Unknown"


_DELIVERIES: dict[Delivery, Callable[[_Connection, Response], None]] = {
    "whole": _Connection.whole,
    "reset": _Connection.reset,
    "close": _Connection.close,
    "silence": _Connection.silence,
    "cut-by-length": _Connection.cut_by_length,
    "cut-by-chunk": _Connection.cut_by_chunk,
    "cut-by-close": _Connection.cut_by_close,
    "drip-header": _Connection.drip_header,
    "drip-body": _Connection.drip_body,
    "stale": _Connection.stale,
}
