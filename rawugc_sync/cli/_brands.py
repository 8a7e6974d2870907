"""One workspace, or with `--all` each at and below a folder, one after the other."""

from __future__ import annotations

from collections.abc import Callable

import click

from rawugc_sync.cli._app import App

brands_option = click.option(
    "--all", "everywhere", is_flag=True, help="In each workspace at and below this folder, and environment."
)


def in_each(app: App, act: Callable[[App], int], *, everywhere: bool) -> int:
    """The exit code of `act`; with `everywhere` the highest. One that fails stops no other; an
    interrupt does.

    RawugcError when there is just this one and it fails, or when there is none.
    """
    if not everywhere:
        return act(app)
    from rawugc_sync.cli._targets import targets_at
    from rawugc_sync.manifest.below import look_below
    from rawugc_sync.render.safe import safe
    from rawugc_sync.words.errors import Interrupted, InvalidInput, RawugcError

    codes: list[int] = []
    for target in targets_at(app, look_below(app.root).workspaces):
        app.console.say(safe(f"{target.name}:"))
        try:
            codes.append(act(target.app))
        except RawugcError as failed:
            app.console.report(failed.diagnostics)
            codes.append(failed.exit_code)
        if codes[-1] == Interrupted.exit_code:
            break
    if not codes:
        raise InvalidInput.of("no-workspace", "there is no workspace at or below this folder")
    return max(codes)
