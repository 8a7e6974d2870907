"""The server under the pages of a fleet, until it is told to stop."""

from __future__ import annotations

import asyncio
import socket
from http import HTTPStatus
from threading import Thread

import uvicorn
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from rawugc_sync.api.stopping import Stopper
from rawugc_sync.words.errors import FleetError

_LOOK = 0.1
_GRACE = 25
"""Seconds: longer than anything waits for the database, so that what is being recorded is told so."""


def listener(host: str, port: int) -> socket.socket:
    """A socket that listens there. FleetError where that cannot be had."""
    try:
        return socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET)
    except OSError as failed:
        detail = "Another one may listen there: choose another --port."
        raise FleetError.of(
            "fleet-port", f"{host}:{port} cannot be listened on: {failed.strerror or failed}", detail
        ) from None


def breaking_off(app: ASGIApp) -> ASGIApp:
    """What is cancelled at the end, for it took too long, is answered with 503."""

    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        begun = False

        async def sends(message: Message) -> None:
            nonlocal begun
            begun = True
            await send(message)

        try:
            await app(scope, receive, sends)
        except asyncio.CancelledError:
            if not begun:
                await Response(status_code=HTTPStatus.SERVICE_UNAVAILABLE)(scope, receive, send)

    return answer


def serve(app: ASGIApp, listening: socket.socket, stopper: Stopper) -> None:
    """Answer until the stopper says so; what is under way has half a minute to end."""
    config = uvicorn.Config(
        breaking_off(app),
        lifespan="off",
        access_log=False,  # it would have the tokens of links
        server_header=False,
        log_config=None,
        timeout_graceful_shutdown=_GRACE,
        limit_concurrency=500,
    )
    server = uvicorn.Server(config)
    # In a thread of its own it leaves signals to whoever has started it.
    thread = Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    while thread.is_alive() and not stopper.stopping():
        thread.join(_LOOK)
    server.should_exit = True
    thread.join()
