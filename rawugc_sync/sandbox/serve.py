"""The sandbox over HTTP: for people, and for tests that need a real socket."""

from __future__ import annotations

import logging
import socket
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from threading import Thread
from typing import Any

import uvicorn

from rawugc_sync.sandbox.asgi import application
from rawugc_sync.sandbox.exchange import Request, Response
from rawugc_sync.sandbox.front import Clock, OnExchange
from rawugc_sync.sandbox.spec import Options
from rawugc_sync.sandbox.store import Store

_LOG = logging.getLogger(__name__)
_LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "loggers": {
        __name__: {"handlers": ["stderr"], "level": "INFO"},
        "uvicorn": {"handlers": ["stderr"], "level": "WARNING"},
    },
}


def serve(host: str, port: int, database: Path | None, options: Options) -> None:
    """Serve until interrupted (`KeyboardInterrupt`), logging method, path and status on stderr."""
    with closing(Store.open(database)) as store:
        app = application(store, options, _wall_clock, _log)
        uvicorn.Server(_config(app, host=host, port=port, log_config=_LOGGING)).run()


@contextmanager
def serving(
    store: Store, options: Options, now: Clock, on_exchange: OnExchange | None = None
) -> Iterator[str]:
    """Serve on a free port of the loopback interface, and yield the base URL."""
    server = uvicorn.Server(_config(application(store, options, now, on_exchange), log_config=None))
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)  # else each answer waits for 40 ms
        # It listens already, so nobody has to wait until the server has started.
        thread = Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{listener.getsockname()[1]}{options.base_path}"
        finally:
            server.should_exit = True
            thread.join()


def _config(app: Any, **settings: Any) -> uvicorn.Config:
    # `Date` is the sandbox's own, and a connection left open must not hold up the end.
    return uvicorn.Config(
        app,
        lifespan="off",
        access_log=False,
        date_header=False,
        server_header=False,
        timeout_graceful_shutdown=1,
        **settings,
    )


def _wall_clock() -> int:
    return time.time_ns() // 1_000_000


def _log(request: Request, response: Response) -> None:
    _LOG.info("%s %s %s", request.method, request.path, response.status)
