"""Servers on real sockets, and an environment without proxies."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Protocol

import pytest

from rawugc_sync.api.client import Writer, connect
from rawugc_sync.api.settings import Settings

from .fakes import KEY, FakeClock
from .server import Behaviour, Server, running

Serve = Callable[..., Server]


class Dial(Protocol):
    def __call__(self, url: str, clock: FakeClock | None = None, **limits: float) -> Writer: ...


@pytest.fixture(autouse=True)
def no_proxies(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


@pytest.fixture
def serve() -> Iterator[Serve]:
    """Starts a server with a script of behaviours."""
    with ExitStack() as servers:

        def start(*script: Behaviour) -> Server:
            return servers.enter_context(running(*script))

        yield start


@pytest.fixture
def dial() -> Iterator[Dial]:
    """Opens writers on real sockets, with a short deadline, and closes them in the end."""
    with ExitStack() as writers:

        def open_writer(url: str, clock: FakeClock | None = None, **limits: float) -> Writer:
            settings = Settings(url, KEY, **{"deadline": 0.3, **limits})  # type: ignore[arg-type]
            writer = connect(settings, clock or FakeClock())
            writers.callback(writer.close)
            return writer

        yield open_writer
