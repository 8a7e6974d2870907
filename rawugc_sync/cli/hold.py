"""`hold`: deletes what is scheduled, and keeps it in the state for `resume`."""

from __future__ import annotations

from contextlib import closing, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import click

from rawugc_sync.cli._app import App, pass_app
from rawugc_sync.cli._asking import approves, can_ask, no_terminal
from rawugc_sync.cli._everywhere import everywhere
from rawugc_sync.cli._plan_options import max_wait_option

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from rawugc_sync.api.pacing import Delay
    from rawugc_sync.api.stopping import Stopper
    from rawugc_sync.cli._manners import Manner
    from rawugc_sync.cli._targets import Target
    from rawugc_sync.reconciling.holds import Ended, Holds
    from rawugc_sync.reconciling.scheduled import Survey
    from rawugc_sync.words.errors import RawugcError
    from rawugc_sync.words.recorded import State

_PATIENCE = 300
"""Seconds in which a running apply gives the lock back: it finishes its call, saves, and ends."""

_NOTHING = "nothing to hold"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Chosen:
    """How to hold, as the options have it."""

    unmanaged: bool
    auto_approve: bool
    as_json: bool
    max_wait: float
    lock_timeout: float


def told_of_several(app: App, options: Mapping[str, Any]) -> Manner:
    """Holds as text, or in one JSON object."""
    from rawugc_sync.cli._manners import AsOne, AsText, listed

    return AsOne(app.console, listed("hold")) if options["as_json"] else AsText(app.console)


def mark_all(app: App, targets: Sequence[Target], options: Mapping[str, Any]) -> None:
    """Leave all marks before the first hold, where nobody is asked: else an apply goes on until its turn.

    What cannot be marked is told of by its hold.
    """
    from rawugc_sync.reconciling.stop_mark import has_room, leave
    from rawugc_sync.state.lock import user
    from rawugc_sync.words.count import count
    from rawugc_sync.words.errors import RawugcError

    if not options["auto_approve"]:
        return
    marked = 0
    for target in targets:
        with suppress(RawugcError):
            _state(target.app)
            leave(target.app.workspace, user(app.around.variables))
            marked += has_room(target.app.workspace)
    if marked:
        app.console.say(f"Left {count(marked, 'stop mark')}, each lifted once its hold is through.")


@click.command()
@click.option("--unmanaged", is_flag=True, help="Delete also what is unmanaged: it cannot come back whole.")
@click.option("--auto-approve", is_flag=True, help="Do not ask.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object and nothing else.")
@max_wait_option
@click.option(
    "--lock-timeout",
    type=click.FloatRange(min=0),
    metavar="SECONDS",
    default=_PATIENCE,
    show_default=True,
    help="Wait for a running apply, which stops at its next call.",
)
@pass_app
@everywhere(told_of_several, stops=True, since=False, first=mark_all)
def command(app: App, **options: Any) -> int:
    """Delete what is scheduled, soonest first, and keep it in the state until resume.

    A running apply stops first. It takes no approval, and no limit or guard counts. While something is
    held, plan and apply leave it alone.
    Exit codes: 0 done, 1 error, 3 another organization, 4 partly held, 5 locked, 130 interrupted.
    """
    from rawugc_sync.render.in_short import stopped
    from rawugc_sync.words.errors import RawugcError

    chosen = _Chosen(**options)
    try:
        if not chosen.auto_approve and (chosen.as_json or not can_ask()):
            raise no_terminal("Pass --auto-approve.")
        return _hold(app, chosen)
    except RawugcError as failed:
        app.what = stopped(failed.diagnostics)
        app.console.report(failed.diagnostics)
        return failed.exit_code


def _hold(app: App, chosen: _Chosen) -> int:
    """Show, ask, delete, tell; returns the exit code.

    Where nobody is asked, the mark is left before anything is read: a read may wait for the rate limit, and a
    running apply would go on meanwhile. What is scheduled is shown once the lock is had.
    """
    state = _state(app)
    if chosen.auto_approve:
        return _carry_out(app, chosen, asked=False)
    from rawugc_sync.reconciling.stop_mark import mark_left

    survey = _survey(app, state)
    whose = _show(app, survey, chosen)
    if survey.deletes(unmanaged=chosen.unmanaged) or app.workspace.keeper.store.holder() is not None:
        question = f"Do you want to delete this, and what a running apply adds, in {whose}?"
        if not approves(app.console, question):
            app.what = "not approved"
            return 1
    elif not mark_left(app.workspace):
        app.what = _NOTHING
        return 0
    return _carry_out(app, chosen, asked=True)


