"""`runs`: what was applied, when, by whom, and what that changed."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from rawugc_sync.cli._app import App, pass_app
from rawugc_sync.cli._completing import runs as kept_runs
from rawugc_sync.cli._failing import reports_errors

if TYPE_CHECKING:
    from rawugc_sync.recording.run import Run


@click.group()
def command() -> None:
    """Look at what was applied, when, by whom, and what that changed."""


@command.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print a JSON array and nothing else.")
@pass_app
@reports_errors
def list_all(app: App, as_json: bool) -> int:
    """List the runs that are kept, the newest first.

    Exit codes: 0 done, 1 the runs cannot be read.
    """
    from rawugc_sync.reconciling.recorded import runs_of
    from rawugc_sync.recording.runs import head_json
    from rawugc_sync.render.runs_text import runs_text

    runs = list(runs_of(app.workspace))
    if as_json:
        app.console.json([head_json(run) for run in runs])
    else:
        app.console.out(runs_text(runs, app.console.style))
    return 0


@command.command("show")
@click.argument("run", shell_complete=kept_runs)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object and nothing else.")
@click.option("--html", type=click.Path(path_type=Path), metavar="FILE", help="Write it as a page.")
@pass_app
@reports_errors
def show(app: App, run: str, as_json: bool, html: Path | None) -> int:
    """Show what RUN changed: an id, or latest.

    Exit codes: 0 done, 1 there is no such run, or the runs cannot be read.
    """
    from rawugc_sync.cli._reports import write_file
    from rawugc_sync.planfile.places import check_place
    from rawugc_sync.reconciling.recorded import runs_of
    from rawugc_sync.recording.runs import run_json
    from rawugc_sync.render.field_kinds import field_kind
    from rawugc_sync.render.runs_text import run_text

    if html is not None:
        check_place("--html", app.root / html, app.workspace, example="run.html")
    found = runs_of(app.workspace).named(run)
    if as_json:
        app.console.json(run_json(found))
    else:
        console, name = app.console, app.workspace.name
        app.console.tell(run_text(found, name, console.style, field_kind, console.width, app.called))
    if html is not None:
        write_file(app, app.root / html, _page(app, found))
    return 0


def _page(app: App, run: Run) -> bytes:
    from rawugc_sync.cli._gallery import gallery_for
    from rawugc_sync.render.field_kinds import field_kind
    from rawugc_sync.review.page.page import run_page

    plan = run.as_plan(app.workspace.name)
    now = int(app.around.clock.now() * 1000)
    page = run_page(run, plan, field_kind, gallery_for(app, plan, embed=False), now)
    return page.encode("utf-8", "backslashreplace")
