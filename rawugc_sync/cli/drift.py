"""`drift`: what was changed outside git, and what else a team should hear of."""

from __future__ import annotations

from typing import Any

import click

from rawugc_sync.cli._app import App, pass_app
from rawugc_sync.cli._completing import either
from rawugc_sync.cli._everywhere import everywhere
from rawugc_sync.cli._plan_options import plain_option, request_of
from rawugc_sync.cli._reports import Reports, html_options, markdown_options
from rawugc_sync.cli.plan import make_plan, told_of_several


@click.command()
@click.option(
    "--target",
    "targets",
    multiple=True,
    metavar="ADDRESS",
    shell_complete=either,
    help="Only this address, collection or glob; repeatable.",
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object and nothing else.")
@click.option("--detailed-exitcode", is_flag=True, help="Exit with 2 when there is drift to revert.")
@html_options
@markdown_options
@plain_option
@pass_app
@everywhere(told_of_several)
def command(app: App, **options: Any) -> int:
    """Show what somebody changed in the dashboard, outside git.

    Compares what was last applied with what is live; edits of the manifests do not count. Without
    --target it also lists what is not managed, what did not go out, and accounts that do not work.
    Exit codes: 0 done, 1 error, 2 drift (with --detailed-exitcode), 3 refused.
    """
    reports = Reports.of(options)
    shown = {name: options.pop(name) for name in ("as_json", "detailed_exitcode")}
    return make_plan(app, request_of(options, "drift"), reports, **shown)
