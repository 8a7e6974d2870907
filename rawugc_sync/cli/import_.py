"""`import`: takes a live object into the state, as the resource at an address."""

from __future__ import annotations

import click

from rawugc_sync.cli._app import App, pass_app
from rawugc_sync.cli._completing import addresses
from rawugc_sync.cli._failing import reports_errors
from rawugc_sync.cli._plan_options import first_option, lock_option, older_option
from rawugc_sync.cli._surgery import locked, tell


@click.command("import")
@click.argument("address", shell_complete=addresses)
@click.argument("id")
@older_option
@first_option
@lock_option
@pass_app
@reports_errors
def command(app: App, address: str, id: str, allow_older: bool, first_run: bool, lock_timeout: float) -> int:
    """Say that the live object ID is the one at ADDRESS, so that it is managed from here.

    ADDRESS has to be in the manifests. The object is read by its ID, and not changed; the next plan
    shows what the manifests change in it.
    Exit codes: 0 done, 1 error, 3 refused, 5 locked.
    """
    from rawugc_sync.cli._progress import waiting
    from rawugc_sync.surgery.import_one import import_one

    with locked(app, "import", lock_timeout) as state:
        wait = waiting(app.console)
        meant = {"allow_older": allow_older, "first_run": first_run}
        tell(app, import_one(app.workspace, state, address, id, wait, **meant))
    return 0
