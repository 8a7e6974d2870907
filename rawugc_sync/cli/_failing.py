"""How commands fail: every error that the user can act on becomes a report and an exit code."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

from rawugc_sync.cli._app import App


def reports_errors(command: Callable[..., int]) -> Callable[..., int]:
    """Let a command return its exit code, and turn RawugcError into a report on stderr."""

    @functools.wraps(command)
    def wrapped(app: App, *args: Any, **options: Any) -> int:
        from rawugc_sync.words.errors import RawugcError

        try:
            return command(app, *args, **options)
        except RawugcError as failed:
            app.console.report(failed.diagnostics)
            return failed.exit_code

    return wrapped
