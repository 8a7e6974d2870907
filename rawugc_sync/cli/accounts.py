"""`accounts`: the social accounts that posts go out on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import click

from rawugc_sync.cli._app import App, pass_app
from rawugc_sync.cli._direct import (
    agreed,
    check_askable,
    json_option,
    reading,
    show_list,
    writing,
    yes_option,
)
from rawugc_sync.cli._failing import reports_errors

_HEAD = ("ACCOUNT", "ID", "ACTIVE", "NAME")


@click.group()
def command() -> None:
    """Look at the social accounts, sync them, or disconnect one."""


@command.command("list")
@json_option
@pass_app
@reports_errors
def list_accounts(app: App, as_json: bool) -> int:
    """List the connected accounts, those that are not active as well.

    Exit codes: 0 done, 1 error.
    """
    from rawugc_sync.direct import accounts

    with reading(app) as reader:
        answer = accounts.listed(reader)
    rows = map(_row, answer["accounts"])
    nothing = "No account is connected: connect one in the RawUGC dashboard."
    return show_list(app, answer, _HEAD, rows, nothing=nothing, as_json=as_json)


def _row(account: Mapping[str, Any]) -> list[Any]:
    handle = f"{account.get('platform')}/{account.get('username')}"
    return [handle, *map(account.get, ("accountId", "isActive", "displayName"))]


@command.command("sync")
@json_option
@pass_app
@reports_errors
def sync(app: App, as_json: bool) -> int:
    """Take the accounts over from the scheduling provider, as after connecting one there.

    Exit codes: 0 done, 1 error.
    """
    from rawugc_sync.api.stopping import Stopper
    from rawugc_sync.direct import accounts

    with writing(app, Stopper(app.around.clock)) as writer:
        answer = accounts.sync(writer)
    if as_json:
        app.console.json(answer)
    else:
        app.console.out("Synced.")
    return 0


@command.command("disconnect")
@click.argument("account", metavar="ID|HANDLE")
@yes_option
@json_option
@pass_app
@reports_errors
def disconnect(app: App, account: str, yes: bool, as_json: bool) -> int:
    """Disconnect one account, named by its id or as platform/username.

    Only a person can connect it again, in the dashboard. What is scheduled on it may not go out.
    Exit codes: 0 done, 1 error, or not approved, 130 interrupted.
    """
    from rawugc_sync.api.stopping import Stopper
    from rawugc_sync.cli._stopping import listening
    from rawugc_sync.direct import accounts
    from rawugc_sync.render.safe import safe
    from rawugc_sync.words.errors import Interrupted

    check_askable(yes=yes)
    stopper = Stopper(app.around.clock)
    with writing(app, stopper) as writer:
        found = accounts.find(writer, account)
        name = f"{found.handle} ({found.id})"
        if not agreed(app, f"Do you want to disconnect {name}? {_LOSES}", yes=yes):
            return 1
        before = writer.requests_sent
        try:
            with listening(stopper):
                answer = accounts.disconnect(writer, found, stopper.check)
        except (Interrupted, KeyboardInterrupt):
            maybe = f"{name} may have been disconnected: {app.called} accounts list shows it."
            known = maybe if writer.requests_sent > before else "Nothing was sent."
            raise Interrupted.of("interrupted", f"interrupted while {name} was disconnected", known) from None
    if as_json:
        app.console.json(answer)
    else:
        app.console.out(safe(f"Disconnected {name}."))
    return 0


_LOSES = "What is scheduled on it may not go out, and it takes a person to connect it again."
