"""Carries a plan out: one call at a time, each success written down before the next."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, Protocol

from rawugc_sync.applying.ledger import Ledger
from rawugc_sync.applying.outcome import Fate, Outcome, Result
from rawugc_sync.applying.sending import Lost, Sending
from rawugc_sync.planning.look import may_repeat
from rawugc_sync.planning.order import in_order
from rawugc_sync.planning.saying.remarks import unresolved
from rawugc_sync.resources.life import Standing
from rawugc_sync.words.addresses import Address
from rawugc_sync.words.diagnostics import Diagnostic, error
from rawugc_sync.words.errors import (
    ApiError,
    Intercepted,
    Interrupted,
    OutcomeUnknown,
    Problem,
    StateError,
    TooLate,
    Unauthorized,
)
from rawugc_sync.words.planned import Change, Plan


class Observer(Protocol):
    """Hears of a run as it goes."""

    def started(self, change: Change) -> None: ...

    def finished(self, result: Result) -> None: ...


def apply(
    plan: Plan, sending: Sending, ledger: Ledger, observer: Observer, stopping: Callable[[], bool]
) -> Outcome:
    """Apply every change of a plan, as dependencies allow. Failures are in the outcome, never raised.

    Between two calls it asks whether it is `stopping`; then what is left is not attempted.
    """
    return _Run(sending, ledger, observer, stopping).all(plan)


class _Stop(Exception):
    """Nothing more is to be attempted."""


class _Run:
    def __init__(
        self, sending: Sending, ledger: Ledger, observer: Observer, stopping: Callable[[], bool]
    ) -> None:
        self._sending = sending
        self._ledger = ledger
        self._observer = observer
        self._stopping = stopping
        self._results: list[Result] = []
        self._trouble: list[Diagnostic] = []
        self._blocked: set[Address] = set()
        self._carried = 0
        self._id: str | None = None

    def all(self, plan: Plan) -> Outcome:
        changes = in_order(plan.changes)
        self._blocked.update(plan.unresolved)
        try:
            for change in changes:
                self._one(change)
            self._refresh(plan)
        except _Stop:
            pass
        self._save()
        told = {id(result.change) for result in self._results}
        left = [Result(change, Fate.NOT_ATTEMPTED, change.id) for change in changes if id(change) not in told]
        return Outcome(
            [*self._results, *left],
            interrupted=self._stopping(),
            trouble=tuple(self._trouble),
            unresolved=tuple(plan.unresolved),
        )

    def _refresh(self, plan: Plan) -> None:
        """Take over the records that moved without a call; what a change has written is newer."""
        changed = {change.address for change in plan.changes if change.action_reason != "deposed"}
        left = plan.refreshed.keys() - changed - self._blocked
        self._ledger.refresh({address: plan.refreshed[address] for address in left})

    def _one(self, change: Change) -> None:
        blockers = [address for address in change.depends_on if address in self._blocked]
        if blockers:
            self._end(change, Fate.SKIPPED, change.id, _skipped(change, blockers))
            return
        if self._stopping():
            raise _Stop
        verdict = self._sending.timely(change)
        if verdict.standing is Standing.SKIP:
            said = error(verdict.code, verdict.summary, verdict.detail, address=str(change.address))
            self._end(change, Fate.SKIPPED, change.id, said)
            return
        self._observer.started(change)
        self._carry_out(change)

    def _carry_out(self, change: Change) -> None:
        try:
            id = self._call_all(change)
        except StateError as failed:
            self._trouble.extend(failed.diagnostics)
            self._end(change, Fate.FAILED, change.id)
            raise _Stop from None
        except Lost as lost:
            self._lost(change, lost)
        except Interrupted:
            raise _Stop from None
        except TooLate as late:
            self._missed(change, late)
        except ApiError as failed:
            said = self._told(change, failed)
            if self._carried:
                said.append(_partly(change, self._carried))
            self._end(change, Fate.FAILED, self._id, *said)
            if _ends_the_run(failed):
                raise _Stop from None
        else:
            self._end(change, Fate.APPLIED, id)

    def _missed(self, change: Change, late: TooLate) -> None:
        """Its moment has passed: nothing was sent for it, unless that was between two of its calls."""
        said = [replace(one, address=str(change.address)) for one in late.diagnostics]
        if self._carried:
            self._end(change, Fate.FAILED, self._id, *said, _partly(change, self._carried))
        else:
            self._end(change, Fate.SKIPPED, change.id, *said)

    def _call_all(self, change: Change) -> str | None:
        """Each call of a change in turn, written down as it is done; returns the object's id."""
        id = self._id = change.id
        self._carried = 0
        for done in range(1, len(change.calls) + 1):
            try:
                id = self._sending.send(change, done, id)
            except Interrupted:
                if done > 1:
                    self._end(change, Fate.FAILED, id, _halfway(change))
                raise
            self._note(change, done, id)
            self._carried, self._id = done, id
        if not change.calls:
            self._ledger.called(change, 0, id)
        return id

    def _note(self, change: Change, done: int, id: str | None) -> None:
        """Write down what was done. Where that fails, it was done all the same, and is told so."""
        try:
            self._ledger.called(change, done, id)
        except StateError as failed:
            self._trouble.extend(failed.diagnostics)
            fate = Fate.APPLIED if done == len(change.calls) else Fate.FAILED
            self._end(change, fate, id, *failed.diagnostics)
            raise _Stop from None

    def _lost(self, change: Change, lost: Lost) -> None:
        address = str(change.address)
        said = [error(d.code, d.summary, d.detail, address=address) for d in lost.cause.diagnostics]
        try:
            self._ledger.lost(change, lost.attempt)
        except StateError as failed:
            self._trouble.extend(failed.diagnostics)
            self._end(change, Fate.UNRESOLVED, None, *said, *failed.diagnostics)
            raise _Stop from None
        self._end(change, Fate.UNRESOLVED, None, *said, self._unresolved(change, lost))
        if isinstance(lost.cause, Unauthorized):
            raise _Stop

    def _unresolved(self, change: Change, lost: Lost) -> Diagnostic:
        type_ = self._sending.types[change.address.collection]
        again = may_repeat(type_, lost.attempt, lost.found)
        return unresolved(change.address, lost.found.ids, again=again)

    def _end(self, change: Change, fate: Fate, id: str | None, *diagnostics: Diagnostic) -> None:
        if fate is not Fate.APPLIED:
            self._blocked.add(change.address)
        partial = fate is Fate.FAILED and self._carried > 0
        result = Result(change, fate, id, diagnostics, partial)
        self._results.append(result)
        self._observer.finished(result)

    def _save(self) -> None:
        try:
            self._ledger.save()
        except StateError as failed:
            self._trouble.extend(failed.diagnostics)

    def _told(self, change: Change, failed: ApiError) -> list[Diagnostic]:
        """What the API said, each of its field errors at its field."""
        address = str(change.address)
        said = [error(d.code, d.summary, d.detail, address=address) for d in failed.diagnostics]
        if isinstance(failed, OutcomeUnknown):
            said = [error(d.code, d.summary, f"{d.detail} {_UNKNOWN}".strip(), address=address) for d in said]
        fields = failed.fields if isinstance(failed, Problem) else {}
        traits = self._sending.types[change.address.collection].fields.traits
        names = {trait.sent_as: name for name, trait in traits.items() if trait.sent_as}
        written = change.after or {}
        return said + [
            error("validation-failed", message, address=address, field=_spelled(name, names, written))
            for name, messages in fields.items()
            for message in messages
        ]


