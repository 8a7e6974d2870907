"""`show`: a saved plan, offline."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from rawugc_sync.cli._app import App, pass_app
from rawugc_sync.cli._failing import reports_errors
from rawugc_sync.cli._plan_options import plain_option
from rawugc_sync.cli._reports import Reports, check, html_options, markdown_options, write


@click.command()
@click.argument("planfile", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object and nothing else.")
@html_options
@markdown_options
@plain_option
@pass_app
@reports_errors
def command(app: App, planfile: Path, as_json: bool, **options: Any) -> int:
    """Show a saved plan, offline and as often as needed.

    Exit codes: 0 done, 1 not a saved plan.
    """
    from rawugc_sync.cli._show import show_plan, without_changes
    from rawugc_sync.planfile import files as saved
    from rawugc_sync.words.errors import RawugcError

    reports = Reports.of({**options, "as_json": as_json})
    check(app, reports, ("PLANFILE", planfile))
    try:
        plan = saved.load(app.root / planfile).plan
    except RawugcError as failed:
        if reports:
            write(app, without_changes(app, failed), reports)
        raise
    if not reports.on_stdout:
        show_plan(app, plan, as_json=as_json)
    write(app, plan, reports)
    return 0
