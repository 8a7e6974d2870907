"""`state`: a look into the state, and the surgery that only a person can do."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from rawugc_sync.cli._app import App, pass_app
from rawugc_sync.cli._asking import approves, can_ask, no_terminal
from rawugc_sync.cli._completing import either, recorded
from rawugc_sync.cli._failing import reports_errors
from rawugc_sync.cli._plan_options import lock_option, older_option
from rawugc_sync.cli._surgery import locked, tell

if TYPE_CHECKING:
    from rawugc_sync.surgery.drop import Dropping
    from rawugc_sync.words.recorded import State


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
    app.say_whose(state.organization_id)
    lines = {address: record.id for address, record in state.records.items()}
    lines |= dict.fromkeys(state.unresolved, "unresolved: see state resolve")
    lines |= dict.fromkeys(state.held, "held: see resume")
    width = max((len(str(address)) for address in lines), default=0)
    for address, what in sorted(lines.items()):
        app.console.out(safe(f"{address!s:{width}}  {what}"))
    return 0


@command.command("show")
@click.argument("address", shell_complete=recorded)
@pass_app
@reports_errors
def show(app: App, address: str) -> int:
    """Show what was last applied to ADDRESS, as JSON.

    Exit codes: 0 done, 1 no such address, or the state cannot be used.
    """
    from rawugc_sync.render.safe import safe
    from rawugc_sync.state.document import record_json
    from rawugc_sync.surgery.settled import unknown_address
    from rawugc_sync.words.errors import InvalidInput

    state = _state(app)
    held = {str(known): one.record for known, one in state.held.items()}
    records = {str(known): record for known, record in state.records.items()} | held
    if address not in records:
        raise InvalidInput(unknown_address(address, records))
    app.say_whose(state.organization_id)
    if address in held:
        app.console.say(safe(f"{address} is held: see resume. This was recorded of it before."))
    app.console.json(record_json(records[address]))
    return 0


@command.command("mv")
@click.argument("old", metavar="FROM", shell_complete=recorded)
@click.argument("new", metavar="TO", shell_complete=either)
@older_option
@lock_option
@pass_app
@reports_errors
def mv(app: App, old: str, new: str, allow_older: bool, lock_timeout: float) -> int:
    """Rename the address FROM in the state to TO, of the same collection. Nothing is sent.

    Exit codes: 0 done, 1 no such address, or TO cannot be, 3 refused, 5 locked.
    """
    from rawugc_sync.surgery.move import move

    with locked(app, "state mv", lock_timeout) as state:
        tell(app, move(app.workspace, state, old, new, allow_older=allow_older))
    return 0


@command.command("rm")
@click.argument("addresses", metavar="[ADDRESS]...", nargs=-1, shell_complete=recorded)
@click.option("--all", "everything", is_flag=True, help="Drop all addresses: the brand is handed over.")
@click.option("--auto-approve", is_flag=True, help="With --all: do not ask.")
@older_option
@lock_option
@pass_app
@reports_errors
def rm(
    app: App,
    addresses: tuple[str, ...],
    everything: bool,
    auto_approve: bool,
    allow_older: bool,
    lock_timeout: float,
) -> int:
    """Drop each ADDRESS from the state. Nothing is sent or deleted: what is live stays.

    Exit codes: 0 done, 1 no such address, or not approved, 3 refused, 5 locked.
    """
    if everything == bool(addresses):
        raise click.UsageError("Pass either addresses or --all.")
    ask = everything and not auto_approve
    if ask and not can_ask():
        raise no_terminal("Pass --auto-approve.")
    from rawugc_sync.surgery.drop import drop, to_drop

    with locked(app, "state rm", lock_timeout) as state:
        chosen = to_drop(app.workspace, state, addresses, allow_older=allow_older)
        if ask and chosen.addresses and not _hands_over(app, chosen):
            return 1
        tell(app, drop(app.workspace, chosen))
    return 0


@command.command("migrate")
@click.option("--to", "url", required=True, metavar="URL", help="The new place: a path, or a URL.")
@click.option("--auto-approve", is_flag=True, help="Do not ask.")
@lock_option
@pass_app
@reports_errors
def migrate_state(app: App, url: str, auto_approve: bool, lock_timeout: float) -> int:
    """Copy the state to another place, and say what to write into rawugc.yaml. Nothing is removed.

    Exit codes: 0 done, 1 error, or not approved, 3 another state is there, 5 locked.
    """
    if not auto_approve and not can_ask():
        raise no_terminal("Pass --auto-approve.")
    from rawugc_sync.render.safe import safe
    from rawugc_sync.surgery.migrate import migrate, migration

    with migration(app.workspace, url, lock_timeout) as planned:
        ask = not (auto_approve or planned.done)
        if ask and not approves(app.console, safe(f"Do you want to copy {planned.summary}?")):
            return 1
        tell(app, migrate(app.workspace, planned, url))
    return 0


@command.command("unlock")
@click.argument("id", required=False)
@pass_app
@reports_errors
def unlock(app: App, id: str | None) -> int:
    """Show who holds the lock, or with its ID take it away from a run that is dead.

    A lock beside the manifests frees itself when its holder ends, and cannot be taken away before.
    Exit codes: 0 free, 5 held.
    """
    from rawugc_sync.state.lock import UNKNOWN
    from rawugc_sync.words.errors import LockHeld

    store = app.workspace.keeper.store
    app.say_whose(None)
    if id is not None:
        store.unlock(id)
    elif (holder := store.holder()) is not None:
        id = holder.id or UNKNOWN
        detail = f"If that run is dead: {app.called} state unlock {id}"
        raise LockHeld.of("locked", f"the lock {id} is held: {holder}", detail)
    app.console.out("The lock is free.")
    return 0


@command.command("resolve")
@click.argument("address", shell_complete=recorded)
@click.option("--adopt", metavar="ID", help="It was created: this is its id; of an edit, its version's.")
@click.option("--recreate", is_flag=True, help="It was not: the next apply creates it.")
@click.option("--forget", is_flag=True, help="Never mind: drop it from the state.")
@lock_option
@pass_app
@reports_errors
def resolve_create(
    app: App, address: str, adopt: str | None, recreate: bool, forget: bool, lock_timeout: float
) -> int:
    """Say what became of an unresolved create, or edit, at ADDRESS.

    A create may land late: --recreate within a minute of it asks whether to wait.
    Exit codes: 0 done, 1 no such unresolved address or object, or not approved, 3 refused, 5 locked.
    """
    if (adopt is not None) + recreate + forget != 1:
        raise click.UsageError("Pass one of --adopt ID, --recreate and --forget.")
    from rawugc_sync.surgery.resolve import resolve

    with locked(app, "state resolve", lock_timeout) as state:
        if recreate and not _waits(app, state, address):
            return 1
        tell(app, resolve(app.workspace, state, address, adopt))
    return 0


def _waits(app: App, state: State | None, address: str) -> bool:
    """Wait until the create at an address cannot land any more; False when the user does not want to.

    Refused where nobody can be asked.
    """
    from rawugc_sync.surgery.resolve import seconds_left
    from rawugc_sync.words.errors import Refused

    seconds = seconds_left(state, address, app.workspace.now)
    if not seconds:
        return True
    summary = f"{address} was sent less than a minute ago, and may still be created"
    if not can_ask():
        way = f"Wait {seconds} s, and look into the dashboard. Then run this again, or with --adopt ID."
        raise Refused.of("too-soon", summary, way)
    app.console.say(f"{summary}.")
    if not approves(app.console, f"Do you want to wait {seconds} s, and then have it created again?"):
        return False
    app.around.clock.sleep(seconds)
    return True


def _hands_over(app: App, chosen: Dropping) -> bool:
    from rawugc_sync.render.safe import safe

    for line in chosen.lines:
        app.console.say(safe(f"  . {line}"))
    whose = app.whose(chosen.state.organization_id)
    return approves(app.console, f"Do you want to hand all of this over, of {whose}? Nothing is deleted.")


def _state(app: App) -> State:
    from rawugc_sync.surgery.settled import existing

    return existing(app.workspace.keeper.read(), app.workspace)
