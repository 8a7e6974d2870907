"""What the commands share that operate on the state: the lock, and telling what was done."""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rawugc_sync.cli._app import App
    from rawugc_sync.surgery.settled import Done
    from rawugc_sync.words.errors import RawugcError
    from rawugc_sync.words.recorded import State


def locked(app: App, command: str, timeout: float) -> AbstractContextManager[State | None]:
    """The workspace's lock, held by `command`, and its state.

    LockHeld when the lock is not free within `timeout` seconds.
    """
    from rawugc_sync.reconciling.holding import holding

    def stuck(failed: RawugcError) -> None:
        app.console.report(failed.diagnostics)

    return holding(app.workspace, command, timeout, stuck)


def tell(app: App, done: Done) -> None:
    """Say on stderr what was done, and what to know beside it."""
    from rawugc_sync.render.safe import safe

    for line in done.lines:
        app.console.say(safe(line))
    app.say_whose(done.organization_id)
    app.console.report(done.remarks)
