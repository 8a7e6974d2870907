"""A plan while it is being made: what has been decided so far."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from rawugc_sync.planning.changes import move
from rawugc_sync.words.actions import Action
from rawugc_sync.words.addresses import Address, Fields
from rawugc_sync.words.credits import Payment
from rawugc_sync.words.diagnostics import Diagnostic
from rawugc_sync.words.planned import Change, Leaves, Step
from rawugc_sync.words.recorded import Record


@dataclass(slots=True)
class Draft:
    """Collects the decisions on each resource; `unverified` counts fields that cannot be checked.

    `followed` are the addresses that had an object, and take the one that an `imports` block names.
    `standing` is what objects are, whole, as long as nothing is sent, where a plan is made for review.
    """

    changes: list[Change] = field(default_factory=list)
    diagnostics: list[Diagnostic] = field(default_factory=list)
    refusals: list[Diagnostic] = field(default_factory=list)
    errors: list[Diagnostic] = field(default_factory=list)
    refreshed: dict[Address, Record | None] = field(default_factory=dict)
    owed: dict[Address, Payment] = field(default_factory=dict)
    unresolved: list[Address] = field(default_factory=list)
    broken: list[Address] = field(default_factory=list)
    followed: set[Address] = field(default_factory=set)
    standing: dict[Address, Fields] = field(default_factory=dict)
    unchanged: int = 0
    unverified: int = 0
    history: int = 0
    edited: int = 0
    look_again: int = 0

    def mark(self) -> tuple[int, int]:
        """Where the decision on the next resource begins."""
        return len(self.changes), self.unchanged

    def show_move(
        self, address: Address, previous: Address, record: Record | None, since: tuple[int, int]
    ) -> None:
        """What was decided on a resource `since` says where it was; a move alone is a change as well."""
        start, unchanged = since
        mine = [change for change in self.changes[start:] if change.action is not Action.CLEAN_UP]
        if mine:
            self.changes[start:] = [
                replace(change, previous_address=previous) if change in mine else change
                for change in self.changes[start:]
            ]
        elif record is not None:
            after = self.refreshed.pop(address, None) or record
            self.unchanged = unchanged
            self.changes.append(move(address, previous, after))

    def begin_with(self, address: Address, record: Record, since: int, paid: Payment | None) -> None:
        """What was decided since begins with a record of its resource that the state does not have yet.

        `paid` is what that has cost, and nobody has counted.
        """
        mine = [number for number in range(since, len(self.changes)) if self.changes[number].calls]
        for number in mine[:1]:
            found = Step(leaves=Leaves.RECORD, record=record, paid=paid)
            self.changes[number] = replace(self.changes[number], steps=(found, *self.changes[number].steps))
        if since == len(self.changes):
            self.refreshed.setdefault(address, record)
            self.owed |= {address: paid} if paid else {}

    def keep(self, address: Address, before: Record, after: Record) -> None:
        """A resource that needs no call; its record is refreshed where it moved."""
        self.unchanged += 1
        if after != before:
            self.refreshed[address] = after
