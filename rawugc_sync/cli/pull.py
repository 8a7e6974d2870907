"""`pull`: writes what is live into manifests."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from rawugc_sync.cli._app import App, pass_app
from rawugc_sync.cli._completing import either
from rawugc_sync.cli._failing import reports_errors
from rawugc_sync.cli._plan_options import first_option, lock_option, older_option
from rawugc_sync.cli._surgery import locked

if TYPE_CHECKING:
    from rawugc_sync.pulling.wish import Pulled, Wish

_LAYOUTS = ["collection", "file-per-resource"]


@click.command()
@click.argument("addresses", nargs=-1, metavar="[ADDRESS]...", shell_complete=either)
@click.option(
    "--layout",
    type=click.Choice(_LAYOUTS),
    default=_LAYOUTS[0],
    show_default=True,
    help="A file for each collection, or for each new resource.",
)
@click.option("--copy-dir", metavar="DIR", help="Put long texts of new resources into files in DIR.")
@click.option(
    "--include-published", is_flag=True, help="Take in posts that are published or have failed, too."
)
@click.option("--references", is_flag=True, help="Refer to a long text that another resource has already.")
@click.option("--dry-run", is_flag=True, help="Show what would be written, as a diff; write nothing.")
@older_option
@first_option
@lock_option
@pass_app
@reports_errors
def command(
    app: App,
    addresses: tuple[str, ...],
    layout: str,
    copy_dir: str | None,
    include_published: bool,
    references: bool,
    dry_run: bool,
    allow_older: bool,
    first_run: bool,
    lock_timeout: float,
) -> int:
    """Write what is live into manifests: what is new, and what was changed in the dashboard.

    ADDRESS is an address, a collection or a glob; without one, everything is pulled. New objects go
    to the end of their collection's file, and edits are made in place. Nothing is sent but reads.
    Exit codes: 0 done, 1 error, 3 refused, 4 some changes could not be taken over, 5 locked, 130 interrupted.
    """
    from rawugc_sync.pulling.wish import Wish

    apart = layout != _LAYOUTS[0]
    wish = Wish(
        targets=addresses, over=include_published, apart=apart, copy_dir=copy_dir, references=references
    )
    if dry_run:
        return _shown(app, pulled_by(app, wish))
    from rawugc_sync.api.stopping import Stopper
    from rawugc_sync.cli._stopping import listening
    from rawugc_sync.pulling.commit import commit
    from rawugc_sync.reconciling.deliberate import insist

    stopper = Stopper(app.around.clock)
    with locked(app, "pull", lock_timeout) as state:
        insist(app.workspace.circumstances, state, allow_older=allow_older, first_run=first_run)
        pulled = pulled_by(app, wish)
        with listening(stopper):  # the files and the state belong together
            commit(app.workspace, pulled)
    code = _reported(app, pulled)
    return 130 if stopper.stopping() else code


def pulled_by(app: App, wish: Wish) -> Pulled:
    """What there is to pull; nothing is written."""
    from rawugc_sync.pulling.pull import pull

    with app.reading() as reader:
        return pull(app.workspace, wish, reader)


def _shown(app: App, pulled: Pulled) -> int:
    """The diff on stdout, and all else on stderr."""
    from rawugc_sync.render.pull_text import files_diff, pull_text

    app.console.report(pulled.diagnostics)
    app.console.out(files_diff(pulled.before, pulled.files, app.console.style))
    app.console.say(pull_text(pulled, "would be pulled"))
    _say_whose(app, pulled)
    return pulled.exit_code


def _reported(app: App, pulled: Pulled) -> int:
    from rawugc_sync.render.pull_text import pull_text

    app.console.report(pulled.diagnostics)
    app.console.tell(pull_text(pulled, "pulled"))
    _say_whose(app, pulled)
    return pulled.exit_code


def _say_whose(app: App, pulled: Pulled) -> None:
    if app.environment:
        app.say_whose(pulled.organization_id or (pulled.state.organization_id if pulled.state else None))
