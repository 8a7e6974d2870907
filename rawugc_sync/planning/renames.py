"""A delete and a create that are nearly the same object: most likely a rename that nobody wrote down."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rawugc_sync.diagnostics import Diagnostic, error, warning
from rawugc_sync.model import Action, Address, Change
from rawugc_sync.resources._base import ResourceType

MOST_PAIRS = 10_000
"""A change of this size is no rename, and comparing each with each would take too long."""


def equal_ones(type_: ResourceType, changes: Iterable[Change]) -> Iterator[Diagnostic]:
    """A refusal for each create of what is deleted, where it must not be gone even for a moment."""
    if not type_.renames_need_moved:
        return
    created, deleted = _parts(type_, changes)
    old = {type_.fingerprint(change.before or {}): change.address for change in deleted}
    for change in created:
        if previous := old.get(type_.fingerprint(change.after or {})):
            yield error(
                "rename",
                f"is created equal to {previous}, which is deleted: that is a rename",
                _way_out(previous, change.address),
                address=str(change.address),
            )


def similar_ones(type_: ResourceType, changes: Iterable[Change]) -> Iterator[Diagnostic]:
    """A warning for each create that resembles a delete; where `equal_ones` refuses, that is enough."""
    created, deleted = _parts(type_, changes)
    if type_.renames_need_moved:
        marks = {type_.fingerprint(change.before or {}) for change in deleted}
        created = [change for change in created if type_.fingerprint(change.after or {}) not in marks]
    if len(created) * len(deleted) > MOST_PAIRS:
        return
    scores = [
        (type_.likeness(old.before or {}, new.after or {}), old.address, new.address)
        for old in deleted
        for new in created
    ]
    paired: set[Address] = set()
    for score, old_address, new_address in sorted(scores, key=lambda one: -one[0]):
        if score < 0.5 or paired & {old_address, new_address}:
            continue
        paired |= {old_address, new_address}
        yield warning(
            "maybe-moved",
            f"is nearly {old_address}, which is deleted: is it a new key for the same object?",
            _way_out(old_address, new_address),
            address=str(new_address),
        )


def _parts(type_: ResourceType, changes: Iterable[Change]) -> tuple[list[Change], list[Change]]:
    """The creates and the deletes of a collection."""
    mine = [change for change in changes if change.address.collection == type_.collection]
    created = [change for change in mine if change.action is Action.CREATE]
    deleted = [c for c in mine if c.action is Action.DELETE and c.action_reason != "deposed"]
    return created, deleted


def _way_out(old: Address, new: Address) -> str:
    return f"If so, write it down, and nothing is deleted:\nmoved:\n  - {{from: {old}, to: {new}}}"
