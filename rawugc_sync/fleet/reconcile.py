"""One run of one member: a plan, a look at drift, or an apply of what is approved, and what came of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal

from rawugc_sync.api.pacing import Delay, SharedWindow
from rawugc_sync.api.settings import Settings
from rawugc_sync.api.stopping import Stopper
from rawugc_sync.api.traffic import Traffic
from rawugc_sync.api.windows import Windows
from rawugc_sync.applying.outcome import Fate, Outcome, Result
from rawugc_sync.applying.underway import Underway
from rawugc_sync.fleet.keys import KEY_FROM, Keys
from rawugc_sync.fleet.later import has_more, is_later
from rawugc_sync.fleet.member import Member
from rawugc_sync.reconciling.plan import plan
from rawugc_sync.reconciling.refusing import exit_code_of
from rawugc_sync.reconciling.request import Request
from rawugc_sync.reconciling.run import Ran, Terms, run
from rawugc_sync.render.in_short import checked, plan_in_short, stopped
from rawugc_sync.render.outcome_text import closing as closing_words
from rawugc_sync.state.places import is_local
from rawugc_sync.words.calendar import Entry
from rawugc_sync.words.diagnostics import Diagnostic
from rawugc_sync.words.errors import InvalidInput, RawugcError, Refused
from rawugc_sync.words.planned import Change, Plan
from rawugc_sync.words.uploads import Upload
from rawugc_sync.workspace.surroundings import Surroundings
from rawugc_sync.workspace.workspace import Workspace

Kind = Literal["validate", "plan", "drift", "apply"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What is to be run.

    `review`: the plan is for people, who want to see whose each change is. `first_run`: that there is no
    state yet is meant.
    """

    kind: Kind
    review: bool = False
    first_run: bool = False


@dataclass(frozen=True, slots=True)
class Task:
    """What to run, in which checkout of which commit; `home` is where the repository itself lies here.

    `serial`: how far its state has come before. One that is gone since was lost.
    """

    member: Member
    wish: Wish
    commit: str
    checkout: Path
    home: Path | None = None
    serial: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """How a run ended: `what` in a line for people. No plan where none could be made.

    `later`: nothing is wrong with it, and it could not be done now. `requests` have left for RawUGC, of
    which so many were `throttled`. `calendar` is what is public when: as a plan that people look at would
    have it, or as an apply has left it; None where that is not known.
    """

    exit_code: int
    what: str
    plan: Plan | None = None
    outcome: Outcome | None = None
    diagnostics: Sequence[Diagnostic] = ()
    later: bool = False
    requests: int = 0
    throttled: int = 0
    calendar: tuple[Entry, ...] | None = None


@dataclass(frozen=True, slots=True)
class Around:
    """What all runs of a process share: the variables without any secret of the fleet, and the windows.

    `traffic` is of one run alone.
    """

    variables: Mapping[str, str]
    windows: Windows = field(default_factory=Windows)
    traffic: Traffic = field(default_factory=Traffic)


LOCK_TIMEOUT = 60.0


class _Grouped(Windows):
    """The windows of all, with users of one tenant kept apart from those that others call the same."""

    def __init__(self, windows: Windows, task: Task, keys: Keys) -> None:
        self._windows = windows
        self._tenant = task.member.tenant
        rule = keys.rule(task.member)
        self._shares = rule.shares if rule else None

    def of(self, settings: Settings, user: str | None) -> SharedWindow:
        own = f"{self._tenant}: {user}" if user else None
        return self._windows.of(settings, self._shares or own)


def reconcile(task: Task, keys: Keys, around: Around, stopper: Stopper) -> Ended:
    """Run it; what fails is how it ended. Its key is read at the last moment, and for this run alone."""
    traffic = Traffic()
    ended = _ended(task, keys, replace(around, traffic=traffic), stopper)
    return replace(ended, requests=traffic.sent, throttled=traffic.throttled)


def _ended(task: Task, keys: Keys, around: Around, stopper: Stopper) -> Ended:
    try:
        workspace = _workspace(task, keys, around, stopper)
        if task.wish.kind == "validate":
            return _validated(workspace)
        if task.wish.kind == "apply":
            hands = _Hands(stopper, task.serial)
            return _applied(run(workspace, Request(first_run=task.wish.first_run), _TERMS, hands))
        return _planned(workspace, task.wish)
    except RawugcError as failed:
        return failing(failed)


