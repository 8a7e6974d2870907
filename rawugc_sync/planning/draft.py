"""A plan while it is being made: what has been decided so far."""

from __future__ import annotations

from dataclasses import dataclass, field

from rawugc_sync.diagnostics import Diagnostic
from rawugc_sync.model import Address, Change, Record


@dataclass(slots=True)
class Draft:
    """Collects the decisions on each resource; `unverified` counts fields that cannot be checked."""

    changes: list[Change] = field(default_factory=list)
    diagnostics: list[Diagnostic] = field(default_factory=list)
    refusals: list[Diagnostic] = field(default_factory=list)
    errors: list[Diagnostic] = field(default_factory=list)
    refreshed: dict[Address, Record | None] = field(default_factory=dict)
    unresolved: list[Address] = field(default_factory=list)
    unchanged: int = 0
    unverified: int = 0
    history: int = 0
    edited: int = 0

    def keep(self, address: Address, before: Record, after: Record) -> None:
        """A resource that needs no call; its record is refreshed where it moved."""
        self.unchanged += 1
        if after != before:
            self.refreshed[address] = after
