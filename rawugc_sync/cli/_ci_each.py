"""The workspaces that a CI job goes through, and where the files of each one go."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from rawugc_sync.cli._failing import reports_errors

if TYPE_CHECKING:
    from rawugc_sync.cli._app import App
    from rawugc_sync.cli._everywhere import Choice, Run


def in_each(app: App, choice: Choice, run: Run, *, stops: bool = False) -> int:
    """Run something in this workspace, or in each one that is chosen; the one exit code.

    One that fails is told of, and stops no other.
    """
    run = reports_errors(run)
    if not choice:
        return run(app)
    from rawugc_sync.cli import _everywhere
    from rawugc_sync.cli._manners import AsText

    targets = _everywhere.chosen(app, choice, whole=False)
    return _everywhere.in_each(app, targets, AsText(app.console), run, stops)


def place_of(app: App, folder: Path) -> Path:
    """The folder for the files of a workspace in its environment, below `folder`; made if it is not there."""
    from rawugc_sync.cli._review_files import folder_at

    top = app.above or app.root
    place = (top / folder / app.root.relative_to(top) / (app.environment or "")).resolve()
    folder_at(place)
    return place
