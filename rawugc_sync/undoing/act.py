"""What undoing a run does, one resource at a time, and what comes of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from rawugc_sync.words.addresses import Address, Fields
from rawugc_sync.words.diagnostics import Diagnostic


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """What of one resource goes back, and stands or falls together.

    `values` are fields with what they were before, None for nothing. `out` takes its block out, `again` are
    the fields with which it is written anew in the file `path`, and `previous` is the name that it gets back.
    `lets_go`: its object stays, and nobody manages it. `takes_up` is the object that it is of.
    """

    address: Address
    values: Fields = field(default_factory=dict)
    out: bool = False
    again: Fields | None = None
    path: str = ""
    previous: Address | None = None
    lets_go: bool = False
    takes_up: str | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the report: the sign of what is done to an address, or a field of it, and in which file.

    A field without a file goes back by what it refers to.
    """

    sign: str
    address: Address
    path: str
    field: str = ""
    previous: Address | None = None


@dataclass(frozen=True, slots=True)
class Undone:
    """What undoing a run writes: `files` (path → data) instead of `before`.

    `left` counts what it cannot undo, each with a warning.
    """

    run: str
    before: Mapping[str, bytes]
    files: Mapping[str, bytes]
    lines: tuple[Line, ...]
    diagnostics: tuple[Diagnostic, ...]
    left: int

    @property
    def exit_code(self) -> int:
        """0 done; 4 with something left, also where that is all."""
        return 4 if self.left else 0
