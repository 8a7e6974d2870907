"""What waits for something that is not made, directly or through others."""

from __future__ import annotations

from collections.abc import Iterable, Sequence, Set

from rawugc_sync.words.addresses import Address
from rawugc_sync.words.diagnostics import Diagnostic, note
from rawugc_sync.words.planned import Change

Held = Sequence[tuple[Change, tuple[Address, ...]]]
"""Changes that are not made, each with what it waits for."""


def held_by(changes: Iterable[Change], gone: Set[Address]) -> Held:
    """The changes that wait for an address at which nothing is made, or for one that does."""
    held: list[tuple[Change, tuple[Address, ...]]] = []
    left, gone = [change for change in changes if gone and change.depends_on], {*gone}
    while found := [one for one in left if not gone.isdisjoint(one.depends_on)]:
        held += [(one, tuple(a for a in one.depends_on if a in gone)) for one in found]
        gone |= {one.address for one in found}
        left = [one for one in left if not any(one is other for other in found)]
    return held


def without(changes: Iterable[Change], held: Held) -> tuple[Change, ...]:
    """The changes that are left."""
    mine = {id(change) for change, _ in held}
    return tuple(one for one in changes if id(one) not in mine)


def held_up(change: Change, blockers: Iterable[Address]) -> Diagnostic:
    """The note that a change is in the plan, and that nothing of it is sent yet."""
    names = ", ".join(map(str, blockers))
    summary = f"is held up: it waits for {names}, and nothing of it is sent"
    detail = "What is said of that comes first. It costs nothing meanwhile, and the budget leaves it out."
    return note("held-up", summary, detail, address=str(change.address), source=change.source)