def _ends_the_run(failed: ApiError) -> bool:
    """A wrong key, or no way through a proxy or the rate limit: the next call would end in the same way."""
    closed = isinstance(failed, Intercepted) and failed.status in (401, 407)
    return closed or isinstance(failed, Unauthorized) or failed.diagnostics[0].code == "rate-limited"


_UNKNOWN = "It may have been carried out all the same; the next plan shows it."


def _spelled(name: str, names: Mapping[str, str], written: Mapping[str, Any]) -> str:
    """The manifest's name of a field that the API calls `name`."""
    own = names.get(name)
    return own if own is not None and own in written else name


def _skipped(change: Change, blockers: list[Address]) -> Diagnostic:
    names = ", ".join(str(address) for address in blockers)
    return error("skipped", f"refers to {names}, which was not applied", address=str(change.address))


def _partly(change: Change, carried: int) -> Diagnostic:
    done = ", ".join(f"{call.method} {call.path}" for call in change.calls[:carried])
    summary = f"{carried} of its {len(change.calls)} calls had been carried out: {done}"
    return error("partly", summary, "The next plan shows what is left.", address=str(change.address))


def _halfway(change: Change) -> Diagnostic:
    return error(
        "interrupted", "was interrupted between two calls", "Run apply again.", address=str(change.address)
    )
