"""Carries a plan out, and writes the state."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from rawugc_sync.api.client import Writer
from rawugc_sync.applying.ledger import Ledger
from rawugc_sync.applying.outcome import Outcome, Result
from rawugc_sync.applying.purse import Purse
from rawugc_sync.applying.rereading import Rereading
from rawugc_sync.applying.run import Observer
from rawugc_sync.applying.run import apply as carry_out
from rawugc_sync.applying.step import Stepping
from rawugc_sync.applying.underway import Underway
from rawugc_sync.applying.waiting import Pace
from rawugc_sync.manifest.load import Manifests
from rawugc_sync.reconciling.gate import left_out
from rawugc_sync.reconciling.plan import Planned
from rawugc_sync.reconciling.recording import Ending, notes, record
from rawugc_sync.reconciling.request import caps_of
from rawugc_sync.reconciling.stop_mark import Stop
from rawugc_sync.words.addresses import Address
from rawugc_sync.words.diagnostics import Diagnostic
from rawugc_sync.words.planned import Change, Plan
from rawugc_sync.words.recorded import Applied
from rawugc_sync.workspace.workspace import Workspace


def apply(
    workspace: Workspace,
    planned: Planned,
    writer: Writer,
    observer: Observer,
    stopping: Callable[[], bool],
    patience: float | None = None,
) -> Outcome:
    """Carry a plan out, and write the state. What fails is in the outcome. Only with the lock held.

    `patience` is for how many seconds at most to wait for an object to get ready, 0 for not at all.
    """
    plan, began = planned.plan, workspace.now
    applied, moved_on = _remembered(workspace, planned)
    ledger = _ledger(workspace, planned, applied, began, moved_on=moved_on)
    placing, reading, types = _Placing(observer, planned.manifests), planned.reading, workspace.types
    rereading = Rereading(writer, types, reading.live, dict(reading.listed_at), lambda: ledger.book.urls)
    pace, purse = Pace(workspace.around.first_look, patience), Purse(caps_of(workspace, planned.request))
    stop = Stop(workspace)
    stepping = Stepping(
        *(writer, ledger, planned.known, types, writer.sleep, rereading, pace), purse=purse, heed=stop.check
    )
    unrecorded: list[Diagnostic] = []

    def put_down(outcome: Outcome) -> None:
        ending = Ending(_told(outcome, placing, stop), applied, began, ledger.book.uploads)
        unrecorded.extend(record(workspace, planned, ending))

    def stops() -> bool:
        return stopping() or stop.said is not None

    outcome = _told(carry_out(plan, stepping, ledger, placing, stops, put_down), placing, stop)
    bill, untold = purse.bill(plan.budget), tuple(unrecorded)
    return replace(outcome, lasting=plan.lasting, bill=bill, unapproved=left_out(plan), unrecorded=untold)


def _ledger(
    workspace: Workspace, planned: Planned, applied: Applied | None, began: int, *, moved_on: bool
) -> Ledger:
    plan = planned.plan
    return Ledger(
        workspace.keeper,
        planned.state,
        plan.organization_id or workspace.config.organization,  # an empty one shows no id
        plan.moves,
        applied,
        plan.lapsed,
        moved_on=moved_on,
        serving=_serving(workspace, plan),
        policy=planned.policy.recorded(plan.policy, plan.approvals),
        settles=planned.settles if plan.changes or moved_on or planned.state is None else None,
        noting=notes(workspace, planned, applied, began),
    )


def _told(outcome: Outcome, placing: _Placing, stop: Stop) -> Outcome:
    """With what has stopped it, and the places in the manifests."""
    trouble = (*outcome.trouble, *([stop.said] if stop.said else []))
    return replace(outcome, trouble=trouble, results=[placing.placed(one) for one in outcome.results])


def _serving(workspace: Workspace, plan: Plan) -> Callable[[Address], int | None]:
    """Up to when (Unix ms) what was said at an address has served once something is done there.

    That is now, and not before it was said: the clock of whoever said it may be ahead. None where it lasts.
    """
    once = [one for one in plan.approvals if one.asked.act and not one.asked.is_waiver]
    said: dict[str, int] = {}
    for one in once:
        said[one.asked.address] = max(said.get(one.asked.address, 0), one.at or 0)

    def serving(address: Address) -> int | None:
        at = said.get(str(address))
        return None if at is None else max(workspace.now, at)

    return serving


def _remembered(workspace: Workspace, planned: Planned) -> tuple[Applied | None, bool]:
    """What is remembered of this apply, and whether that is so even when it changes nothing.

    A run that finds nothing to do is remembered when it was about everything, and its checkout lacks
    nothing of what was applied last; an older one leaves that as it is.
    """
    now, history, state = (
        workspace.applying(planned.manifests),
        workspace.circumstances.history,
        planned.state,
    )
    if history is None or state is None or planned.plan.changes:
        return now, False
    if state.applied and history.contains(state.applied) is not True:
        return None, False
    return now, planned.request.is_whole and history.moves(state.applied, now)


@dataclass(frozen=True, slots=True)
class _Placing:
    """Hands results on with the place in the manifests that each diagnostic is about."""

    observer: Observer
    manifests: Manifests

    def started(self, change: Change) -> None:
        self.observer.started(change)

    def finished(self, result: Result) -> None:
        self.observer.finished(self.placed(result))

    def waiting(self, underway: Sequence[Underway]) -> None:
        self.observer.waiting(underway)

    def placed(self, result: Result) -> Result:
        return replace(result, diagnostics=tuple(map(self.manifests.placed, result.diagnostics)))
