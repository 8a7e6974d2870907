"""A plan as JSON in the shape of section 6 of the design, with Terraform's field names."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from rawugc_sync.planfile.approvals import approval_json, policy_json
from rawugc_sync.planfile.pieces import whole
from rawugc_sync.recording.change_json import PROVIDER, change_json, content_json
from rawugc_sync.recording.diagnostics import diagnostic_json
from rawugc_sync.render.left_out import left_out_json
from rawugc_sync.words.budget import Budget
from rawugc_sync.words.calendar import Entry
from rawugc_sync.words.credits import Credits
from rawugc_sync.words.outputs import known_in
from rawugc_sync.words.planned import (
    Managed,
    Plan,
    StateInfo,
)
from rawugc_sync.words.provenance import Made
from rawugc_sync.words.recorded import Applied
from rawugc_sync.words.uploads import plain

FORMAT_VERSION = "1.0"


def to_json(plan: Plan, rows: Callable[[Callable[[Any], Any], Iterable[Any]], Any] = whole) -> dict[str, Any]:
    """Plain dicts, lists, texts, numbers, booleans and None, every key always there.

    `rows` makes the lists that grow with the workspace, which as `Rows` are never there at once.

    Beyond section 6: `bookkeeping` (what apply writes into the state with nothing sent), `history`
    ([unchanged, edited since]), a change's `note`, and a diagnostic's `refusal` (a rule says no: exit 3)
    and `stops` (the plan cannot be carried out).
    """
    return {
        "format_version": FORMAT_VERSION,
        "workspace": plan.workspace,
        "environment": plan.environment,
        "organization_id": plan.organization_id,
        "server": plan.server,
        "digest": plan.digest,
        "name": plan.name,
        "decide_by": plan.decide_by,
        "made": _made_json(plan.made),
        "state": _state_json(plan.state),
        "summary": {str(action): count for action, count in plan.summary.items()},
        "budget": _budget_json(plan.budget),
        "policy": policy_json(plan.policy) if plan.policy else None,
        "approvals": [approval_json(one) for one in plan.approvals],
        "resource_changes": rows(change_json, plan.changes),
        "planned_values": {"root_module": {"resources": rows(_managed_json, plan.managed)}},
        "diagnostics": list(_diagnostics_json(plan)),
        "history": list(plan.history),
        "bookkeeping": plan.bookkeeping,
        "left_out": [left_out_json(one) for one in plan.left_out],
        "calendar": rows(entry_json, plan.calendar),
        "contents": [content_json(one) for one in plan.contents],
    }


def _made_json(made: Made) -> dict[str, Any]:
    return {"at": made.at, "author": made.author, "commit": made.commit, "link": made.link}


def _managed_json(one: Managed) -> dict[str, Any]:
    return {
        "address": str(one.address),
        "mode": "managed",
        "type": one.address.collection,
        "name": one.address.key,
        "provider_name": PROVIDER,
        "values": plain(known_in(one.values)),
    }


def entry_json(entry: Entry) -> dict[str, Any]:
    """An entry of the calendar."""
    return {
        "address": str(entry.address) if entry.address else None,
        "id": entry.id,
        "fate": str(entry.fate),
        "at": entry.at,
        "was": entry.was,
        "timezone": entry.timezone,
        "accounts": list(entry.accounts),
        "platforms_only": entry.platforms_only,
        "is_public": entry.is_public,
        "text": entry.text,
    }


def _state_json(state: StateInfo) -> dict[str, Any]:
    return {
        "serial": state.serial,
        "lineage": state.lineage,
        "place": state.place,
        "applied": _applied_json(state.applied) if state.applied else None,
    }


def _applied_json(applied: Applied) -> dict[str, str | None]:
    return {"at": applied.at, "by": applied.by, "commit": applied.commit}


def _budget_json(budget: Budget) -> dict[str, Credits]:
    return {
        "requests": budget.requests,
        "reads": budget.reads,
        "writes": budget.writes,
        "credits": budget.credits,
        "credits_unknown": budget.unpriced,
        "seconds": budget.seconds,
    }


def _diagnostics_json(plan: Plan) -> Iterator[dict[str, Any]]:
    """What stops the plan first."""
    yield from ({**diagnostic_json(d), "refusal": False, "stops": True} for d in plan.errors)
    yield from ({**diagnostic_json(d), "refusal": True, "stops": True} for d in plan.refusals)
    yield from ({**diagnostic_json(d), "refusal": False, "stops": False} for d in plan.diagnostics)
