"""`state`: a look into the state, and the surgery that only a person can do."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

import click

from rawugc_sync.cli._app import App, pass_app
from rawugc_sync.cli._failing import reports_errors
from rawugc_sync.cli._plan_options import lock_option

if TYPE_CHECKING:
    from rawugc_sync.model import State


@click.group()
def command() -> None:
    """Look into the state, and settle what only a person can."""


@command.command("list")
@pass_app
@reports_errors
def list_addresses(app: App) -> int:
    """List every address and its id.

    Exit codes: 0 done, 1 the state cannot be used.
    """
    from rawugc_sync.render.safe import safe

    state = _state(app)
    lines = {address: record.id for address, record in state.records.items()}
    lines |= dict.fromkeys(state.unresolved, "unresolved: see state resolve")
    width = max((len(str(address)) for address in lines), default=0)
    for address, what in sorted(lines.items()):
        app.console.out(safe(f"{address!s:{width}}  {what}"))
    return 0


@command.command("show")
@click.argument("address")
@pass_app
@reports_errors
def show(app: App, address: str) -> int:
    """Show what was last applied to ADDRESS, as JSON.

    Exit codes: 0 done, 1 no such address, or the state cannot be used.
    """
    from rawugc_sync.errors import InvalidInput
    from rawugc_sync.state.document import record_json

    state = _state(app)
    records = {str(known): record for known, record in state.records.items()}
    if address not in records:
        near = get_close_matches(address, records, n=1)
        hint = f"Did you mean {near[0]}?" if near else "rawugc-sync state list shows them all."
        raise InvalidInput.of("unknown-address", f"the state has no {address}", hint)
    app.console.json(record_json(records[address]))
    return 0


@command.command("unlock")
@pass_app
@reports_errors
def unlock(app: App) -> int:
    """Show who holds the lock. It frees itself when its holder ends, however that happens.

    Exit codes: 0 free, 5 held.
    """
    from rawugc_sync.errors import LockHeld
    from rawugc_sync.state.lock import described

    holder = app.workspace.store.lock.holder()
    if holder is not None:
        detail = "End that process, or wait for it; the lock goes with it."
        raise LockHeld.of("locked", f"the lock is held: {described(holder)}", detail)
    app.console.out("The lock is free.")
    return 0


@command.command("resolve")
@click.argument("address")
@click.option("--adopt", metavar="ID", help="It was created: this is its id.")
@click.option("--recreate", is_flag=True, help="It was not created: the next apply creates it.")
@click.option("--forget", is_flag=True, help="Never mind: drop it from the state.")
@lock_option
@pass_app
@reports_errors
def resolve(
    app: App, address: str, adopt: str | None, recreate: bool, forget: bool, lock_timeout: float
) -> int:
    """Say what became of an unresolved create at ADDRESS.

    Exit codes: 0 done, 1 no such unresolved address, or no such object, 5 locked.
    """
    if (adopt is not None) + recreate + forget != 1:
        raise click.UsageError("Pass one of --adopt ID, --recreate and --forget.")
    from rawugc_sync.resolving import resolved

    with app.workspace.store.lock.held("rawugc-sync state resolve", app.around.clock, lock_timeout):
        app.console.say(resolved(app.workspace, address, adopt))
    return 0


def _state(app: App) -> State:
    from rawugc_sync.errors import StateError

    state = app.workspace.store.read()
    if state is None:
        place = app.workspace.store.place
        raise StateError.of("no-state", f"there is no state yet at {place}", "The first apply writes one.")
    return state
