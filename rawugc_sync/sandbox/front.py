"""What every adapter does with a request: find its path below the base, answer it, report both."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import closing, nullcontext
from dataclasses import dataclass
from typing import IO

from rawugc_sync.sandbox.exchange import Request, Response
from rawugc_sync.sandbox.handler import handle
from rawugc_sync.sandbox.spec import Options
from rawugc_sync.sandbox.store import Store

Clock = Callable[[], int]
OnExchange = Callable[[Request, Response], None]
Pairs = Iterable[tuple[str, str]]


@dataclass(frozen=True)
class Head:
    """A request without its body: `target` is the path from the host on, still percent-encoded."""

    method: str
    scheme: str
    target: bytes
    query: Pairs
    headers: Pairs


@dataclass(frozen=True)
class Front:
    """A sandbox as an adapter sees it; `now` gives Unix ms."""

    store: Store
    options: Options
    now: Clock
    on_exchange: OnExchange | None = None

    def request(self, head: Head, body: bytes | IO[bytes]) -> Request:
        """The request as the sandbox takes it."""
        path = self._below_base(head.target.decode("ascii", "replace"))
        lower = {name.lower(): value for name, value in head.headers}
        origin = f"{head.scheme}://{lower['host']}" if lower.get("host") else ""
        held, stream = (body, None) if isinstance(body, bytes) else (b"", body)
        return Request(head.method, path, dict(head.query), lower, held, origin, stream)

    def answer(self, request: Request) -> Response:
        """Answer a request, report both, and close the request's stream."""
        with closing(request.stream) if request.stream else nullcontext():
            response = handle(request, self.store, self.now(), self.options)
        if self.on_exchange:
            self.on_exchange(request, response)
        return response

    def _below_base(self, path: str) -> str:
        base = self.options.base_path
        # From the base, other paths of the host are reached upwards; no route begins like that.
        return path[len(base) :] if path.startswith(f"{base}/") else f"..{path}"
