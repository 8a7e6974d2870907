"""The application: which path leads where, and what goes with every answer."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import cast

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from rawugc_sync.fleet.serve import health, hooks, review, status
from rawugc_sync.fleet.serve.closed import Closed
from rawugc_sync.fleet.serve.limiting import Limiter
from rawugc_sync.fleet.serve.opened import UNKNOWN
from rawugc_sync.fleet.serve.pages import closed, headers
from rawugc_sync.fleet.serve.site import Site
from rawugc_sync.words.errors import FleetError

_ROUTES = [
    Route("/", status.overview),
    Route("/tenants/{tenant}", status.tenant),
    Route("/calendar", status.calendar),
    Route("/runs/{id}", status.run),
    Route("/hooks/{tenant}/{name}", hooks.hook, methods=["POST"]),
    Route("/r/{token}", review.get, methods=["GET"]),
    Route("/r/{token}", review.post, methods=["POST"]),
    Route("/healthz", health.healthz),
    Route("/metrics", health.metrics),
]


def application(site: Site, variables: Mapping[str, str]) -> Starlette:
    """The pages of a fleet; `variables` are the process's. InvalidInput where a webhook has no secret."""
    app = Starlette(
        routes=_ROUTES,
        exception_handlers={Closed: _closed, FleetError: _away, HTTPException: _nothing},
    )
    app.router.redirect_slashes = False  # it would lead to whatever host the request names
    app.state.site = site
    app.state.hooks = hooks.hooks_of(site.fleet, variables)
    app.state.limiter = Limiter(site.clock)
    app.state.metrics = health.registry_of(site)
    return app


def _closed(_request: Request, failed: Exception) -> Response:
    return closed(cast("Closed", failed))


def _away(request: Request, _failed: Exception) -> Response:
    """Why the database is away is for the log of this process."""
    if request.scope["path"].startswith("/hooks/"):
        return Response(status_code=HTTPStatus.SERVICE_UNAVAILABLE, headers=headers())
    return closed(Closed(HTTPStatus.SERVICE_UNAVAILABLE, "The database is away.", "Try again in a minute."))


def _nothing(request: Request, failed: Exception) -> Response:
    found = cast("HTTPException", failed)
    if found.status_code == HTTPStatus.NOT_FOUND:
        return closed(Closed(HTTPStatus.NOT_FOUND, *UNKNOWN))
    return PlainTextResponse(found.detail, found.status_code, headers() | dict(found.headers or {}))
