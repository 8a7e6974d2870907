"""Holds back what lacks a yes: all of a run, or with `--only-approved` just that and what waits for it.

| a change lacks a yes, and | it is |
|---|---|
| its time to decide has passed | left out, and said so: `expired` |
| the run is for what is approved alone | left out, with what depends on it |
| otherwise | a refusal of the whole run |
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from rawugc_sync.planning.holding import held_by
from rawugc_sync.planning.late import LATE
from rawugc_sync.planning.staleness import confined
from rawugc_sync.reconciling.request import Mode
from rawugc_sync.words.addresses import Address
from rawugc_sync.words.approvals import POLICY, Approval, Standing
from rawugc_sync.words.consent import PLANFILE, consent
from rawugc_sync.words.diagnostics import Diagnostic, error, note, warning
from rawugc_sync.words.moment import moment
from rawugc_sync.words.planned import Change, Plan

UNAPPROVED, EXPIRED = "unapproved", "expired"


def gated(plan: Plan, now: int, *, only_approved: bool, mode: Mode = "plan") -> Plan:
    """The plan as it may be carried out at `now` (Unix ms); with refusals where it may not.

    `mode`: what was asked for, some of which has a command of its own.
    """
    lacking = [one for one in plan.approvals if one.lacks]
    expired = [one for one in lacking if one.asked.until is not None and one.asked.until < now]
    waiting = [one for one in lacking if one not in expired]
    if waiting and not only_approved:
        refused = (_refusal(one, _way(plan, one.asked.role, mode)) for one in waiting)
        return replace(plan, refusals=(*plan.refusals, *refused))
    if not lacking:
        return plan
    blocked = {one.asked.address for one in lacking if not one.asked.is_waiver}
    blocked |= {address for one in lacking for address in one.asked.blocks}
    left = [one for one in plan.changes if str(one.address) in blocked]
    held = held_by((one for one in plan.changes if one not in left), {one.address for one in left})
    out = {id(one) for one in (*left, *(change for change, _ in held))}
    kept = replace(
        plan,
        changes=tuple(one for one in plan.changes if id(one) not in out),
        policy=None if POLICY in blocked else plan.policy,
    )
    gone = {one.asked.address for one in expired}
    refusals = tuple(one for one in plan.refusals if one.code != LATE or one.address not in gone)
    said = [*_left_out(left, lacking, expired), *(_held(change, waits) for change, waits in held)]
    made = confined(plan, kept, plan.moves.made)
    # renames need no yes: one that is noted as made and is not would be a delete and a create next time
    return replace(made, moves=plan.moves, refusals=refusals, diagnostics=(*plan.diagnostics, *said))


def left_out(plan: Plan) -> tuple[Diagnostic, ...]:
    """What a gated plan says of that which it leaves out for want of a yes."""
    return tuple(one for one in plan.diagnostics if one.code in (UNAPPROVED, EXPIRED))


def _way(plan: Plan, role: str, mode: Mode) -> str:
    """How to get a yes, and how to do without."""
    if mode == "destroy":
        made = f"rawugc-sync plan --destroy --out {PLANFILE}"
        return f"Save the plan ({made}), have it approved ({consent(plan, role)}), and apply that."
    rest = "Or apply what is approved alone: --only-approved."
    if plan.by_name:
        return f"Have it approved: {consent(plan, role)}. {rest}"
    made = "resume" if mode == "resume" else "plan"
    saved = f"rawugc-sync {made} --out {PLANFILE}, with the same options"
    return f"Have it approved: {consent(plan, role)}, where {PLANFILE} is the saved plan ({saved}). {rest}"


def _refusal(one: Approval, way: str) -> Diagnostic:
    asked = one.asked
    return error(
        UNAPPROVED,
        f"needs a yes of {asked.role}, which {_state(one)}",
        f"{_why(one)}{way}",
        address=asked.address,
        field=_field(one),
    )


def _left_out(
    left: Iterable[Change], lacking: Iterable[Approval], expired: Iterable[Approval]
) -> Iterator[Diagnostic]:
    """What is said of each change that lacks a yes; of the policy too."""
    late = {one.asked.address: one for one in expired}
    changed = {str(one.address) for one in left} | {POLICY}
    wanting: dict[str, list[Approval]] = {}
    for one in lacking:
        wanting.setdefault(one.asked.address, []).append(one)
    for address, approvals in wanting.items():
        roles = ", ".join(dict.fromkeys(one.asked.role for one in approvals))
        if address in late:
            until = moment(late[address].asked.until or 0, None)
            summary = f"is left out: it had to be approved by {until}, and lacks a yes of {roles}"
            detail = "Give it another time, and have it approved before that can no longer be kept."
            yield warning(EXPIRED, summary, detail, address=address)
        elif address in changed or any(one.asked.is_waiver for one in approvals):
            yield note(UNAPPROVED, f"is left out: it lacks a yes of {roles}", address=address)


def _held(change: Change, waits: Iterable[Address]) -> Diagnostic:
    names = ", ".join(map(str, waits))
    summary = f"is left out: it waits for {names}, which lacks a yes"
    return note(UNAPPROVED, summary, address=str(change.address), source=change.source)


def _state(one: Approval) -> str:
    if one.standing is Standing.LAPSED:
        return f"has lapsed: {', '.join(one.by)} said it, until {moment(one.until or 0, None)}"
    if one.standing is Standing.REJECTED:
        said = f": {one.note}" if one.note else ""
        return f"{', '.join(one.by)} has refused{said}"
    return "is missing"


def _why(one: Approval) -> str:
    """Why a yes that is there does not count."""
    return f"There is one that does not count: {one.why}. " if one.why else ""


def _field(one: Approval) -> str | None:
    """The one field that it is about."""
    return one.asked.fields[0] if len(one.asked.fields) == 1 and not one.asked.act else None
