"""`state list` and `state show`: a look into the state."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

import click

from rawugc_sync.cli._app import App, pass_app
from rawugc_sync.cli._failing import reports_errors

if TYPE_CHECKING:
    from rawugc_sync.model import State


@click.group()
def command() -> None:
    """Look into the state: what was last applied, and under which ids."""


@command.command("list")
@pass_app
@reports_errors
def list_addresses(app: App) -> int:
    """List every address and its id.

    Exit codes: 0 done, 1 the state cannot be used.
    """
    from rawugc_sync.render.safe import safe

    state = _state(app)
    width = max((len(str(address)) for address in state.records), default=0)
    for address, record in sorted(state.records.items()):
        app.console.out(safe(f"{address!s:{width}}  {record.id}"))
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


def _state(app: App) -> State:
    from rawugc_sync.errors import StateError

    state = app.workspace.store.read()
    if state is None:
        place = app.workspace.store.place
        raise StateError.of("no-state", f"there is no state yet at {place}", "The first apply writes one.")
    return state
