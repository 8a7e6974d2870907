"""The pages of a fleet as a process, and links to them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

    from rawugc_sync.cli._app import App
    from rawugc_sync.fleet.config import Fleet
    from rawugc_sync.fleet.engine.database import Database
    from rawugc_sync.fleet.engine.workspaces import Known
    from rawugc_sync.fleet.serve.inviting import Invited
    from rawugc_sync.fleet.serve.site import Site


def run(app: App, fleet: Fleet, folder: Path, database: Database, at: tuple[str, int]) -> None:
    """Serve at a host and a port until SIGTERM or SIGINT. FleetError where the tables are other ones."""
    import gc

    from rawugc_sync.api.stopping import Stopper
    from rawugc_sync.cli._stopping import listening
    from rawugc_sync.fleet.engine.migrate import check
    from rawugc_sync.fleet.serve.app import application
    from rawugc_sync.fleet.serve.serving import listener, serve
    from rawugc_sync.render.safe import safe

    gc.enable()  # it is long
    check(database)
    stopper = Stopper(app.around.clock)
    with (
        _site(app, fleet, folder, database) as site,
        listener(*at) as listens,
        listening(stopper),
    ):
        made = application(site, app.around.variables)
        host, port = listens.getsockname()[:2]
        for one in made.state.hooks:
            app.console.say(safe(f"Webhooks of {one.url}: {one.path}"))
        app.console.say(
            f"Serving on http://{f'[{host}]' if ':' in host else host}:{port}. Ctrl-C or SIGTERM ends it."
        )
        serve(made, listens, stopper)


def link(
    app: App, fleet: Fleet, folder: Path, database: Database, known: Known, asked: dict[str, Any]
) -> Invited:
    """Make a link; errors as for `invite`."""
    from rawugc_sync.fleet.serve.inviting import invite

    with _site(app, fleet, folder, database) as site:
        return invite(site, known, asked["role"], asked["person"].strip(), asked["run"])


def link_json(made: Invited, known: Known, asked: dict[str, Any]) -> dict[str, Any]:
    """One object; the time in Unix ms."""
    member = known.member
    return {
        "url": made.url,
        "tenant": member.tenant,
        "repository": member.repository,
        "path": member.path,
        "environment": member.environment,
        "role": asked["role"],
        "person": asked["person"].strip(),
        "run": made.run,
        "request": made.request,
        "plan": made.plan,
        "expires_at": int(made.expires_at.timestamp() * 1000),
    }


@contextmanager
def _site(app: App, fleet: Fleet, folder: Path, database: Database) -> Iterator[Site]:
    import tempfile
    from pathlib import Path as Folder

    from rawugc_sync.fleet.serve.site import site_of

    with tempfile.TemporaryDirectory(prefix="rawugc-fleet-", ignore_cleanup_errors=True) as scratch:
        yield site_of(fleet, folder, Folder(scratch), app.around.variables, database, app.around.clock)
