"""A workspace whose calls travel over a wire that a test may cut: the RawUGC is in this process."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from rawugc_sync.sandbox import Options
from rawugc_sync.sandbox.transport import SandboxTransport
from tests.contract.project import Files, Project, RawUGC

Forward = Callable[[], httpx.Response]
Accident = Callable[[httpx.Request, Forward], httpx.Response]


class Wire(SandboxTransport):
    """Hands every write to the next of the `accidents`; without one, all goes well."""

    def __init__(self, inner: SandboxTransport) -> None:
        self._inner = inner
        self.accidents: list[Accident] = []

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        def forward() -> httpx.Response:
            return self._inner.handle_request(request)

        if request.method == "GET" or not self.accidents:
            return forward()
        return self.accidents.pop(0)(request, forward)


@dataclass(frozen=True, kw_only=True)
class WiredProject(Project):
    """A workspace, and the wire between it and its RawUGC."""

    wire: Wire


def well(request: httpx.Request, forward: Forward) -> httpx.Response:
    """Nothing happens to this one."""
    return forward()


def lost_before(request: httpx.Request, forward: Forward) -> httpx.Response:
    """The connection breaks before the server has read the request."""
    raise httpx.ReadError("reset", request=request)


def lost_after(request: httpx.Request, forward: Forward) -> httpx.Response:
    """The connection breaks once the server has done as it was asked."""
    forward()
    raise httpx.ReadError("reset", request=request)


@contextmanager
def project_on_a_wire(root: Path, files: Files, options: Options | None = None) -> Iterator[WiredProject]:
    """A workspace in a folder of its own, with these files."""
    rawugc = RawUGC.in_process(options or Options())
    assert rawugc.transport is not None
    rawugc.transport = wire = Wire(rawugc.transport)
    folder = root / "glow-lab"
    folder.mkdir()
    project = WiredProject(folder, rawugc, rawugc.clock, wire=wire)
    project.write(files)
    yield project
    rawugc.stop()
