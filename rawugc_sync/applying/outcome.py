"""What became of each change of a plan."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from rawugc_sync.words.addresses import Address
from rawugc_sync.words.credits import Bill
from rawugc_sync.words.diagnostics import Diagnostic
from rawugc_sync.words.outputs import Outputs
from rawugc_sync.words.planned import Change, LeftOut

STOPPED = "stopped"
"""The code of the trouble with a run that a hold has stopped: what it has done is saved."""


class Fate(StrEnum):
    """How a change ended. WAITING: as far as a run comes that does not wait for objects to get ready."""

    APPLIED = "applied"
    WAITING = "waiting"
    FAILED = "failed"
    UNRESOLVED = "unresolved"
    SKIPPED = "skipped"
    NOT_ATTEMPTED = "not_attempted"


@dataclass(frozen=True, slots=True)
class Result:
    """One change and how it ended: the id of its object, and what went wrong.

    `partial` says that some of it was done all the same: calls were carried out, or its object is being made.
    """

    change: Change
    fate: Fate
    id: str | None = None
    diagnostics: tuple[Diagnostic, ...] = ()
    partial: bool = False


@dataclass(frozen=True, slots=True)
class Outcome:
    """The results in the order of the run. `trouble` is what went wrong beside the changes.

    `unresolved` are the addresses that were unresolved before and still are, `broken` those that are not what
    they were to be. `bill` is what it has cost; None where nothing was paid. `left_out` is what the plan did
    not do, and a later one does, and `outputs` are what the objects of the state have to give by now.
    `lasting` is what was wrong before and still is, whatever was carried out. `unapproved` says what was left
    out for want of a yes, one for each address. `unrecorded` says why what was done is not among the runs, or
    has no receipt; it was done all the same.
    """

    results: Sequence[Result]
    interrupted: bool = False
    trouble: tuple[Diagnostic, ...] = ()
    unresolved: tuple[Address, ...] = ()
    broken: tuple[Address, ...] = ()
    bill: Bill | None = None
    left_out: tuple[LeftOut, ...] = ()
    outputs: Outputs = field(default_factory=dict)
    lasting: tuple[Diagnostic, ...] = ()
    unapproved: tuple[Diagnostic, ...] = ()
    unrecorded: tuple[Diagnostic, ...] = ()

    def of(self, fate: Fate) -> list[Result]:
        """The results that ended so."""
        return [result for result in self.results if result.fate is fate]

    @property
    def exit_code(self) -> int:
        """0 all done, 1 nothing succeeded, 4 partly applied, 6 unresolved creates, 130 interrupted."""
        complete = all(result.fate in (Fate.APPLIED, Fate.WAITING) for result in self.results)
        if self.interrupted and not complete:
            return 130
        if self.unresolved or self.of(Fate.UNRESOLVED):
            return 6
        if complete and not self.trouble:
            return 4 if self.broken or self.left_out or self.lasting else 0
        partly = (
            self.of(Fate.APPLIED) or self.of(Fate.WAITING) or any(result.partial for result in self.results)
        )
        return 4 if partly or self.broken else 1
