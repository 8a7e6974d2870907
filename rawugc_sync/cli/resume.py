"""`resume`: puts back what is held and has not missed its time, as a plan like any other."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from rawugc_sync.cli._app import App, pass_app
from rawugc_sync.cli._everywhere import everywhere
from rawugc_sync.cli._plan_options import older_option, request_of, run_options
from rawugc_sync.cli._reports import NOWHERE
from rawugc_sync.cli.apply import Chosen, carry_out, told_of_several
from rawugc_sync.cli.plan import make_plan


@click.command()
@click.option("--out", type=click.Path(path_type=Path), help="Save the plan for approve and apply instead.")
@click.option("--only-approved", is_flag=True, help="Leave out what lacks an approval, and apply the rest.")
@older_option
@run_options
@pass_app
@everywhere(told_of_several, stops=True, since=False)
def command(app: App, out: Path | None, allow_older: bool, **options: Any) -> int:
    """Put back what is held, with what was live of it, as a plan like any other.

    What has missed its time is named, and no longer held.
    Exit codes: 0 done, 1 error, 3 refused, 4 partly applied, 5 locked, 6 unresolved creates, 130 interrupted.
    """
    request = request_of({"allow_older": allow_older}, "resume")
    if out is not None:
        return make_plan(app, request, NOWHERE, out=out, as_json=options["as_json"])
    return carry_out(app, request, None, Chosen(**options))
