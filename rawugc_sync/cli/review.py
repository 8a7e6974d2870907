"""`review`: everything that people look at before they say yes, in one folder."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from rawugc_sync.cli._app import App, pass_app
from rawugc_sync.cli._failing import reports_errors
from rawugc_sync.cli._plan_options import all_of, first_option, late_option, limit_options, older_option
from rawugc_sync.cli._review_names import INDEX

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rawugc_sync.cli._review_files import Made
    from rawugc_sync.cli._targets import Target
    from rawugc_sync.reconciling.request import Request
    from rawugc_sync.review.index.rows import Row


@click.command()
@click.option(
    "--dir",
    "folder",
    type=click.Path(path_type=Path),
    metavar="DIR",
    required=True,
    help="The folder for it; made if it is not there.",
)
@click.option(
    "--changed-since",
    metavar="REF",
    help="Of each workspace that has changed since this branch, tag or commit, what it includes counted in.",
)
@click.option("--embed-media", is_flag=True, help="Fetch photos and videos into the pages.")
@all_of(limit_options, older_option, late_option, first_option)
@pass_app
@reports_errors
def command(app: App, folder: Path, changed_since: str | None, embed_media: bool, **options: Any) -> int:
    """Write plan, page, comment and calendar into a folder.

    They come from one read of the API: plan.json, plan.out (the saved plan, for apply), page.html,
    comment.md, calendar.html and calendar.ics. Each of several workspaces, and of the environments where
    none is chosen, has a folder of its own, and index.html leads to them; so it is with --changed-since.
    One that fails still gets its page, comment and JSON, and stops no other.
    Exit codes: 0 done, 1 error, 3 refused; of several the highest.
    """
    from rawugc_sync.cli._plan_options import request_of

    targets = _targets(app, app.root / folder, changed_since)
    made = write_reviews(app, folder, targets, request_of(options), embed=embed_media, since=changed_since)
    return max((one.exit_code for one in made), default=0)


def write_reviews(
    app: App, folder: Path, targets: Sequence[Target], request: Request, *, embed: bool, since: str | None
) -> list[Made]:
    """Review each target into a folder, and say where that is. InvalidInput where nothing can be written."""
    from rawugc_sync.cli._gallery import check_embedding
    from rawugc_sync.cli._review_files import prepare, review, write_calendars

    if embed:
        check_embedding()
    top = app.root / folder
    single = since is None and len(targets) == 1
    places = [(one, top if single else top / one.folder) for one in targets]
    prepare(top, [(one.app, place) for one, place in places])
    made = [review(one, place, request, embed=embed) for one, place in places]
    write_calendars(made, app.around.now)
    if not single:
        _write_index(top, [one.row for one in made], since)
    app.console.say(f"Wrote {top if single else top / INDEX}.")
    return made


def _targets(app: App, top: Path, since: str | None) -> list[Target]:
    from rawugc_sync.cli._targets import target_of, targets_at

    if since is None:
        return target_of(app)
    from rawugc_sync.cli._everywhere import changed_paths
    from rawugc_sync.cli._review_files import earlier

    return targets_at(app, changed_paths(app, since, set(earlier(top))))


def _write_index(top: Path, rows: Sequence[Row], since: str | None) -> None:
    from rawugc_sync.cli._reports import written
    from rawugc_sync.review.index.page import index_page

    written(top / INDEX, index_page(rows, since).encode("utf-8", "backslashreplace"))
