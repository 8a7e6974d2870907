"""A plan as JSON in the shape of section 6 of the design, with Terraform's field names."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from rawugc_sync.planfile.approvals import approval_json, policy_json
from rawugc_sync.planfile.pieces import whole
from rawugc_sync.render.diagnostics_text import diagnostic_json, source_json
from rawugc_sync.render.left_out import left_out_json
from rawugc_sync.words.budget import Budget
from rawugc_sync.words.calendar import Entry
from rawugc_sync.words.credits import Credits
from rawugc_sync.words.deadlines import Due
from rawugc_sync.words.names import name_of
from rawugc_sync.words.outputs import known_in
from rawugc_sync.words.planned import (
    Call,
    Change,
    FieldChange,
    Managed,
    NextPublic,
    Plan,
    StateInfo,
    StillPublic,
)
from rawugc_sync.words.provenance import Made
from rawugc_sync.words.recorded import Applied
from rawugc_sync.words.uploads import Content, Upload, plain

FORMAT_VERSION = "1.0"
PROVIDER = "rawugc-sync"
"""What Terraform calls the provider of a resource."""


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
        "resource_changes": rows(_change_json, plan.changes),
        "planned_values": {"root_module": {"resources": rows(_managed_json, plan.managed)}},
        "diagnostics": list(_diagnostics_json(plan)),
        "history": list(plan.history),
        "bookkeeping": plan.bookkeeping,
        "left_out": [left_out_json(one) for one in plan.left_out],
        "calendar": rows(_entry_json, plan.calendar),
        "contents": [_content_json(one) for one in plan.contents],
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


def _entry_json(entry: Entry) -> dict[str, Any]:
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


def _content_json(one: Content) -> dict[str, Any]:
    return {"sha256": one.sha256, "file": _file_json(one.file) if one.file else None, "url": one.url}


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


def _change_json(change: Change) -> dict[str, Any]:
    return {
        "address": str(change.address),
        "type": change.address.collection,
        "name": change.address.key,
        "mode": "managed",
        "provider_name": PROVIDER,
        "id": change.id,
        "previous_address": str(change.previous_address) if change.previous_address else None,
        "action_reason": change.action_reason,
        "digest": change.digest,
        "digest_name": name_of(change.digest),
        "author": change.written.author,
        "authors": None if change.written.authors is None else list(change.written.authors),
        "commit": change.written.commit,
        "decide_by": change.decide_by,
        "due": _due_json(change.due) if change.due else None,
        "change": {
            "actions": list(change.actions),
            "before": plain(change.before),
            "after": plain(known_in(change.after)) if change.after is not None else None,
            "after_unknown": plain(change.after_unknown),
            "importing": {"id": change.importing} if change.importing else None,
        },
        "credits": change.credits,
        "drift": change.drift,
        "fields": [_field_json(field) for field in change.fields],
        "calls": [_call_json(call) for call in change.calls],
        "depends_on": [str(one) for one in sorted({*change.depends_on, *change.goes_after})],
        "used_by": [str(address) for address in change.used_by],
        "next_public": _outing_json(change.next_public) if change.next_public else None,
        "still_public": [_still_public_json(one) for one in change.still_public],
        "source": source_json(change.source),
        "note": change.note,
    }


def _outing_json(one: NextPublic | Due) -> dict[str, Any]:
    """What goes out, and when."""
    return {"address": str(one.address), "at": one.at, "timezone": one.timezone}


def _due_json(due: Due) -> dict[str, Any]:
    return {**_outing_json(due), "otherwise": str(due.otherwise)}


def _still_public_json(one: StillPublic) -> dict[str, Any]:
    return {"address": str(one.address) if one.address else None, "id": one.id, "at": one.at}


def _field_json(field: FieldChange) -> dict[str, Any]:
    return {
        "path": field.path,
        "before": plain(field.before),
        "after": plain(field.after),
        "origin": str(field.origin) if field.origin else None,
        "forces_replacement": field.forces_replacement,
        "known": field.known,
        "carried": str(field.carried) if field.carried else None,
    }


def _call_json(call: Call) -> dict[str, Any]:
    if call.file is not None:
        return {"method": call.method, "path": call.path, "file": _file_json(call.file)}
    shown = {"method": call.method, "path": call.path, "body": plain(call.body)}
    return shown if call.credits == 0 else {**shown, "credits": call.credits}


def _file_json(file: Upload) -> dict[str, Any]:
    return {
        "path": file.path,
        "sha256": file.sha256,
        "size": file.size,
        "contentType": file.content_type,
    }


def _diagnostics_json(plan: Plan) -> Iterator[dict[str, Any]]:
    """What stops the plan first."""
    yield from ({**diagnostic_json(d), "refusal": False, "stops": True} for d in plan.errors)
    yield from ({**diagnostic_json(d), "refusal": True, "stops": True} for d in plan.refusals)
    yield from ({**diagnostic_json(d), "refusal": False, "stops": False} for d in plan.diagnostics)
