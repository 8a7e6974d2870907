"""Whether it works, and its figures for Prometheus."""

from __future__ import annotations

from http import HTTPStatus

from prometheus_client import CollectorRegistry
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from rawugc_sync.fleet.engine.migrate import check
from rawugc_sync.fleet.serve.figures import Figures
from rawugc_sync.fleet.serve.pages import headers
from rawugc_sync.fleet.serve.site import Site
from rawugc_sync.words.errors import FleetError

_WAIT = 2.0
"""Seconds after which a database that says nothing is away: who asks for this waits not much longer."""


def registry_of(site: Site) -> CollectorRegistry:
    """A registry with what stands in the database, and nothing of this process."""
    made = CollectorRegistry(auto_describe=False)
    made.register(Figures(site.database))
    return made


def healthz(request: Request) -> Response:
    """200 when the database answers and has the tables of this version, else 503."""
    try:
        check(request.app.state.site.database, _WAIT)
    except FleetError:
        return PlainTextResponse("the database is away\n", HTTPStatus.SERVICE_UNAVAILABLE, headers())
    return PlainTextResponse("ok\n", headers=headers())


def metrics(request: Request) -> Response:
    """In the text format of Prometheus."""
    told = generate_latest(request.app.state.metrics)
    return Response(told, media_type=CONTENT_TYPE_LATEST, headers=headers())
