"""The page of links: one file for a browser, without a script, that loads nothing."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from functools import cache
from typing import Any
from urllib.parse import quote, unquote_to_bytes

from jinja2 import Environment

from rawugc_sync.render.deciding import plan_deadline
from rawugc_sync.review.headline import headline
from rawugc_sync.review.index.rows import Row
from rawugc_sync.review.standalone import policy, source, templates

_FOLDERS = re.compile(r'<h2><a href="\./([^"]*)/page\.html">')


def index_page(rows: Sequence[Row], since: str | None) -> str:
    """The whole file. `since` is what the workspaces have changed since; None for all of a repository."""
    style = source(_templates(), "index.css")
    return (
        _templates()
        .get_template("index.html")
        .render(
            entries=[_entry(row) for row in rows],
            since=since,
            style=style,
            policy=policy(style),
        )
    )


def folders_in(page: str) -> list[str]:
    """The folders that an index leads to, as `folder` of its rows; none where it is another page."""
    return [os.fsdecode(unquote_to_bytes(folder)) for folder in _FOLDERS.findall(page)]


def _entry(row: Row) -> dict[str, Any]:
    folder = f"./{quote(os.fsencode(row.folder))}"
    return {
        "name": row.name,
        "page": f"{folder}/page.html",
        "calendar": f"{folder}/calendar.html" if row.plan.name else None,
        "standing": row.standing,
        "headline": headline(row.plan),
        "deadline": plan_deadline(row.plan),
        "plan": row.plan.name,
    }


@cache
def _templates() -> Environment:
    return templates("rawugc_sync.review.index")
