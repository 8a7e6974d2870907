"""`destroy`: deletes everything that the state holds. The same plan, with desired := nothing."""

from __future__ import annotations

from typing import Any

import click

from rawugc_sync.cli._app import App, pass_app
from rawugc_sync.cli._plan_options import (
    late_option,
    older_option,
    plain_option,
    request_of,
    run_options,
    target_option,
)
from rawugc_sync.cli.apply import Chosen, carry_out


@click.command()
@target_option
@older_option
@late_option
@run_options
@plain_option
@pass_app
def command(app: App, targets: tuple[str, ...], allow_older: bool, allow_late: bool, **options: Any) -> int:
    """Delete everything that the state holds, published posts excepted.

    Exempt from the limits on deletes, not from preventDestroy. To look first: plan --destroy.
    Exit codes: 0 done, 1 error, 3 refused, 4 partly applied, 5 locked, 6 unresolved creates, 130 interrupted.
    """
    asked = {"targets": targets, "allow_older": allow_older, "allow_late": allow_late}
    return carry_out(app, request_of(asked, "destroy"), None, Chosen(**options))
