"""Which method on which path is served by what."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from urllib.parse import unquote

from rawugc_sync.sandbox import accounts, characters, crud, uploads
from rawugc_sync.sandbox.media import edits, generation, reading
from rawugc_sync.sandbox.media.kinds import MEDIA, Media
from rawugc_sync.sandbox.problems import Problem
from rawugc_sync.sandbox.research import calls, library
from rawugc_sync.sandbox.spec import Collection, Endpoint, Field


@dataclass(frozen=True)
class Route:
    """`template` is a path of which at most one segment is a `{parameter}`."""

    method: str
    template: str
    endpoint: Endpoint
    filters: tuple[Field, ...] = ()


_OTHERS = (
    Route("GET", accounts.PATH, accounts.list_accounts),
    Route("POST", accounts.PATH, accounts.sync),
    Route("DELETE", f"{accounts.PATH}/{{accountId}}", accounts.disconnect),
    Route("GET", characters.PATH, characters.list_characters),
    Route("GET", f"{characters.PATH}/{{id}}", characters.read),
    Route("POST", uploads.PATH, uploads.upload),
    Route("POST", "/videos/captions", edits.captions),
    Route("POST", "/videos/overlay", edits.overlay),
    Route("GET", library.SEARCH_PATH, library.search, library.FILTERS),
    Route("GET", library.VIDEO_PATH, library.read),
    Route("POST", calls.SCRAPE_PATH, calls.scrape),
    Route("POST", calls.PLANS_PATH, calls.plan),
    Route("GET", calls.PLANS_PATH, calls.list_plans),
    Route("POST", calls.ANALYZE_PATH, calls.analyze),
)


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
    for media in MEDIA.values():
        yield from _media_routes(media)
    yield from _OTHERS


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


def _media_routes(media: Media) -> Iterator[Route]:
    yield Route("GET", media.path, partial(reading.list_page, media), reading.FILTERS)
    yield Route("POST", f"{media.path}/generate", partial(generation.generate, media))
    yield Route("GET", f"{media.path}/{{id}}", partial(reading.read, media))


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
