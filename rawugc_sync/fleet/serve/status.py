"""How the fleet stands, for people: all of it, a tenant, the calendar of all brands, and each run."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from http import HTTPStatus

from starlette.requests import Request
from starlette.responses import Response

from rawugc_sync.fleet.engine import overview as looking
from rawugc_sync.fleet.engine import posts, runs
from rawugc_sync.fleet.serve import agenda
from rawugc_sync.fleet.serve.closed import Closed
from rawugc_sync.fleet.serve.opened import UNKNOWN
from rawugc_sync.fleet.serve.pages import html, shown
from rawugc_sync.fleet.serve.rows import (
    repository_row,
    running_row,
    said_row,
    tenant_row,
    totals_of,
    waiting_row,
    workspace_row,
)
from rawugc_sync.fleet.serve.site import Site

_KEPT = "sandbox allow-scripts allow-popups; object-src 'none'; base-uri 'none'; form-action 'none'"
"""What the browser is told of a page that was kept, beside the policy that stands in it: it is nobody's."""
_NEXT = 20
_DIGITS = 10
_YEAR = timedelta(days=366)


def overview(request: Request) -> Response:
    """What runs, waits, has failed, has drifted, was refused, has trouble, and is public next."""
    site: Site = request.app.state.site
    now = datetime.fromtimestamp(site.clock.now(), UTC)
    with site.database.transaction() as connection:
        found = looking.overview_of(connection)
        coming = posts.between(connection, now, now + _YEAR, _NEXT)
    return shown(
        "overview.html",
        totals=totals_of(found),
        troubled=[repository_row(row) for row in found.troubled],
        tenants=[tenant_row(row) for row in found.tenants],
        running=[running_row(row) for row in found.running],
        waiting=[waiting_row(row) for row in found.waiting],
        failed=[workspace_row(row) for row in found.failed],
        drifted=[workspace_row(row) for row in found.drifted],
        objections=[said_row(row) for row in found.objections],
        coming=agenda.next_posts(coming),
        most=looking.MOST,
    )


def tenant(request: Request) -> Response:
    """The workspaces of a tenant, page by page."""
    site: Site = request.app.state.site
    name, page = _named(request, "tenant"), _number(request.query_params.get("page", "1"))
    with site.database.transaction() as connection:
        found = looking.of_tenant(connection, name, page)
    if not found:
        raise Closed(HTTPStatus.NOT_FOUND, *UNKNOWN[:1])
    more = page + 1 if len(found) == looking.PAGE else 0
    return shown("tenant.html", tenant=name, page=page, more=more, rows=[workspace_row(row) for row in found])


def calendar(request: Request) -> Response:
    """A week of all brands, from a day on."""
    site: Site = request.app.state.site
    first = agenda.first_day(request.query_params.get("from", ""), site.now)
    with site.database.transaction() as connection:
        # A day begins up to 14 hours sooner, and ends as much later, in other zones than UTC.
        begin = datetime(first.year, first.month, first.day, tzinfo=UTC) - timedelta(days=1)
        found = posts.between(connection, begin, begin + timedelta(days=agenda.SPAN + 2), agenda.MOST)
    return shown("calendar.html", week=agenda.week(found, first, site.now))


def run(request: Request) -> Response:
    """The page that is kept of a run; what has failed leads there, and says first what is wrong."""
    site: Site = request.app.state.site
    with site.database.transaction() as connection:
        row = runs.run(connection, _named(request, "id"))
    if row is None:
        raise Closed(HTTPStatus.NOT_FOUND, *UNKNOWN[:1])
    has_page = row["page"] is not None
    if has_page and (not row["exit_code"] or "plan" in request.query_params):
        return html(bytes(row["page"]).decode("utf-8", "replace"), _KEPT)
    told = {**row, "id": row["id"], "run": row["id"], "refused": None, "drifted": None}
    return shown("run.html", row=workspace_row(told), requests=row["requests"] or 0, has_page=has_page)


def _named(request: Request, name: str) -> str:
    """A part of the path; with a character that no database takes, nothing is called like that."""
    found: str = request.path_params[name]
    if "\0" in found:
        raise Closed(HTTPStatus.NOT_FOUND, *UNKNOWN[:1])
    return found


def _number(text: str) -> int:
    if text.isdecimal() and text.isascii() and len(text) < _DIGITS and int(text):
        return int(text)
    raise Closed(HTTPStatus.NOT_FOUND, *UNKNOWN[:1])
