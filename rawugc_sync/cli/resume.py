"""`resume`: puts back what is held and has not missed its time, as a plan like any other."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

import click

from rawugc_sync.cli._app import App, pass_app
from rawugc_sync.cli._brands import brands_option, in_each
from rawugc_sync.cli._failing import reports_errors
from rawugc_sync.cli._plan_options import older_option, request_of, run_options
from rawugc_sync.cli._reports import NOWHERE
from rawugc_sync.cli.apply import Chosen, carry_out
from rawugc_sync.cli.plan import make_plan


@click.command()
@click.option("--out", type=click.Path(path_type=Path), help="Save the plan for approve and apply instead.")
@click.option("--only-approved", is_flag=True, help="Leave out what lacks an approval, and apply the rest.")
@brands_option
@older_option
@run_options
@pass_app
@reports_errors
def command(app: App, out: Path | None, everywhere: bool, allow_older: bool, **options: Any) -> int:
    """Put back what is held, with what was live of it, as a plan like any other.

    What has missed its time is named, and no longer held.
    Exit codes: 0 done, 1 error, 3 refused, 4 partly applied, 5 locked, 6 unresolved creates, 130 interrupted.
    """
    request = request_of({"allow_older": allow_older}, "resume")
    if out is None:
        act = partial(carry_out, request=request, planfile=None, chosen=Chosen(**options))
        return in_each(app, act, everywhere=everywhere)
    if everywhere:
        raise click.UsageError("--out saves the plan of one workspace: leave out --all.")
    return make_plan(app, request, NOWHERE, out=out, as_json=options["as_json"])