def _state(app: App) -> State | None:
    """The state; StateError where it cannot be used, before a mark is left."""
    from rawugc_sync.reconciling.known import check_known

    state = app.workspace.keeper.read()
    check_known(app.workspace, state)
    return state


def _survey(app: App, state: State | None) -> Survey:
    """What is scheduled now, what is held already and gone, and whose all of it is."""
    from rawugc_sync.cli._progress import waiting
    from rawugc_sync.reconciling.scheduled import read_dated, survey_of

    with closing(app.workspace.reader(waiting(app.console))) as reader:
        return survey_of(app.workspace, state, read_dated(app.workspace, state, reader))


def _show(app: App, survey: Survey, chosen: _Chosen) -> str:
    """Show what is about to be deleted; returns whose it is."""
    from rawugc_sync.cli._holding import survey_text

    whose = app.whose(survey.organization_id)
    if not chosen.as_json:
        app.console.tell(f"{whose}\n{survey_text(survey, unmanaged=chosen.unmanaged)}")
    return whose


def _carry_out(app: App, chosen: _Chosen, *, asked: bool) -> int:
    from rawugc_sync.api.stopping import Stopper
    from rawugc_sync.cli._stopping import listening
    from rawugc_sync.reconciling.hold import Order, hold
    from rawugc_sync.reconciling.stop_mark import has_room
    from rawugc_sync.state.lock import user
    from rawugc_sync.words.errors import Interrupted, RawugcError

    if not has_room(app.workspace):
        app.console.say("This state has no room for a stop mark: a running apply is waited for.")
    order = Order(
        unmanaged=chosen.unmanaged,
        by=user(app.around.variables),
        max_wait=chosen.max_wait,
        lock_timeout=chosen.lock_timeout,
    )
    hands = _Hands(app, Stopper(app.around.clock), chosen, asked=asked)
    try:
        with listening(hands.stopper):
            holds = hold(app.workspace, order, hands)
    except RawugcError:
        _say_mark(app)
        raise
    except KeyboardInterrupt:
        app.console.say("Stopped at once. The state has all that was to be deleted: run hold again.")
        return Interrupted.exit_code
    _tell(app, holds, as_json=chosen.as_json)
    app.console.report(holds.unrecorded)
    return holds.exit_code


def _say_mark(app: App) -> None:
    from rawugc_sync.cli._holding import MARKED
    from rawugc_sync.reconciling.stop_mark import mark_left
    from rawugc_sync.words.errors import RawugcError

    with suppress(RawugcError):
        if mark_left(app.workspace):
            app.console.say(MARKED)


def _tell(app: App, holds: Holds, *, as_json: bool) -> None:
    from rawugc_sync.cli._holding import holds_json, holds_text, in_short

    nothing = not (holds.ended or holds.left)
    app.what = _NOTHING if nothing else in_short(holds)
    if as_json:
        whose = {"workspace": app.workspace.name, "environment": app.environment}
        app.console.json({**whose, **holds_json(holds)})
    elif not nothing:  # else all is said
        app.console.tell("\n" + holds_text(holds, app.called))


class _Hands:
    """What a hold tells on the command line while it goes."""

    def __init__(self, app: App, stopper: Stopper, chosen: _Chosen, *, asked: bool) -> None:
        from rawugc_sync.cli._progress import waiting

        self.stopper = stopper
        self._app = app
        self._chosen = chosen
        self._asked = asked
        self._waiting = waiting(app.console)

    def wait(self, wait: Delay) -> None:
        self._waiting(wait)

    def waiting_for(self, holder: str) -> None:
        from rawugc_sync.render.safe import safe

        self._app.console.say(safe(f"A stop mark is left. Waiting for {holder}."))
        self._app.console.say("An apply ends at its next call; end one by hand that waits for a yes.")

    def found(self, survey: Survey) -> None:
        if not self._asked:
            _show(self._app, survey, self._chosen)

    def ended(self, ended: Ended) -> None:
        from rawugc_sync.cli._holding import ended_line

        self._app.console.say(ended_line(ended))

    def stuck(self, failed: RawugcError) -> None:
        self._app.console.report(failed.diagnostics)
