"""The calendar as one file for a browser: weeks on a wide screen, a list on a phone, and no script."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from functools import cache

from jinja2 import Environment
from markupsafe import Markup, escape

from rawugc_sync.review.calendar import wording
from rawugc_sync.review.calendar.sheets import Sheet
from rawugc_sync.review.standalone import policy, source, templates
from rawugc_sync.review.visible import marked

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_CAPTION = 140
"""How many characters of a caption a day shows."""


def calendar_html(sheets: Sequence[Sheet], missing: Sequence[str] = ()) -> str:
    """The whole file; `missing` are the workspaces that could not be read, and whose posts are not in it."""
    style = source(_templates(), "calendar.css")
    return (
        _templates()
        .get_template("calendar.html")
        .render(sheets=sheets, missing=missing, style=style, policy=policy(style))
    )


@cache
def _templates() -> Environment:
    made = templates("rawugc_sync.review.calendar")
    made.filters |= {"begin": _begin, "iso": _iso, "narrow": _narrow}
    made.globals |= {"say": wording}
    return made


def _begin(text: str) -> Markup:
    return marked(_short(" ".join(text.split())))


def _short(text: str) -> str:
    return f"{text[:_CAPTION].rstrip()}…" if len(text) > _CAPTION else text


def _narrow(text: str) -> Markup:
    """A time whose zone may be broken behind a slash."""
    return Markup("/<wbr>").join(map(escape, text.split("/")))


def _iso(at: int) -> str:
    return (_EPOCH + timedelta(seconds=at // 1000)).strftime("%Y-%m-%dT%H:%M:%SZ")
