"""Which method on which path is served by what."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from urllib.parse import unquote

from rawugc_sync.sandbox import accounts, crud, uploads
from rawugc_sync.sandbox.problems import Problem
from rawugc_sync.sandbox.spec import Collection, Endpoint, Field


@dataclass(frozen=True)
class Route:
    """`template` is a path of which at most one segment is a `{parameter}`."""

    method: str
    template: str
    endpoint: Endpoint
    filters: tuple[Field, ...] = ()


def routes(collections: Mapping[str, Collection]) -> tuple[tuple[str, str], ...]:
    """Every (method, path template) that is served."""
    return tuple((route.method, route.template) for route in _table(collections))


def match(collections: Mapping[str, Collection], method: str, path: str) -> tuple[Route, str]:
    """The route of a request and the id in its path; raises a 404 or 405 `Problem`."""
    found = [
        (route, object_id)
        for route in _table(collections)
        if (object_id := _object_id(route.template, path)) is not None
    ]
    if not found:
        raise Problem(404, "There is nothing at this path.")
    for route, object_id in found:
        if route.method == method:
            return route, object_id
    allowed = ", ".join(sorted(route.method for route, _ in found))
    raise Problem(405, f"This path takes {allowed}.", headers={"Allow": allowed})


def _table(collections: Mapping[str, Collection]) -> Iterator[Route]:
    for collection in collections.values():
        yield from _collection_routes(collection)
    yield Route("GET", accounts.PATH, accounts.list_accounts)
    yield Route("POST", accounts.PATH, accounts.sync)
    yield Route("DELETE", f"{accounts.PATH}/{{accountId}}", accounts.disconnect)
    yield Route("POST", uploads.PATH, uploads.upload)


def _collection_routes(collection: Collection) -> Iterator[Route]:
    path, one = collection.path, f"{collection.path}/{{id}}"
    yield Route("GET", path, partial(crud.list_objects, collection), collection.filters)
    yield Route("POST", path, partial(crud.create, collection))
    yield Route("GET", one, partial(crud.read, collection))
    if collection.changeable:
        yield Route("PATCH", one, partial(crud.update, collection))
    if collection.deletable:
        yield Route("DELETE", one, partial(crud.delete, collection))
    for name, action in collection.actions.items():
        yield Route("POST", f"{one}/{name}", partial(action, collection))


def _object_id(template: str, path: str) -> str | None:
    """The id in `path`, `""` where the template has none; None when the path does not fit."""
    parts, segments = template.split("/"), path.split("/")
    if len(parts) != len(segments):
        return None
    object_id = ""
    for part, segment in zip(parts, segments, strict=True):
        if part.startswith("{") and segment:
            object_id = unquote(segment)
        elif part != segment:
            return None
    return object_id
