"""The sandbox behind an httpx client, without a socket."""

from __future__ import annotations

import httpx

from rawugc_sync.sandbox.front import Clock, Front, OnExchange
from rawugc_sync.sandbox.spec import Options
from rawugc_sync.sandbox.store import Store


class SandboxTransport(httpx.BaseTransport):
    """`httpx.Client(transport=SandboxTransport(…))`; `now` gives Unix ms; the host of the URL is ignored."""

    def __init__(
        self, store: Store, options: Options, now: Clock, on_exchange: OnExchange | None = None
    ) -> None:
        self._front = Front(store, options, now, on_exchange)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Answer from the store; `on_exchange` sees the request and its answer."""
        raw_path = request.url.raw_path.partition(b"?")[0]
        query = request.url.params.multi_items()
        asked = self._front.request(request.method, raw_path, query, request.headers.items(), request.read())
        answer = self._front.answer(asked)
        return httpx.Response(answer.status, headers=dict(answer.headers), content=answer.body)
