"""The sandbox as a Starlette application."""

from __future__ import annotations

from contextlib import ExitStack
from tempfile import TemporaryFile
from typing import IO

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Mount
from starlette.types import Receive, Scope, Send

from rawugc_sync.sandbox import exchange
from rawugc_sync.sandbox.front import Clock, Front, Head, OnExchange
from rawugc_sync.sandbox.spec import Options
from rawugc_sync.sandbox.store import Store


def application(
    store: Store, options: Options, now: Clock, on_exchange: OnExchange | None = None
) -> Starlette:
    """The same answers as `SandboxTransport`, for any ASGI server; `now` gives Unix ms."""
    front = Front(store, options, now, on_exchange)

    async def serve(scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        asked = front.request(_head(request), await _body(request))
        # Out of the event loop: the store may wait for another process.
        answer = await run_in_threadpool(front.answer, asked)
        await _response(answer)(scope, receive, send)

    return Starlette(routes=[Mount("/", app=serve)])


def _head(request: Request) -> Head:
    query = request.query_params.multi_items()
    return Head(request.method, request.url.scheme, request.scope["raw_path"], query, request.headers.items())


async def _body(request: Request) -> bytes | IO[bytes]:
    if not exchange.is_streamed(request.headers.get("content-type", "")):
        return await request.body()
    with ExitStack() as stack:
        stream = stack.enter_context(TemporaryFile())
        async for piece in request.stream():
            stream.write(piece)
        stack.pop_all()
    return stream


def _response(answer: exchange.Response) -> Response:
    if answer.file is None:
        return Response(answer.body, answer.status, dict(answer.headers))
    headers = {**answer.headers, "Content-Length": str(answer.size)}
    return StreamingResponse(answer.pieces(answer.size), answer.status, headers)
