"""Whether a saved plan still is the plan: what moved since it was made."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from rawugc_sync.diagnostics import Diagnostic, error
from rawugc_sync.model import Change, Fields, Plan, StateInfo

_AGAIN = "Make a new plan."
_APPLIED = "The plan may have been applied already."


def staleness(saved: Plan, manifests: str, basis: Mapping[str, Fields], fresh: Plan) -> list[Diagnostic]:
    """What moved between a saved plan and the same plan made now; nothing when it may be applied."""
    if saved.organization_id not in (None, fresh.organization_id):
        summary = f"the plan was made for the organization {saved.organization_id}"
        return [
            error("stale", f"{summary}, and the key belongs to {fresh.organization_id or 'another'}", _AGAIN)
        ]
    if moved := list(_state(saved.state, fresh.state)):
        return moved
    return [*_manifests(manifests, fresh), *_changes(saved, basis, fresh)]


def _state(saved: StateInfo, fresh: StateInfo) -> Iterator[Diagnostic]:
    if saved.lineage is None and fresh.lineage is not None:
        yield error("stale", "a state has been written since the plan was made", f"{_APPLIED} {_AGAIN}")
    elif saved.lineage != fresh.lineage:
        yield error("stale", "the plan was made with another state", _AGAIN)
    elif saved.serial != fresh.serial:
        summary = f"the state has moved from serial {saved.serial} to {fresh.serial} since the plan was made"
        yield error("stale", summary, f"{_APPLIED} {_AGAIN}")


def _manifests(manifests: str, fresh: Plan) -> Iterator[Diagnostic]:
    if manifests != fresh.manifests:
        yield error("stale", "the manifests have changed since the plan was made", _AGAIN)


def _changes(saved: Plan, basis: Mapping[str, Fields], fresh: Plan) -> Iterator[Diagnostic]:
    before = {(change.address, change.id): change for change in saved.changes}
    after = {(change.address, change.id): change for change in fresh.changes}
    for key in sorted({*before, *after}, key=lambda key: (key[0], key[1] or "")):
        old, new = before.get(key), after.get(key)
        if old and new and old.digest == new.digest:
            continue
        yield error("stale", _what(old, new), _moved(old, new, basis), address=str(key[0]))


def _what(old: Change | None, new: Change | None) -> str:
    if old is None:
        return "has a change now that the plan does not show"
    if new is None:
        return "needs no change any more"
    return "is not as it was when the plan was made"


def _moved(old: Change | None, new: Change | None, basis: Mapping[str, Fields]) -> str:
    if old is None or new is None:
        return _AGAIN
    differences = describe(basis.get(old.digest, {}), new.basis)
    return " ".join([*differences, _AGAIN])


def describe(before: Any, after: Any) -> list[str]:
    """How two nested values differ, one sentence a place."""
    from deepdiff import DeepDiff  # 135 ms, and only a stale plan needs it

    difference = DeepDiff(_plain(before), _plain(after), verbose_level=2, view="tree")
    return sorted(
        f"{'.'.join(str(part) for part in leaf.path(output_format='list'))}: {leaf.t1!r} is now {leaf.t2!r}."
        for leaves in difference.values()
        for leaf in leaves
    )


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_plain(item) for item in value]
    return value
