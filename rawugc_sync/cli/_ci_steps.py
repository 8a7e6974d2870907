"""Runs another command as a shell would call it, and says which."""

from __future__ import annotations

import importlib
from shlex import join
from typing import TYPE_CHECKING

from rawugc_sync.cli._group import module_of

if TYPE_CHECKING:
    import click

    from rawugc_sync.cli._app import App


def step(app: App, name: str, *arguments: str) -> int:
    """Run the command `name`, and return its exit code."""
    from rawugc_sync.render.safe import safe

    command: click.Command = importlib.import_module(module_of(name)).command
    app.console.say(safe(f"$ {app.called} {join([name, *arguments])}"))
    with command.make_context(name, list(arguments), obj=app) as context:
        code: int = command.invoke(context)
    return code