def failing(failed: RawugcError) -> Ended:
    """How a run ended that could not be carried out."""
    said = failed.diagnostics
    return Ended(exit_code=failed.exit_code, what=stopped(said), diagnostics=said, later=is_later(failed))


_TERMS = Terms(only_approved=True, patience=0.0, lock_timeout=LOCK_TIMEOUT, calendars=True)
"""A generation is not waited for: the next run takes up what is ready by then."""


def _workspace(task: Task, keys: Keys, around: Around, stopper: Stopper) -> Workspace:
    path = task.member.path
    home = task.home / path if task.home else None
    made: dict[str, str] = dict(around.variables)
    surroundings = Surroundings(
        made,
        stopper,
        windows=_Grouped(around.windows, task, keys),
        traffic=around.traffic,
        key_from=KEY_FROM,
    )
    workspace = Workspace(
        task.checkout / path, surroundings, environment=task.member.environment, home=home, is_known=True
    )
    config = workspace.config
    if task.wish.kind == "apply":
        check_lasting(config.state, home)
    if task.wish.kind != "validate":
        made[config.keyVariable] = keys.key(task.member)
    return workspace


def check_lasting(state: str, home: Path | None) -> None:
    """InvalidInput where what is kept beside a state would be gone with the checkout."""
    if home is None and is_local(state):
        raise InvalidInput.of(
            "fleet-local-state",
            f"the state is a file ({state}), which nobody would find again",
            "Keep it elsewhere: rawugc-sync help state.",
        )


def _validated(workspace: Workspace) -> Ended:
    """What can be said without a key."""
    found = workspace.manifests()
    wrong = found.diagnostics if found.errors else ()
    what = checked(found.diagnostics, valid=not found.errors)
    code = InvalidInput.exit_code if found.errors else 0
    return Ended(exit_code=code, what=what, diagnostics=wrong)


def _planned(workspace: Workspace, wish: Wish) -> Ended:
    request = Request(mode="drift" if wish.kind == "drift" else "plan", first_run=wish.first_run)
    with closing(workspace.reader()) as reader:
        made = plan(workspace, request, reader, review=wish.review).plan
    said = (*made.errors, *made.refusals)
    return Ended(
        exit_code=exit_code_of(made),
        what=plan_in_short(made),
        plan=made,
        diagnostics=said,
        calendar=made.calendar if wish.kind == "plan" and wish.review else None,
    )


def _applied(ran: Ran) -> Ended:
    what = closing_words(ran.outcome) if ran.outcome else plan_in_short(ran.plan)
    said = ran.refused.diagnostics if ran.refused else ()
    later = ran.outcome is not None and has_more(ran.outcome)
    return Ended(
        exit_code=ran.exit_code,
        what=what,
        plan=ran.plan,
        outcome=ran.outcome,
        diagnostics=said,
        later=later,
        calendar=_calendar(ran),
    )


def _calendar(ran: Ran) -> tuple[Entry, ...] | None:
    """What was left out, or failed, is on it as it was; None where nobody knows what was done."""
    calendars, outcome = ran.plan.calendars, ran.outcome
    if calendars is None or (outcome is None and ran.refused is None):
        return None
    results = outcome.results if outcome else ()
    undone = {one.change.address for one in results if one.fate is not Fate.APPLIED}
    return calendars.once_done({one.change.address for one in results} - undone)


class _Hands:
    """Nobody is asked and nothing is shown: what may be done was approved before."""

    def __init__(self, stopper: Stopper, serial: int) -> None:
        self._serial = serial
        self.stopper = stopper
        self.observer = _Unwatched()

    def wait(self, wait: Delay) -> None: ...

    def uploading(self, file: Upload, sent: int) -> None: ...

    def show(self, plan: Plan) -> None: ...

    def stuck(self, failed: RawugcError) -> None: ...

    def approves(self, plan: Plan) -> bool:
        if self._serial and plan.state.serial is None:
            raise Refused.of(
                "fleet-state-lost",
                f"there is no state, and there was one, of serial {self._serial}: all would be made again",
                "Bring it back: rawugc-sync help recovering.",
            )
        return True

    def carry_out(self, plan: Plan, go: Callable[[], Outcome]) -> Outcome | None:
        return go()


class _Unwatched:
    def started(self, change: Change) -> None: ...

    def finished(self, result: Result) -> None: ...

    def waiting(self, underway: Sequence[Underway]) -> None: ...
