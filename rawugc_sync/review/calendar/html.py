"""The calendar as one file for a browser: weeks on a wide screen, a list on a phone, and no script."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from functools import cache
from importlib import resources

from jinja2 import DictLoader, Environment, StrictUndefined, Template
from markupsafe import Markup, escape

from rawugc_sync.review.calendar import wording
from rawugc_sync.review.calendar.sheets import Sheet
from rawugc_sync.review.page.visible import marked, visible

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_CAPTION = 140
"""How many characters of a caption a day shows."""


def calendar_html(sheets: Sequence[Sheet], missing: Sequence[str] = ()) -> str:
    """The whole file; `missing` are the workspaces that could not be read, and whose posts are not in it."""
    style = _file("calendar.css")
    return _template().render(
        sheets=sheets,
        missing=missing,
        style=Markup(style),  # noqa: S704 (it is our own file)
        style_hash=base64.b64encode(hashlib.sha256(style.encode()).digest()).decode("ascii"),
    )


@cache
def _file(name: str) -> str:
    folder = resources.files("rawugc_sync.review.calendar") / "templates"
    return (folder / name).read_text(encoding="utf-8")


def _template() -> Template:
    environment = Environment(
        loader=DictLoader({"calendar.html": _file("calendar.html")}),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters |= {
        "visible": visible,
        "marked": marked,
        "begin": _begin,
        "iso": _iso,
        "narrow": _narrow,
    }
    environment.globals |= {"say": wording}
    return environment.get_template("calendar.html")


def _begin(text: str) -> Markup:
    return marked(_short(" ".join(text.split())))


def _short(text: str) -> str:
    return f"{text[:_CAPTION].rstrip()}…" if len(text) > _CAPTION else text


def _narrow(text: str) -> Markup:
    """A time whose zone may be broken behind a slash."""
    return Markup("/<wbr>").join(map(escape, text.split("/")))


def _iso(at: int) -> str:
    return (_EPOCH + timedelta(seconds=at // 1000)).strftime("%Y-%m-%dT%H:%M:%SZ")
