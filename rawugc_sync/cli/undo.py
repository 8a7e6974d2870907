"""`undo`: takes manifests back to what was live before a run."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from rawugc_sync.cli._app import App, pass_app
from rawugc_sync.cli._completing import runs
from rawugc_sync.cli._failing import reports_errors

if TYPE_CHECKING:
    from rawugc_sync.undoing.act import Undone


@click.command()
@click.argument("run", shell_complete=runs)
@click.option("--dry-run", is_flag=True, help="Show what would be written, as a diff; write nothing.")
@pass_app
@reports_errors
def command(app: App, run: str, dry_run: bool) -> int:
    """Take the manifests back to what was live before a run.

    RUN is its id, or latest. Edits are made in place, and only where git still says what that run wrote;
    all else is named. Nothing is sent but reads: the next plan shows the way back. Published posts cannot
    be undone.
    Exit codes: 0 done, 1 error, 4 something cannot be undone, 130 interrupted.
    """
    from rawugc_sync.cli._progress import waiting
    from rawugc_sync.undoing.undo import undo

    undone = undo(app.workspace, run, lambda: app.workspace.reader(waiting(app.console)))
    return _shown(app, undone) if dry_run else _written(app, undone)


def _shown(app: App, undone: Undone) -> int:
    """The diff on stdout, and all else on stderr."""
    from rawugc_sync.render.pull_text import files_diff
    from rawugc_sync.render.undo_text import undo_text

    app.console.report(undone.diagnostics)
    app.console.out(files_diff(undone.before, undone.files, app.console.style))
    app.console.say(undo_text(undone, "would be undone", app.called))
    return undone.exit_code


def _written(app: App, undone: Undone) -> int:
    from rawugc_sync.api.stopping import Stopper
    from rawugc_sync.cli._stopping import listening
    from rawugc_sync.pulling.commit import write
    from rawugc_sync.render.undo_text import undo_text

    stopper = Stopper(app.around.clock)
    with listening(stopper):  # the files belong together
        write(app.workspace, undone.before, undone.files, "Undo again.")
    app.console.report(undone.diagnostics)
    app.console.tell(undo_text(undone, "undone", app.called))
    return 130 if stopper.stopping() else undone.exit_code
