"""`destroy`: deletes everything that the state holds. The same plan, with desired := nothing."""

from __future__ import annotations

from typing import Any

import click

from rawugc_sync.cli._app import App, pass_app
from rawugc_sync.cli._plan_options import request_of, target_option
from rawugc_sync.cli.apply import carry_out


@click.command()
@target_option
@click.option("--auto-approve", is_flag=True, help="Do not ask.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON event a line.")
@pass_app
def command(app: App, auto_approve: bool, as_json: bool, **options: Any) -> int:
    """Delete everything that the state holds, published posts excepted.

    Exempt from the limits on deletes, not from preventDestroy. To look first: plan --destroy.
    Exit codes: 0 done, 1 error, 3 refused, 4 partly applied, 130 interrupted.
    """
    return carry_out(app, request_of(options, "destroy"), None, ask=not auto_approve, as_json=as_json)
