"""A collection in pages, and a server of it that counts what it is asked."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import httpx

from rawugc_sync.api.client import Reader, connect_reader
from rawugc_sync.api.settings import Settings
from rawugc_sync.resources import registered
from rawugc_sync.resources.calls import Calls
from rawugc_sync.resources.pages import Pages
from rawugc_sync.resources.resource_type import ResourceType
from tests.api.fakes import FakeClock

SIZE = 3


def in_pages(collection: str, query: Mapping[str, str]) -> ResourceType:
    """A collection like personas, whose list comes in pages."""
    calls = Calls(f"/{collection}", collection, query=query, pages=Pages(most=SIZE))
    return replace(registered()["personas"], collection=collection, calls=calls)


CLIPS, TRACKS = in_pages("clips", {"kind": "all"}), in_pages("tracks", {})

Meanwhile = Callable[[list[str]], None]
"""What happens to a list while it is read."""


def clip(id: str) -> dict[str, Any]:
    return {"_id": id, "name": id, "description": "D"}


def said(total: Any, page: int, more: Any, **other: Any) -> dict[str, Any]:
    return {"total": total, "page": page, "pageSize": SIZE, "hasMore": more, **other}


@dataclass
class Server:
    """Serves ids in pages, and what `others` has by its path: a body, or a status.

    `after`: number of a request for a page → what happens once it is answered. `pages`: number of such a
    request → what is answered instead. `asked` is what it was asked, in order, a page as `/clips 2`.
    """

    ids: Mapping[str, list[str]]
    after: Mapping[int, Meanwhile] = field(default_factory=dict)
    pages: Mapping[int, httpx.Response] = field(default_factory=dict)
    others: Mapping[str, Any] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    queries: list[dict[str, str]] = field(default_factory=list)

    def __call__(self, request: httpx.Request) -> httpx.Response:
        assert request.method == "GET"
        path, query = request.url.path, dict(request.url.params)
        self.queries.append(query)
        self.asked.append(f"{path} {query['page']}" if "page" in query else path)
        number = len(self.asked)
        if path in self.ids:
            answer = self.pages.get(number) or self.page(path, int(query["page"]), int(query["limit"]))
            self.after.get(number, lambda _: None)(self.ids[path])
            return answer
        other = self.others.get(path, 404)
        if isinstance(other, int):
            return httpx.Response(other, json={"type": "about:blank", "title": "no", "status": other})
        return httpx.Response(200, json=other)

    def page(self, path: str, number: int, size: int) -> httpx.Response:
        ids = self.ids[path]
        shown = ids[(number - 1) * size : number * size]
        return page(shown, said(len(ids), number, number * size < len(ids)), path[1:])

    def reader(self) -> Reader:
        settings = Settings("https://api.example", "key")
        return connect_reader(settings, FakeClock(), transport=httpx.MockTransport(self))


def page(ids: Any, pagination: Any, array: str = "clips") -> httpx.Response:
    return httpx.Response(200, json={array: [clip(id) for id in ids], "pagination": pagination})
