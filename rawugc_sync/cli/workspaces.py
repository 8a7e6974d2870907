"""`workspaces`: which there are in a repository, and which have changed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from rawugc_sync.cli._app import App, pass_app
from rawugc_sync.cli._failing import reports_errors

if TYPE_CHECKING:
    from rawugc_sync.repository.listing import ListedWorkspace, Listing


@click.command()
@click.option(
    "--changed-since",
    metavar="REF",
    help="Only those that have changed since this branch, tag or commit, what they include counted in.",
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object and nothing else.")
@pass_app
@reports_errors
def command(app: App, changed_since: str | None, as_json: bool) -> int:
    """List the workspaces of a repository.

    A workspace is a folder with a rawugc.yaml, at or below this one. Warns of states that record posts
    to come and whose manifests are gone.
    Exit codes: 0 done, 1 error, a rawugc.yaml that cannot be used included.
    """
    from rawugc_sync.repository.listing import listing
    from rawugc_sync.words.diagnostics import Severity

    found = listing(app.root, app.around, changed_since)
    if as_json:
        _print_json(app, found)
    else:
        for line in _lines(found.workspaces):
            app.console.out(line)
        if not found.workspaces:
            app.console.say("No workspaces." if changed_since is None else "No workspace has changed.")
        app.console.report(found.diagnostics)
    return 1 if any(one.severity is Severity.ERROR for one in found.diagnostics) else 0


def _print_json(app: App, found: Listing) -> None:
    from rawugc_sync.render.diagnostics_text import diagnostics_json

    app.console.json(
        {
            "format_version": "1.0",
            "workspaces": [one.as_json() for one in found.workspaces],
            "diagnostics": diagnostics_json(found.diagnostics),
        }
    )


def _lines(workspaces: tuple[ListedWorkspace, ...]) -> Iterator[str]:
    from rawugc_sync.render.safe import safe

    rows = [(one.path, one.name, _organization(one), one.state) for one in workspaces]
    widths = [max((len(row[column]) for row in rows), default=0) for column in range(3)]
    for one, row in zip(workspaces, rows, strict=True):
        columns = [text.ljust(width) for text, width in zip(row, (*widths, 0), strict=True)]
        yield safe("  ".join(columns) + "".join(f", {more}" for more in _more(one)))


def _organization(one: ListedWorkspace) -> str:
    each = dict.fromkeys(id or "any" for id in one.organizations.values())
    return ", ".join(each) or one.organization or "any organization"


def _more(one: ListedWorkspace) -> Iterator[str]:
    if one.environments:
        yield f"environments {' '.join(one.environments)}"
    if one.include:
        yield f"includes {' '.join(one.include)}"
    if one.paused:
        yield "paused"
