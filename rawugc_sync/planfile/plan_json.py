"""A plan as JSON in the shape of section 6 of the design, with Terraform's field names; and back."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from rawugc_sync.planfile.json_object import JsonObject
from rawugc_sync.render.diagnostics_text import diagnostic_json, source_json
from rawugc_sync.render.left_out import left_out_json
from rawugc_sync.words.actions import Action
from rawugc_sync.words.addresses import Address
from rawugc_sync.words.credits import Credits, amount
from rawugc_sync.words.diagnostics import Diagnostic, Severity, Source
from rawugc_sync.words.outputs import known_in
from rawugc_sync.words.planned import (
    Budget,
    Call,
    Carried,
    Change,
    FieldChange,
    LeftOut,
    NextPublic,
    Origin,
    Plan,
    StateInfo,
    Step,
    uploading,
)
from rawugc_sync.words.recorded import Applied
from rawugc_sync.words.uploads import Upload, plain, restored

FORMAT_VERSION = "1.0"


def to_json(plan: Plan) -> dict[str, Any]:
    """Plain dicts, lists, texts, numbers, booleans and None, every key always there.

    Beyond section 6: `bookkeeping` (what apply writes into the state with nothing sent), `history`
    ([unchanged, edited since]), a change's `note` and a diagnostic's `refusal` (a safety rule says no:
    exit 3).
    """
    return {
        "format_version": FORMAT_VERSION,
        "workspace": plan.workspace,
        "environment": plan.environment,
        "organization_id": plan.organization_id,
        "server": plan.server,
        "digest": plan.digest,
        "state": _state_json(plan.state),
        "summary": {str(action): count for action, count in plan.summary.items()},
        "budget": _budget_json(plan.budget),
        "resource_changes": [_change_json(change) for change in plan.changes],
        "diagnostics": list(_diagnostics_json(plan)),
        "history": list(plan.history),
        "bookkeeping": plan.bookkeeping,
        "left_out": [left_out_json(one) for one in plan.left_out],
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


def _change_json(change: Change) -> dict[str, Any]:
    return {
        "address": str(change.address),
        "type": change.address.collection,
        "name": change.address.key,
        "id": change.id,
        "previous_address": str(change.previous_address) if change.previous_address else None,
        "action_reason": change.action_reason,
        "digest": change.digest,
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
        "next_public": _next_public_json(change.next_public),
        "source": source_json(change.source),
        "note": change.note,
    }


def _next_public_json(next_public: NextPublic | None) -> dict[str, Any] | None:
    if next_public is None:
        return None
    return {
        "address": str(next_public.address),
        "at": next_public.at,
        "timezone": next_public.timezone,
    }


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
    yield from ({**diagnostic_json(d), "refusal": False} for d in plan.errors)
    yield from ({**diagnostic_json(d), "refusal": True} for d in plan.refusals)
    yield from ({**diagnostic_json(d), "refusal": False} for d in plan.diagnostics)


def from_json(data: object) -> Plan:
    """The plan that `to_json` wrote, as far as showing it goes: records, bases and calls' rules stay behind.

    Unknown keys are ignored; ValueError says what is malformed and where.
    """
    plan = JsonObject.of(data)
    if not plan.text("format_version").startswith("1."):
        raise ValueError(f"format_version should begin with 1., as {FORMAT_VERSION} does")
    changes = tuple(_change(change) for change in plan.objects("resource_changes"))
    diagnostics = [(d, _diagnostic(d)) for d in plan.objects("diagnostics")]
    refusals = tuple(found for d, found in diagnostics if d.values.get("refusal") is True)
    others = [found for d, found in diagnostics if d.values.get("refusal") is not True]
    return Plan(
        workspace=plan.text("workspace"),
        organization_id=plan.text_or_none("organization_id"),
        state=_state(plan.object("state")),
        changes=changes,
        unchanged=plan.object("summary").number("no-op") - sum(c.action.word == "no-op" for c in changes),
        budget=_budget(plan.object("budget")),
        diagnostics=tuple(d for d in others if d.severity is not Severity.ERROR),
        errors=tuple(d for d in others if d.severity is Severity.ERROR),
        refusals=refusals,
        history=_history(plan),
        bookkeeping=plan.number_or_none("bookkeeping") or 0,
        digest=plan.text("digest"),
        environment=plan.text_or_none("environment"),
        server=plan.text_or_none("server"),
        left_out=tuple(map(_left_out, plan.objects("left_out"))) if "left_out" in plan.values else (),
    )


def _left_out(one: JsonObject) -> LeftOut:
    return LeftOut(
        address=_address(one.text("address"), one.at("address")),
        waits_for=_addresses(one, "waits_for"),
        until=one.number_or_none("until"),
    )


def _state(state: JsonObject) -> StateInfo:
    applied = state.object("applied") if state.mapping_or_none("applied") else None
    return StateInfo(
        serial=state.number_or_none("serial"),
        lineage=state.text_or_none("lineage"),
        place=state.text_or_none("place"),
        applied=_applied(applied) if applied else None,
    )


def _applied(applied: JsonObject) -> Applied:
    return Applied(applied.text("at"), applied.text("by"), applied.text_or_none("commit"))


def _budget(budget: JsonObject) -> Budget:
    return Budget(
        reads=budget.number("reads"),
        writes=budget.number("writes"),
        credits=_amount(budget, "credits") or 0,
        unpriced=budget.number_or_none("credits_unknown") or 0,
        seconds=budget.number("seconds"),
    )


def _history(plan: JsonObject) -> tuple[int, int]:
    match plan.values.get("history", [0, 0]):
        case [int(unchanged), int(edited)]:
            return unchanged, edited
    raise ValueError("history should be a list of two numbers")


def _change(resource: JsonObject) -> Change:
    change = resource.object("change")
    importing = change.object("importing").text("id") if change.mapping_or_none("importing") else None
    return Change(
        address=_address(resource.text("address"), resource.at("address")),
        action=_action(resource, importing),
        id=resource.text_or_none("id"),
        before=restored(change.mapping_or_none("before")),
        after=restored(change.mapping_or_none("after")),
        after_unknown=change.mapping("after_unknown"),
        fields=tuple(_field(field) for field in resource.objects("fields")),
        steps=tuple(Step(call=_call(call)) for call in resource.objects("calls")),
        importing=importing,
        previous_address=_previous_address(resource),
        action_reason=resource.text_or_none("action_reason"),
        note=resource.text_or_none("note"),
        drift=resource.boolean("drift"),
        depends_on=_addresses(resource, "depends_on"),
        used_by=_addresses(resource, "used_by") if "used_by" in resource.values else (),
        next_public=_next_public(resource),
        source=_source(resource.object("source")),
        digest=resource.text("digest"),
    )


def _action(resource: JsonObject, importing: str | None) -> Action:
    change = resource.object("change")
    words, reason = change.texts("actions"), resource.text_or_none("action_reason")
    alike = [one for one in Action if one.terraform == words and one.adopts == bool(importing)]
    for action in sorted(alike, key=lambda one: one.reason is None):
        if action.reason in (None, reason):
            return action
    raise ValueError(f"{change.at('actions')} is not something that a plan does")


def _previous_address(resource: JsonObject) -> Address | None:
    text = resource.text_or_none("previous_address")
    return _address(text, resource.at("previous_address")) if text else None


def _next_public(resource: JsonObject) -> NextPublic | None:
    if resource.mapping_or_none("next_public") is None:
        return None
    next_public = resource.object("next_public")
    return NextPublic(
        address=_address(next_public.text("address"), next_public.at("address")),
        at=next_public.number("at"),
        timezone=next_public.text_or_none("timezone"),
    )


def _addresses(resource: JsonObject, key: str) -> tuple[Address, ...]:
    return tuple(_address(text, resource.at(key)) for text in resource.texts(key))


def _address(text: str, place: str) -> Address:
    try:
        return Address.parse(text)
    except ValueError:
        raise ValueError(f"{place} should be an address, such as personas.sensitive-skin") from None


def _field(field: JsonObject) -> FieldChange:
    origin = field.text_or_none("origin")
    if origin and origin not in list(Origin):
        raise ValueError(f"{field.at('origin')} should be git, live, both or null")
    carried = field.text_or_none("carried") if "carried" in field.values else None
    if carried and carried not in list(Carried):
        raise ValueError(f"{field.at('carried')} should be taken_over, lost or null")
    return FieldChange(
        path=field.text("path"),
        before=restored(field.values.get("before")),
        after=restored(field.values.get("after")),
        origin=Origin(origin) if origin else None,
        forces_replacement=field.boolean("forces_replacement"),
        known=field.boolean("known"),
        carried=Carried(carried) if carried else None,
    )


def _call(call: JsonObject) -> Call:
    if "file" in call.values:
        return uploading(_file(call.object("file")))
    body = restored(call.mapping_or_none("body"))
    credits = _amount(call, "credits") if "credits" in call.values else 0
    return Call(method=call.text("method"), path=call.text("path"), body=body, credits=credits)


def _amount(owner: JsonObject, key: str) -> Credits | None:
    value = owner.values.get(key)
    if value is not None and amount(value) is None:
        raise ValueError(f"{owner.at(key)} should be a number of credits")
    return amount(value)


def _file(file: JsonObject) -> Upload:
    return Upload(file.text("path"), file.text("sha256"), file.number("size"), file.text("contentType"))


def _diagnostic(diagnostic: JsonObject) -> Diagnostic:
    severity = diagnostic.text("severity")
    if severity not in list(Severity):
        raise ValueError(f"{diagnostic.at('severity')} should be error, warning or note")
    return Diagnostic(
        severity=Severity(severity),
        code=diagnostic.text("code"),
        summary=diagnostic.text("summary"),
        detail=diagnostic.text("detail"),
        address=diagnostic.text_or_none("address"),
        field=diagnostic.text_or_none("field"),
        source=_source(diagnostic.object("source")),
    )


def _source(source: JsonObject) -> Source | None:
    if not source.values:
        return None
    return Source(source.text("file"), source.number("line"), source.number("column"))
