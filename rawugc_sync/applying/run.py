"""Carries a plan out: one call at a time, each success written down before the next."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

from rawugc_sync.api.answers import Answer
from rawugc_sync.applying.ledger import Ledger
from rawugc_sync.applying.outcome import Fate, Outcome, Result
from rawugc_sync.diagnostics import Diagnostic, error
from rawugc_sync.errors import (
    ApiError,
    BadAnswer,
    OutcomeUnknown,
    Problem,
    RawugcError,
    StateError,
    Unauthorized,
)
from rawugc_sync.model import Address, Call, Change, Plan
from rawugc_sync.planning.order import in_order
from rawugc_sync.resources._base import ResourceType


class Sender(Protocol):
    """Sends one call of a plan."""

    def send(self, call: Call) -> Answer: ...


class Observer(Protocol):
    """Hears of a run as it goes."""

    def started(self, change: Change) -> None: ...

    def finished(self, result: Result) -> None: ...


def apply(
    plan: Plan, sender: Sender, ledger: Ledger, observer: Observer, types: Mapping[str, ResourceType]
) -> Outcome:
    """Apply every change of a plan, as dependencies allow. Failures are in the outcome, never raised."""
    return _Run(sender, ledger, observer, types).all(plan)


class _Stop(Exception):
    """Nothing more is to be attempted."""


class _Run:
    def __init__(
        self, sender: Sender, ledger: Ledger, observer: Observer, types: Mapping[str, ResourceType]
    ) -> None:
        self._sender = sender
        self._ledger = ledger
        self._observer = observer
        self._types = types
        self._results: list[Result] = []
        self._trouble: list[Diagnostic] = []
        self._blocked: set[Address] = set()

    def all(self, plan: Plan) -> Outcome:
        changes = in_order(plan.changes)
        interrupted = False
        try:
            for change in changes:
                self._one(change)
            self._ledger.refresh({a: r for a, r in plan.refreshed.items() if a not in self._blocked})
        except KeyboardInterrupt:
            interrupted = True
        except _Stop:
            pass
        self._save()
        told = {id(result.change) for result in self._results}
        left = [Result(change, Fate.NOT_ATTEMPTED, change.id) for change in changes if id(change) not in told]
        return Outcome([*self._results, *left], interrupted, tuple(self._trouble))

    def _one(self, change: Change) -> None:
        blockers = [address for address in change.depends_on if address in self._blocked]
        if blockers:
            self._end(change, Fate.SKIPPED, change.id, _skipped(change, blockers))
            return
        self._observer.started(change)
        id = change.id
        try:
            for done, call in enumerate(change.calls, 1):
                id = self._call(change, call, id)
                self._ledger.called(change, done, id)
                self._ledger.save()
            if not change.calls:
                self._ledger.called(change, 0, id)
        except StateError as failed:
            self._trouble.extend(failed.diagnostics)
            self._end(change, Fate.FAILED, id, *failed.diagnostics)
            raise _Stop from None
        except ApiError as failed:
            self._end(change, Fate.FAILED, id, *self._told(change, failed))
            if isinstance(failed, Unauthorized):
                raise _Stop from None
        except KeyboardInterrupt:
            self._end(change, Fate.FAILED, id, _interrupted(change))
            raise
        else:
            self._end(change, Fate.APPLIED, id)

    def _call(self, change: Change, call: Call, id: str | None) -> str | None:
        answer = self._sender.send(call)
        if not call.id_fields:
            return id
        return _new_id(change, call, answer.body)

    def _end(self, change: Change, fate: Fate, id: str | None, *diagnostics: Diagnostic) -> None:
        if fate is not Fate.APPLIED:
            self._blocked.add(change.address)
        result = Result(change, fate, id, diagnostics)
        self._results.append(result)
        self._observer.finished(result)

    def _save(self) -> None:
        try:
            self._ledger.save()
        except StateError as failed:
            if not self._trouble:
                self._trouble.extend(failed.diagnostics)

    def _told(self, change: Change, failed: RawugcError) -> list[Diagnostic]:
        """What the API said, each of its field errors at its field."""
        address = str(change.address)
        hint = (
            _UNKNOWN if isinstance(failed, OutcomeUnknown | BadAnswer) and "create" in change.actions else ""
        )
        said = [
            error(d.code, d.summary, " ".join(filter(None, (d.detail, hint))), address=address)
            for d in failed.diagnostics
        ]
        fields = failed.fields if isinstance(failed, Problem) else {}
        traits = self._types[change.address.collection].traits
        names = {trait.sent_as: name for name, trait in traits.items() if trait.sent_as}
        written = change.after or {}
        return said + [
            error("validation-failed", message, address=address, field=_spelled(name, names, written))
            for name, messages in fields.items()
            for message in messages
        ]


_UNKNOWN = (
    "It may exist all the same; it is not sent again now. "
    "The next plan looks for it and adopts it instead of creating a second one."
)


def _spelled(name: str, names: Mapping[str, str], written: Mapping[str, Any]) -> str:
    """The manifest's name of a field that the API calls `name`."""
    own = names.get(name)
    return own if own in written and own is not None else name


def _new_id(change: Change, call: Call, body: Any) -> str:
    for name in call.id_fields:
        id = body.get(name) if isinstance(body, Mapping) else None
        if isinstance(id, str) and id:
            return id
    raise BadAnswer.of("no-id", f"{call.method} {call.path} was accepted, but its answer has no id")


def _skipped(change: Change, blockers: list[Address]) -> Diagnostic:
    names = ", ".join(str(address) for address in blockers)
    return error("skipped", f"refers to {names}, which was not applied", address=str(change.address))


def _interrupted(change: Change) -> Diagnostic:
    return error(
        "interrupted", "was interrupted; the next plan shows whether it happened", address=str(change.address)
    )
