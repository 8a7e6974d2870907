"""How a hold ended: with each object that it tried, and as a whole."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from rawugc_sync.reconciling.scheduled import Scheduled
from rawugc_sync.words.addresses import Address
from rawugc_sync.words.diagnostics import Diagnostic
from rawugc_sync.words.errors import Interrupted


class End(StrEnum):
    """How it ended with one object. UNSURE: it was gone when its delete came."""

    DELETED = "deleted"
    GOT_OUT = "got_out"
    FAILED = "failed"
    UNSURE = "unsure"


@dataclass(frozen=True, slots=True)
class Ended:
    """One object, how it ended with it, and why."""

    one: Scheduled
    end: End
    diagnostics: tuple[Diagnostic, ...] = ()


@dataclass(frozen=True, slots=True)
class Holds:
    """What came of a hold: each object that it tried, soonest first, and what it left.

    `left` was not come to, `unmanaged` is scheduled still and stays so. `held` is all that is held by now.
    `unrecorded` says why it is not among the runs, or has not come to the receipts; it was done all the same.
    """

    ended: tuple[Ended, ...]
    left: tuple[Scheduled, ...]
    unmanaged: tuple[Scheduled, ...]
    held: tuple[Address, ...]
    interrupted: bool
    unrecorded: tuple[Diagnostic, ...] = ()

    def of(self, end: End) -> list[Ended]:
        """Those with which it ended so."""
        return [one for one in self.ended if one.end is end]

    @property
    def is_whole(self) -> bool:
        """Whether nothing is left that was to be deleted."""
        return not (self.left or self.of(End.FAILED))

    @property
    def exit_code(self) -> int:
        """0 all deleted, 1 nothing was, 4 partly, 130 interrupted."""
        if self.interrupted and self.left:
            return Interrupted.exit_code
        if self.is_whole and not self.of(End.GOT_OUT):
            return 0
        return 4 if self.of(End.DELETED) else 1
