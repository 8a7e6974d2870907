"""A server of HTTP that can be cut off, that comes back, and that loses answers on demand."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Lock, Thread
from typing import Any

from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server

Environ = dict[str, Any]
App = Callable[[Environ, Callable[..., Any]], Iterable[bytes]]


class _Quiet(WSGIRequestHandler):
    """Says nothing, and hangs up without an answer when there is none."""

    def log(self, *said: object) -> None: ...

    def run_wsgi(self) -> None:
        if self.server.app.serve_lost(self.make_environ()):  # type: ignore[attr-defined]
            self.close_connection = True
            return
        super().run_wsgi()


@dataclass
class Front:
    """Hands one request at a time to `app`: what holds two at once apart need not be right there.

    `lose(n, status)` lets the next n writes happen without their answers: there is an error of this
    status instead, or nothing at all with 0. `seen` is method and path of every request.
    """

    app: App
    seen: list[tuple[str, str]] = field(default_factory=list)
    refused: int = 0
    _lost: int = 0
    _status: int = 0
    _one: Lock = field(default_factory=Lock)

    def lose(self, writes: int, status: int = 0) -> None:
        self._lost, self._status = writes, status

    def serve_lost(self, environ: Environ) -> bool:
        """Do what is asked, and hang up, when this is an answer to lose without a word."""
        if environ["REQUEST_METHOD"] != "PUT" or not self._lost or self._status:
            return False
        self._lost -= 1
        self._ask(environ)
        return True

    def __call__(self, environ: Environ, start: Callable[..., Any]) -> Iterable[bytes]:
        self.seen.append((environ["REQUEST_METHOD"], environ["PATH_INFO"]))
        if self.refused:
            start(f"{self.refused} Refused", [("Content-Length", "0")])
            return [b""]
        if environ["REQUEST_METHOD"] == "PUT" and self._lost:
            self._lost -= 1
            self._ask(environ)
            start(f"{self._status} Lost", [("Content-Length", "0")])
            return [b""]
        with self._one:
            return list(self.app(environ, start))

    def _ask(self, environ: Environ) -> None:
        with self._one:
            list(self.app(environ, lambda *_: None))


@dataclass
class Web:
    """A front on a port of its own."""

    front: Front
    port: int = 0
    _server: BaseWSGIServer | None = None

    def open(self) -> None:
        self._server = make_server("127.0.0.1", self.port, self.front, threaded=True, request_handler=_Quiet)
        self.port = self._server.port
        Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()

    def close(self) -> None:
        assert self._server is not None
        self._server.shutdown()
        self._server.server_close()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @contextmanager
    def cut(self) -> Iterator[None]:
        self.close()
        try:
            yield
        finally:
            self.open()


@contextmanager
def serving(app: App) -> Iterator[Web]:
    web = Web(Front(app))
    web.open()
    try:
        yield web
    finally:
        web.close()
