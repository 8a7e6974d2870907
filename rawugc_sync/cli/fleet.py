"""`fleet`: the workspaces of many repositories, each at its time and with its own key."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from rawugc_sync.cli._app import App, pass_app
from rawugc_sync.cli._failing import reports_errors
from rawugc_sync.cli._fleet_rows import KINDS, show_rows, told_row

if TYPE_CHECKING:
    from rawugc_sync.fleet.config import Fleet

config_option = click.option(
    "--config",
    type=click.Path(path_type=Path),
    metavar="FILE",
    default=Path("fleet.yaml"),
    show_default=True,
    help="The fleet's configuration.",
)


@click.group()
def command() -> None:
    """Run the workspaces of many repositories, each at its time and with its own key."""


def fleet_of(app: App, config: Path) -> tuple[Fleet, Path]:
    """What the configuration says, and the folder that it lies in. InvalidInput lists what is wrong."""
    from rawugc_sync.fleet.config import load_fleet

    path = app.root / config
    return load_fleet(path), path.parent


@command.command("validate")
@config_option
@pass_app
@reports_errors
def validate(app: App, config: Path) -> int:
    """Check the configuration for mistakes, without the network and without a key.

    Exit codes: 0 done, 1 error.
    """
    from rawugc_sync.words.count import count

    fleet, _ = fleet_of(app, config)
    app.console.out(f"{config}: valid, {count(len(fleet.repositories), 'repository', 'repositories')}")
    return 0


@command.command("once")
@click.option("--kind", type=click.Choice(KINDS), default="plan", show_default=True, help="What to run.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object and nothing else.")
@click.option("--detailed-exitcode", is_flag=True, help="Exit with 2 when there are changes.")
@click.option("--first-run", is_flag=True, help="In CI: that a workspace has no state yet is meant.")
@config_option
@pass_app
@reports_errors
def once(app: App, config: Path, **options: Any) -> int:
    """Run each workspace once, as its branch has it: plan it, look for drift, or apply what is approved.

    It takes no database. What is edited and not committed does not count. One that fails stops no other.
    Exit codes: 0 done, 1 error, 2 changes (with --detailed-exitcode), 3 refused, 4 partly applied,
    5 locked, 6 unresolved creates, 130 interrupted; of several the highest.
    """
    import gc
    import tempfile

    from rawugc_sync.cli._stopping import listening
    from rawugc_sync.fleet import once as running
    from rawugc_sync.fleet.draining import Draining
    from rawugc_sync.fleet.reconcile import Wish

    gc.enable()  # it is long, and makes many plans
    fleet, folder = fleet_of(app, config)
    wish = Wish(kind=options["kind"], review=options["as_json"], first_run=options["first_run"])
    stopper = Draining(app.around.clock)
    run = running.Run(fleet, folder, app.around.variables, stopper)
    with tempfile.TemporaryDirectory(prefix="rawugc-fleet-", ignore_cleanup_errors=True) as scratch:
        with listening(stopper):
            rows = running.once(run, Path(scratch), wish, lambda row: told_row(app, row))
    return show_rows(app, rows, as_json=options["as_json"], detailed=options["detailed_exitcode"])
