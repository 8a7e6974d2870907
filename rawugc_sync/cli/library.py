"""`library`: videos that did well on TikTok, searched and looked at."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import click

from rawugc_sync.cli._app import App, pass_app
from rawugc_sync.cli._direct import json_option, reading, show_list, show_object
from rawugc_sync.cli._failing import reports_errors

_HEAD = ("ID", "SCORE", "VIEWS", "LIKES", "AUTHOR", "DESCRIPTION")


@click.group()
def command() -> None:
    """Search the viral library, and look at one of its videos."""


@command.command("search")
@click.argument("query")
@click.option(
    "--limit",
    type=click.IntRange(1, 50),
    metavar="N",
    default=20,
    show_default=True,
    help="The most videos, 50 at most.",
)
@json_option
@pass_app
@reports_errors
def search(app: App, query: str, limit: int, as_json: bool) -> int:
    """Search the viral library, the best matches first.

    Exit codes: 0 done, 1 error.
    """
    from rawugc_sync.direct import library

    with reading(app) as reader:
        answer = library.searched(reader, query, limit)
    rows = map(_row, answer[library.ARRAY])
    return show_list(app, answer, _HEAD, rows, nothing="Nothing was found.", as_json=as_json)


def _row(result: Mapping[str, Any]) -> list[Any]:
    from rawugc_sync.direct.whole import inside

    video = inside(result, "video")
    stats = inside(video, "stats")
    told = (*map(stats.get, ("views", "likes")), *map(video.get, ("username", "description")))
    return [video.get("id"), result.get("score"), *told]


@command.command("show")
@click.argument("id")
@json_option
@pass_app
@reports_errors
def show(app: App, id: str, as_json: bool) -> int:
    """Show one video of the viral library, with its analysis if it has one.

    Exit codes: 0 done, 1 error, or there is none.
    """
    from rawugc_sync.direct import library

    with reading(app) as reader:
        show_object(app, library.shown(reader, id), as_json=as_json)
    return 0
