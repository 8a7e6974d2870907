"""Makes an approved plan again before it is carried out, and holds it to what was approved."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from rawugc_sync.api.client import Reader
from rawugc_sync.api.pacing import Delay
from rawugc_sync.planning.look import Found, Sight, may_repeat
from rawugc_sync.planning.saying.remarks import unresolved
from rawugc_sync.planning.staleness import confined, staleness
from rawugc_sync.planning.unseen import UNSEEN_MEDIA
from rawugc_sync.reconciling.plan import Planned, plan_to_apply
from rawugc_sync.reconciling.request import Request
from rawugc_sync.resources.life import Verdict
from rawugc_sync.words.addresses import Address
from rawugc_sync.words.errors import Refused
from rawugc_sync.words.planned import Change, Plan
from rawugc_sync.workspace.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Approved:
    """A plan that somebody has approved, and the request that it came from.

    `about` are the addresses that may stop it; None for all of them.
    """

    plan: Plan
    request: Request
    about: frozenset[Address] | None = None


def renewed(
    workspace: Workspace,
    approved: Approved,
    reader: Reader,
    on_wait: Callable[[Delay], None],
    *,
    calendars: bool = False,
) -> Planned:
    """The approved plan as it is now, ready to be carried out, and nothing beside it.

    Refused when one of its changes is stale. A create without an answer that is not settled by what was
    approved stays unresolved.
    """
    planned = plan_to_apply(workspace, approved.request, reader, on_wait, approved.about, calendars=calendars)
    now = int(reader.server_time() * 1000)

    def late(change: Change) -> Verdict:
        return workspace.types[change.address.collection].life.timely(change, now)

    if moved := staleness(approved.plan, planned.plan, late):
        raise Refused([planned.manifests.placed(one) for one in moved])
    seen = planned.state.moved if planned.state else frozenset()
    plan = _with_left_out(confined(planned.plan, approved.plan, seen), approved.plan)
    whole = planned.plan.by_name and plan.digest == planned.plan.digest
    settles = approved.plan.made.commit if approved.request.is_all else None
    plan = replace(_with_left_open(workspace, planned, plan), by_name=whole)
    return replace(planned, plan=plan, settles=settles)


def _with_left_out(plan: Plan, approved: Plan) -> Plan:
    """The plan with what the approved one had left out: made again, it is not about that."""
    known = {one.address for one in plan.left_out}
    more = tuple(one for one in approved.left_out if one.address not in known)
    named = {str(one.address) for one in more}
    told = tuple(one for one in approved.diagnostics if one.code == UNSEEN_MEDIA and one.address in named)
    return replace(plan, left_out=(*plan.left_out, *more), diagnostics=(*plan.diagnostics, *told))


def _with_left_open(workspace: Workspace, planned: Planned, plan: Plan) -> Plan:
    """The plan with each create or edit without an answer that it leaves, as far as the request goes.

    The plan made again may settle more of them than the approved one does, or not be about them.
    """
    lost = plan.moves.applied(planned.state).unresolved if planned.state else {}
    seen = {*planned.plan.unresolved, *(change.address for change in planned.plan.changes)}
    settled = {*plan.refreshed, *(change.address for change in plan.changes)}
    left = [a for a in sorted(lost) if a not in settled and (a in seen or not planned.request.targets)]
    told = [
        unresolved(
            a, lost[a], (), again=may_repeat(workspace.types[a.collection], lost[a], Found(Sight.NOTHING))
        )
        for a in left
        if a not in plan.unresolved
    ]
    return replace(
        plan, unresolved=tuple(left), diagnostics=(*plan.diagnostics, *map(planned.manifests.placed, told))
    )
