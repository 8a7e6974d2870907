"""Whether a plan that was approved still is the plan, change by change: what moved since it was made."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Set
from dataclasses import replace
from typing import Any, TypeAlias

from rawugc_sync.planning import budget
from rawugc_sync.planning.digest import plan_digest
from rawugc_sync.planning.holding import held_by, without
from rawugc_sync.planning.uploading import assigned_anew
from rawugc_sync.resources.life import Standing, Verdict
from rawugc_sync.words.addresses import Address
from rawugc_sync.words.approvals import POLICY, Approval
from rawugc_sync.words.desired import Renaming
from rawugc_sync.words.diagnostics import Diagnostic, Severity, error
from rawugc_sync.words.law import PolicyChange
from rawugc_sync.words.planned import Change, Plan, StateInfo
from rawugc_sync.words.recorded import Moves

Late: TypeAlias = Callable[[Change], Verdict]
"""Whether a change of the approved plan may still be sent by now."""

_AGAIN = "Make a new plan."
_GIVEN = {
    "block": "Its block in the manifests, or what that takes in, is not what it was.",
    "record": "Its record in the state is not what it was.",
}


def staleness(approved: Plan, fresh: Plan, late: Late) -> list[Diagnostic]:
    """What moved between an approved plan and the same plan made now; nothing when it may be applied.

    What the approved plan does not touch may have moved.
    """
    if approved.organization_id not in (None, fresh.organization_id):
        summary = f"the plan was made for the organization {approved.organization_id}"
        other = fresh.organization_id or "another"
        return [error("stale", f"{summary}, and the key belongs to {other}", _AGAIN)]
    return [*_state(approved.state, fresh.state), *_changes(approved, fresh, late), *_moves(approved, fresh)]


def about(plan: Plan) -> frozenset[Address]:
    """The addresses that a plan is about: those that it changes, notes something of, or cannot settle."""
    stuck = (*plan.unresolved, *plan.broken)
    return frozenset({*(change.address for change in plan.changes), *plan.refreshed, *stuck})


def confined(fresh: Plan, approved: Plan, moved: frozenset[Renaming]) -> Plan:
    """A plan made again that is not stale, less all that the approved one does not show.

    `moved` are the renamings that the state has seen: one that came since the approval is not made.
    """
    shown = {change.digest for change in approved.changes}
    changes = assigned_anew((one for one in fresh.changes if one.digest in shown), fresh.changes)
    sent = without(changes, held_by(changes, {*fresh.broken, *fresh.unresolved}))
    mine = {change.address for change in changes}
    policy = fresh.policy if fresh.policy == approved.policy else None
    previous = {new: old for new, old in fresh.moves.previous.items() if new in mine}
    return replace(
        fresh,
        changes=changes,
        moves=Moves(previous, fresh.moves.made & (approved.moves.made | moved)),
        budget=budget.confined(fresh.budget, sent),
        policy=policy,
        approvals=tuple(one for one in fresh.approvals if _is_shown(one, mine, policy)),
        digest=plan_digest(fresh.organization_id, changes, policy),
    )


def _is_shown(approval: Approval, mine: Set[Address], policy: PolicyChange | None) -> bool:
    """Whether a yes is asked for what is in the plan; for a waiver it is wherever that stands."""
    asked = approval.asked
    if asked.address == POLICY:
        return policy is not None
    return asked.is_waiver or Address.parse(asked.address) in mine


def _state(before: StateInfo, now: StateInfo) -> Iterator[Diagnostic]:
    """Another state. The first apply makes one: what the plan touches is then compared all the same."""
    if before.lineage not in (None, now.lineage):
        yield error("stale", "the plan was made with another state", _AGAIN)


def _moves(approved: Plan, fresh: Plan) -> Iterator[Diagnostic]:
    """Renamings that came since, of an address that the plan is about."""
    mine = {address for c in approved.changes for address in (c.address, c.previous_address)}
    known = {(c.previous_address, c.address) for c in approved.changes}
    for new, old in sorted(fresh.moves.previous.items()):
        if (old, new) not in known and mine & {old, new}:
            yield error(
                "stale", f"is renamed from {old} now, which the plan does not show", _AGAIN, address=str(new)
            )


def _changes(approved: Plan, fresh: Plan, late: Late) -> Iterator[Diagnostic]:
    before = {(change.address, change.id): change for change in approved.changes}
    after = {(change.address, change.id): change for change in fresh.changes}
    mine = {change.address for change in approved.changes}
    for key in sorted({*before, *after}, key=lambda key: (key[0], key[1] or "")):
        old, new = before.get(key), after.get(key)
        if key[0] in mine and not _same(old, new) and not _is_over_or_begun(old, new):
            yield error("stale", *_told(old, new, fresh, late), address=str(key[0]))


def _same(old: Change | None, new: Change | None) -> bool:
    return bool(old and new and old.digest == new.digest and old.given == new.given)


def _is_over_or_begun(old: Change | None, new: Change | None) -> bool:
    """Whether a mere wait has come or has ended: nobody approves that."""
    return all(one is None or one.goes_on for one in (old, new))


def _told(old: Change | None, new: Change | None, fresh: Plan, late: Late) -> tuple[str, str]:
    """The summary, and what there is to know."""
    if old is None:
        return "has a change now that the plan does not show", _AGAIN
    if (verdict := late(old)).standing is Standing.SKIP:
        return verdict.summary, f"{verdict.detail} {_AGAIN}"
    if new is None:
        why = " ".join(f"It {summary}." for summary in _remarks(fresh, old.address))
        why = why or "The plan may have been applied already."
        return "is not to be changed any more as the plan says", f"{why} {_AGAIN}"
    moved = [
        *describe(old.basis, new.basis),
        *(_GIVEN[n] for n in _GIVEN if old.given.get(n) != new.given.get(n)),
    ]
    return "is not as it was when the plan was made", " ".join([*moved, _AGAIN])


def _remarks(fresh: Plan, address: Address) -> list[str]:
    remarks = (*fresh.errors, *fresh.refusals, *fresh.diagnostics)
    return [d.summary for d in remarks if d.address == str(address) and d.severity is not Severity.NOTE]


def describe(before: Any, after: Any) -> list[str]:
    """How two nested values differ, one sentence a place."""
    if before == after:
        return []
    from deepdiff import DeepDiff  # 135 ms, and only what has moved needs it

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
