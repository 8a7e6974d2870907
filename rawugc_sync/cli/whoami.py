"""`whoami`: the organization, its accounts, and what the key can read."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

import click

from rawugc_sync.cli._app import App, pass_app
from rawugc_sync.cli._failing import reports_errors

if TYPE_CHECKING:
    from rawugc_sync.reading.survey import Survey


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object and nothing else.")
@pass_app
@reports_errors
def command(app: App, as_json: bool) -> int:
    """Show the organization, its accounts, and what the key can read.

    Takes one request for each collection and one for the accounts.
    Exit codes: 0 done, 1 error.
    """
    from rawugc_sync.cli._progress import waiting
    from rawugc_sync.reading.survey import survey
    from rawugc_sync.render.safe import safe

    workspace = app.workspace
    with closing(workspace.reader(waiting(app.console))) as reader:
        found = survey(reader, list(workspace.types.values()))
    if as_json:
        app.console.json({"environment": app.environment, **found.as_json()})
    else:
        app.console.tell("\n".join(map(safe, _lines(app.environment, found))))
    return 0


def _lines(environment: str | None, found: Survey) -> list[str]:
    lines = [f"Environment: {environment}"] if environment else []
    lines += [f"Organization: {found.organization_id or 'not shown by any list'}", "Accounts:"]
    lines += [
        f"  {account.handle}  {account.id}{'' if account.active else '  (inactive: connect it again)'}"
        for account in found.accounts
    ] or ["  none"]
    lines += ["The key can read:"]
    lines += [f"  {name:12}{found.counts.get(name, 'no access')}" for name in found.collections]
    return lines
