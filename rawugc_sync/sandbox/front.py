"""What every adapter does with a request: find its path below the base, answer it, report both."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from rawugc_sync.sandbox.exchange import Request, Response
from rawugc_sync.sandbox.handler import handle
from rawugc_sync.sandbox.spec import Options
from rawugc_sync.sandbox.store import Store

Clock = Callable[[], int]
OnExchange = Callable[[Request, Response], None]
Pairs = Iterable[tuple[str, str]]


@dataclass(frozen=True)
class Front:
    """A sandbox as an adapter sees it; `now` gives Unix ms."""

    store: Store
    options: Options
    now: Clock
    on_exchange: OnExchange | None = None

    def request(self, method: str, raw_path: bytes, query: Pairs, headers: Pairs, body: bytes) -> Request:
        """A request whose path is still percent-encoded and starts at the host."""
        path = self._below_base(raw_path.decode("ascii", "replace"))
        lower = {name.lower(): value for name, value in headers}
        return Request(method, path, dict(query), lower, body)

    def answer(self, request: Request) -> Response:
        """Answer a request, and report both."""
        response = handle(request, self.store, self.now(), self.options)
        if self.on_exchange:
            self.on_exchange(request, response)
        return response

    def _below_base(self, path: str) -> str:
        base = self.options.base_path
        # From the base, other paths of the host are reached upwards; no route begins like that.
        return path[len(base) :] if path.startswith(f"{base}/") else f"..{path}"
