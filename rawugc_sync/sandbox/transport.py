"""The sandbox behind an httpx client, without a socket."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import IO

import httpx

from rawugc_sync.sandbox.exchange import is_streamed, spooled
from rawugc_sync.sandbox.front import Clock, Front, Head, OnExchange
from rawugc_sync.sandbox.spec import Options
from rawugc_sync.sandbox.store import Store


class SandboxTransport(httpx.BaseTransport):
    """`httpx.Client(transport=SandboxTransport(…))`; `now` gives Unix ms; every host is the sandbox's."""

    def __init__(
        self, store: Store, options: Options, now: Clock, on_exchange: OnExchange | None = None
    ) -> None:
        self._front = Front(store, options, now, on_exchange)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Answer from the store; `on_exchange` sees the request and its answer."""
        raw_path = request.url.raw_path.partition(b"?")[0]
        query = request.url.params.multi_items()
        head = Head(request.method, request.url.scheme, raw_path, query, request.headers.items())
        answer = self._front.answer(self._front.request(head, _body(request)))
        headers = {**answer.headers, "Content-Length": str(answer.size)} if answer.file else answer.headers
        is_piecewise = answer.file and request.method != "HEAD"
        content = answer.pieces(answer.size) if is_piecewise else answer.body
        return httpx.Response(answer.status, headers=dict(headers), content=content)


class OwnSandbox(SandboxTransport):
    """The same over a file that it opens, and closes; OSError when that is something else."""

    def __init__(self, data: Path, options: Options, now: Clock) -> None:
        self._store = Store.open(data)
        super().__init__(self._store, options, now)

    def close(self) -> None:
        """Let go of the file."""
        self._store.close()


def _body(request: httpx.Request) -> bytes | IO[bytes]:
    if isinstance(request.stream, Iterable) and is_streamed(request.headers.get("content-type", "")):
        return spooled(request.stream)
    return request.read()
