"""Carries a plan out: one step at a time, each written down before the next."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import Protocol

from rawugc_sync.applying import telling
from rawugc_sync.applying.ledger import Ledger
from rawugc_sync.applying.looking import Readiness, Unseen
from rawugc_sync.applying.lost import Lost
from rawugc_sync.applying.outcome import Fate, Outcome, Result
from rawugc_sync.applying.step import Stepping, Unwritten
from rawugc_sync.applying.underway import Underway
from rawugc_sync.applying.waiting import Waiting
from rawugc_sync.applying.work import Work
from rawugc_sync.planning.budget import CALLS_A_LOOK
from rawugc_sync.planning.look import may_repeat
from rawugc_sync.planning.order import Queue, in_order
from rawugc_sync.planning.saying.remarks import unresolved
from rawugc_sync.resources.life import Standing
from rawugc_sync.words.addresses import Address, Fields
from rawugc_sync.words.diagnostics import Diagnostic, error
from rawugc_sync.words.errors import ApiError, Interrupted, StateError, TooLate, Unaffordable, Unauthorized
from rawugc_sync.words.planned import Change, Leaves, Plan, Wait


class Observer(Protocol):
    """Hears of a run as it goes."""

    def started(self, change: Change) -> None: ...

    def finished(self, result: Result) -> None: ...

    def waiting(self, underway: Sequence[Underway]) -> None:
        """Nothing can be sent before the next look at one of these."""


def apply(
    plan: Plan,
    stepping: Stepping,
    ledger: Ledger,
    observer: Observer,
    stopping: Callable[[], bool],
    record: Callable[[Outcome], object] = lambda _: None,
) -> Outcome:
    """Apply every change of a plan, as dependencies allow. Failures are in the outcome, never raised.

    Between two steps it asks whether it is `stopping`; then what is left is not attempted. `record` gets what
    came of it before the state is written: until then the journal has it, whatever happens.
    """
    return _Run(plan, stepping, ledger, observer, stopping).all(record)


def _not_attempted(plan: Plan, results: Iterable[Result]) -> list[Result]:
    told = {id(result.change) for result in results}
    ordered = {id(change): change for change in (*in_order(plan.changes), *plan.changes)}
    left = [change for number, change in ordered.items() if number not in told]
    return [Result(change, Fate.NOT_ATTEMPTED, change.id) for change in left]


class _Stop(Exception):
    """Nothing more is to be attempted."""


class _Run:
    def __init__(
        self,
        plan: Plan,
        stepping: Stepping,
        ledger: Ledger,
        observer: Observer,
        stopping: Callable[[], bool],
    ) -> None:
        self._plan = plan
        self._stepping = stepping
        self._ledger = ledger
        self._observer = observer
        self._stopping = stopping
        self._queue = Queue(plan.changes, (*plan.unresolved, *plan.broken))
        self._waiting = Waiting(stepping.client, stepping.types, stepping.pace)
        self._results: list[Result] = []
        self._trouble: list[Diagnostic] = []
        self._put_off: set[Address] = set()
        self._since_look = 0

    def all(self, record: Callable[[Outcome], object]) -> Outcome:
        try:
            while self._next():
                pass
            self._refresh()
        except _Stop:
            self._leave_waiting()
        outcome = Outcome(
            [*self._results, *_not_attempted(self._plan, self._results)],
            interrupted=self._stopping(),
            unresolved=tuple(self._plan.unresolved),
            broken=tuple(self._plan.broken),
            left_out=self._plan.left_out,
            outputs=self._ledger.book.outputs,
        )
        record(outcome)
        self._save()
        return replace(outcome, trouble=tuple(self._trouble))

    def _next(self) -> bool:
        """Look at what is due; else take what is ready; else wait. False when nothing is left.

        While something is ready, one request in four is a look.
        """
        seconds = self._waiting.seconds()
        if seconds == 0 and (self._since_look >= CALLS_A_LOOK or not self._queue.is_ready):
            self._look()
        elif (change := self._queue.take()) is not None:
            self._start(change)
        elif seconds is not None:
            self._wait(seconds)
        else:
            return False
        return True

    def _start(self, change: Change) -> None:
        if blockers := self._queue.blockers(change):
            put_off = self._put_off.issuperset(blockers)
            fate, tell = (Fate.WAITING, telling.held_up) if put_off else (Fate.SKIPPED, telling.skipped)
            self._end(Work(change, change.id), fate, tell(change, blockers))
            return
        if self._stopping():
            raise _Stop
        verdict = self._stepping.timely(change)
        if verdict.standing is Standing.SKIP:
            said = error(verdict.code, verdict.summary, verdict.detail, address=str(change.address))
            self._end(Work(change, change.id), Fate.SKIPPED, said)
            return
        self._observer.started(change)
        self._go_on(Work(change, change.id))

    def _go_on(self, work: Work) -> None:
        """Carry out the steps of a change that are left, up to the next wait."""
        try:
            while (step := work.step) is not None:
                if step.wait is not None:
                    self._park(work, step.wait)
                    return
                self._since_look += step.call is not None
                work.advance(self._stepping.carry_out(work.change, work.done, work.id))
        except (ApiError, StateError, Lost, Unwritten) as failed:
            self._fail(work, failed)
        else:
            self._end(work, Fate.APPLIED)

    def _park(self, work: Work, wait: Wait) -> None:
        if self._stepping.pace.patience == 0:
            self._end(work, Fate.WAITING, telling.put_off(work.change))
        else:
            self._waiting.park(work, wait)

    def _look(self) -> None:
        if self._stopping():
            raise _Stop
        try:
            self._stepping.heed()  # a run that only waits sends nothing, and has to hear of it
            look = self._waiting.look()
        except Unseen as failed:
            self._fail(failed.work, failed.cause)
            return
        except Interrupted:
            raise _Stop from None
        except StateError as failed:
            self._trouble.extend(failed.diagnostics)
            raise _Stop from None
        self._since_look = CALLS_A_LOOK * (1 - look.requests)
        if look.readiness is Readiness.READY:
            self._ready(look.work, look.outputs)
        elif look.readiness is not Readiness.OPEN:
            tell = telling.never_ready if look.readiness is Readiness.FAILED else telling.not_ready
            self._end(look.work, Fate.FAILED, tell(look.work.change, look.why))

    def _ready(self, work: Work, outputs: Fields) -> None:
        try:
            self._ledger.ready(work.change, outputs, whole=work.is_last)
        except StateError as failed:
            self._fail(work, Unwritten(failed, work.id))
            return
        work.advance(work.id)
        if work.step is not None and self._stopping():
            self._end(work, Fate.FAILED, telling.halfway(work.change))
            raise _Stop
        self._go_on(work)

    def _wait(self, seconds: float) -> None:
        self._observer.waiting(self._underway())
        try:
            self._stepping.sleep(seconds)
        except Interrupted:
            raise _Stop from None

    def _underway(self) -> list[Underway]:
        now, told = self._stepping.client.monotonic(), self._stepping.estimates
        return [
            Underway(
                one.work.change,
                one.id,
                one.status,
                now - one.since,
                told.get(one.id),
                self._queue.held_by(one.work.change),
            )
            for one in self._waiting
        ]

    def _leave_waiting(self) -> None:
        """What still waits for its object when the run ends: the next one takes it up again."""
        for one in self._waiting:
            if one.work.calls:
                self._end(one.work, Fate.FAILED, telling.not_waited_for(one.work.change))

    # -- what goes wrong

    def _fail(self, work: Work, failed: Exception) -> None:
        match failed:
            case Unwritten():
                self._unwritten(work, failed)
            case Lost():
                self._lost(work, failed)
            case StateError():
                self._trouble.extend(failed.diagnostics)
                self._end(work, Fate.FAILED)
                raise _Stop from None
            case Interrupted():
                if work.calls:
                    self._end(work, Fate.FAILED, telling.halfway(work.change))
                raise _Stop from None
            case TooLate() | Unaffordable():
                self._missed(work, failed)
            case ApiError():
                self._refused(work, failed)

    def _unwritten(self, work: Work, failed: Unwritten) -> None:
        """It was done all the same, and is told so."""
        self._trouble.extend(failed.cause.diagnostics)
        work.id = failed.id
        self._end(work, Fate.APPLIED if work.is_last else Fate.FAILED, *failed.cause.diagnostics)
        raise _Stop from None

    def _lost(self, work: Work, lost: Lost) -> None:
        address = str(work.change.address)
        said = [error(d.code, d.summary, d.detail, address=address) for d in lost.cause.diagnostics]
        work.id = work.id if lost.attempt.edit else None
        if lost.unsaved:
            self._trouble.extend(lost.unsaved.diagnostics)
            self._end(work, Fate.UNRESOLVED, *said, *lost.unsaved.diagnostics)
            raise _Stop from None
        type_ = self._stepping.types[work.change.address.collection]
        again = may_repeat(type_, lost.attempt, lost.found)
        said.append(unresolved(work.change.address, lost.attempt, lost.found.ids, again=again))
        self._end(work, Fate.UNRESOLVED, *said)
        if isinstance(lost.cause, Unauthorized):
            raise _Stop

    def _missed(self, work: Work, late: TooLate | Unaffordable) -> None:
        """Too late, or too dear: nothing was sent for it, unless that was between two of its calls."""
        said = [replace(one, address=str(work.change.address)) for one in late.diagnostics]
        if work.calls:
            self._end(work, Fate.FAILED, *said, telling.partly(work.change, work.calls))
        else:
            self._end(work, Fate.SKIPPED, *said)

    def _refused(self, work: Work, failed: ApiError) -> None:
        type_ = self._stepping.types[work.change.address.collection]
        edit = work.step.call.edit if work.step and work.step.call else None
        said = list(telling.refused(work.change, failed, type_, edit))
        if work.calls:
            said.append(telling.partly(work.change, work.calls))
        self._end(work, Fate.FAILED, *said)
        if telling.ends_the_run(failed):
            raise _Stop from None

    # -- what is written and told

    def _end(self, work: Work, fate: Fate, *diagnostics: Diagnostic) -> None:
        settle = self._queue.done if fate is Fate.APPLIED else self._queue.failed
        settle(work.change)
        if fate is Fate.WAITING:
            self._put_off.add(work.change.address)
        partial = fate in (Fate.FAILED, Fate.WAITING) and work.begun
        result = Result(work.change, fate, work.id, diagnostics, partial)
        self._results.append(result)
        self._observer.finished(result)

    def _refresh(self) -> None:
        """Take over the records that moved without a call; what a change has written is newer."""
        changes = self._plan.changes
        written = {one.address for one in changes for step in one.steps if step.leaves is not Leaves.AS_IS}
        left = self._plan.refreshed.keys() - written - self._queue.blocked
        self._ledger.refresh({address: self._plan.refreshed[address] for address in left})
        for address in left & self._plan.owed.keys():
            self._ledger.book.pay(address, self._plan.owed[address])

    @property
    def _all_done(self) -> bool:
        """Whether each change was made, or only waits for what it has asked for, and nothing was in doubt."""
        plan, done = self._plan, (Fate.APPLIED, Fate.WAITING)
        fine = all(result.fate in done for result in self._results)
        in_doubt = plan.unresolved or plan.broken or plan.left_out or plan.lasting or self._trouble
        return fine and len(self._results) == len(plan.changes) and not in_doubt

    def _save(self) -> None:
        try:
            self._ledger.save(all_done=self._all_done)
        except StateError as failed:
            self._trouble.extend(failed.diagnostics)
