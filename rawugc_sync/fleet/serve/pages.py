"""Pages of our own, which no other host has a part in, and what their browser is told beside them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from http import HTTPStatus
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from starlette.responses import HTMLResponse, Response

from rawugc_sync.fleet.serve.closed import Closed
from rawugc_sync.review.standalone import finalized, policy, source, templates

if TYPE_CHECKING:
    from jinja2 import Environment

_AROUND = {
    "Cache-Control": "no-store",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "X-Robots-Tag": "noindex, nofollow",
}
NOTHING = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"


def headers(policy: str = NOTHING) -> dict[str, str]:
    """What goes with every answer."""
    return {**_AROUND, "Content-Security-Policy": policy}


def shown(name: str, status: int = HTTPStatus.OK, **values: Any) -> Response:
    """The page of a template."""
    made = _templates()
    style = source(made, "fleet.css")
    text = made.get_template(name).render(style=style, **values)
    return html(text, policy(style), status)


def html(
    text: str, policy: str, status: int = HTTPStatus.OK, more: Mapping[str, str] | None = None
) -> Response:
    """A page with its Content-Security-Policy; no page may be shown within another one."""
    told = headers(f"{policy}; frame-ancestors 'none'") | dict(more or {})
    return HTMLResponse(text.encode("utf-8", "backslashreplace"), status, told)


def closed(failed: Closed) -> Response:
    """The page instead of one that there is not."""
    return shown("closed.html", failed.status, said=failed.said)


@cache
def _templates() -> Environment:
    made = templates("rawugc_sync.fleet.serve", finalized)
    made.filters["quoted"] = lambda text: quote(text, safe="")
    return made
