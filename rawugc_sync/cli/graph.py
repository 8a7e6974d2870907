"""`graph`: which resources use which, offline."""

from __future__ import annotations

import click

from rawugc_sync.cli._app import App, pass_app
from rawugc_sync.cli._completing import either
from rawugc_sync.cli._failing import reports_errors


@click.command()
@click.option(
    "--target",
    "targets",
    multiple=True,
    metavar="ADDRESS",
    shell_complete=either,
    help="Only this address, collection or glob, with what it uses and what uses it; repeatable.",
)
@pass_app
@reports_errors
def command(app: App, targets: tuple[str, ...]) -> int:
    """Draw what uses what, as a Mermaid flowchart.

    Reads the manifests alone. An arrow leads from what is used to its user, and names the fields.
    Exit codes: 0 done, 1 error in the manifests.
    """
    from rawugc_sync.planning.targeting import around
    from rawugc_sync.render.mermaid import mermaid

    desired = app.workspace.valid_manifests().desired
    types = app.workspace.types
    near = around(targets, desired, lambda address: types[address.collection].life.gives) if targets else None
    shown = desired if near is None else near
    app.console.out(mermaid(desired[address] for address in shown))
    return 0
