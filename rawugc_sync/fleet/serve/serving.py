"""The server under the pages of a fleet, until it is told to stop."""

from __future__ import annotations

import socket
from threading import Thread

import uvicorn
from starlette.applications import Starlette

from rawugc_sync.api.stopping import Stopper
from rawugc_sync.words.errors import FleetError

_LOOK = 0.1


def listener(host: str, port: int) -> socket.socket:
    """A socket that listens there. FleetError where that cannot be had."""
    try:
        return socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET)
    except OSError as failed:
        detail = "Another one may listen there: choose another --port."
        raise FleetError.of(
            "fleet-port", f"{host}:{port} cannot be listened on: {failed.strerror or failed}", detail
        ) from None


def serve(app: Starlette, listening: socket.socket, stopper: Stopper) -> None:
    """Answer until the stopper says so; what is under way has a few seconds to end."""
    config = uvicorn.Config(
        app,
        lifespan="off",
        access_log=False,  # it would have the tokens of links
        server_header=False,
        log_config=None,
        timeout_graceful_shutdown=5,
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
