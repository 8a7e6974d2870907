"""The sandbox as a Starlette application."""

from __future__ import annotations

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Mount
from starlette.types import Receive, Scope, Send

from rawugc_sync.sandbox.front import Clock, Front, OnExchange
from rawugc_sync.sandbox.spec import Options
from rawugc_sync.sandbox.store import Store


def application(
    store: Store, options: Options, now: Clock, on_exchange: OnExchange | None = None
) -> Starlette:
    """The same answers as `SandboxTransport`, for any ASGI server; `now` gives Unix ms."""
    front = Front(store, options, now, on_exchange)

    async def serve(scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        # Out of the event loop: the store may wait for another process.
        asked = front.request(
            request.method,
            scope["raw_path"],
            request.query_params.multi_items(),
            request.headers.items(),
            await request.body(),
        )
        answer = await run_in_threadpool(front.answer, asked)
        response = Response(answer.body, answer.status, dict(answer.headers))
        await response(scope, receive, send)

    return Starlette(routes=[Mount("/", app=serve)])
