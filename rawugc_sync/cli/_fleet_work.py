"""A worker of a fleet, as a process that ends when it is told to."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from rawugc_sync.cli._app import App
    from rawugc_sync.fleet.config import Fleet
    from rawugc_sync.fleet.engine.database import Database


def run(app: App, fleet: Fleet, config: Path, database: Database, concurrency: int | None) -> None:
    """Work until SIGTERM or SIGINT. FleetError where the tables are not of this version."""
    import gc
    import tempfile
    from pathlib import Path as Folder

    from rawugc_sync.cli._stopping import listening
    from rawugc_sync.fleet.draining import Draining
    from rawugc_sync.fleet.engine.migrate import check
    from rawugc_sync.fleet.engine.work import Parts, Setting, work

    gc.enable()  # it is long
    check(database)
    if concurrency is not None:
        limits = fleet.limits.model_copy(update={"concurrency": concurrency})
        fleet = fleet.model_copy(update={"limits": limits})
    stopper = Draining(app.around.clock)
    setting = Setting(fleet, (app.root / config).parent, app.around.variables, database)
    with tempfile.TemporaryDirectory(prefix="rawugc-fleet-", ignore_cleanup_errors=True) as scratch:
        parts = Parts.of(setting, Folder(scratch), stopper)
        parts.tick.begin()
        with listening(stopper):
            app.console.say("Working. Ctrl-C or SIGTERM ends it.")
            work(parts)
