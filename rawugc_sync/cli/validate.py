"""`validate`: everything that can be checked offline."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from rawugc_sync.cli._app import App, pass_app

if TYPE_CHECKING:
    from rawugc_sync.diagnostics import Diagnostic


@click.command()
@click.option(
    "--format", "form", type=click.Choice(["text", "json", "github"]), default="text", help="How to report."
)
@click.option("--strict", is_flag=True, help="Fail on warnings, too.")
@pass_app
def command(app: App, form: str, strict: bool) -> int:
    """Check everything that can be checked offline.

    Reads every manifest and reports all errors in one run, each with its place.
    Exit codes: 0 valid, 1 not.
    """
    from rawugc_sync.deliberate import paused
    from rawugc_sync.diagnostics import Severity
    from rawugc_sync.errors import RawugcError

    count = files = 0
    try:
        manifests = app.workspace.manifests()
        found: list[Diagnostic] = [*manifests.diagnostics, *manifests.offline]
        if app.workspace.config.pause:
            found.append(paused(applying=False))
        count, files = len(manifests.desired), manifests.files
    except RawugcError as failed:
        found = list(failed.diagnostics)
    wrong = {Severity.ERROR, Severity.WARNING} if strict else {Severity.ERROR}
    valid = not any(diagnostic.severity in wrong for diagnostic in found)
    _print(app, form, found, valid=valid)
    if form == "text" and valid:
        app.console.out(f"Valid: {_count(count, 'resource')} in {_count(files, 'file')}.")
    return 0 if valid else 1


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _print(app: App, form: str, found: list[Diagnostic], *, valid: bool) -> None:
    from rawugc_sync.diagnostics import Severity
    from rawugc_sync.render import diagnostics_text as render

    if form == "text":
        app.console.out(render.diagnostics_text(found, app.console.style))
    elif form == "github":
        app.console.out(render.diagnostics_github(found, _prefix(app.root)))
    else:
        app.console.json(
            {
                "format_version": "1.0",
                "valid": valid,
                "error_count": sum(d.severity is Severity.ERROR for d in found),
                "warning_count": sum(d.severity is Severity.WARNING for d in found),
                "diagnostics": render.diagnostics_json(found),
            }
        )


def _prefix(root: Path) -> str:
    """The workspace as seen from where the command runs: annotations need paths of the repository."""
    below = Path(os.path.relpath(root)).as_posix()
    return "" if below == "." else f"{below}/"
