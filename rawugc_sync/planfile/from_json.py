"""The way back from a plan in JSON, as far as showing it goes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias

from rawugc_sync.planfile.approvals import approval_of, policy_of
from rawugc_sync.planfile.json_object import JsonObject
from rawugc_sync.planfile.to_json import FORMAT_VERSION
from rawugc_sync.words.actions import Action
from rawugc_sync.words.addresses import Address
from rawugc_sync.words.budget import Budget
from rawugc_sync.words.calendar import Entry, Fate
from rawugc_sync.words.credits import Credits, amount
from rawugc_sync.words.deadlines import Due, Otherwise
from rawugc_sync.words.diagnostics import Diagnostic, Severity, Source
from rawugc_sync.words.planned import (
    Call,
    Carried,
    Change,
    FieldChange,
    LeftOut,
    Managed,
    NextPublic,
    Origin,
    Plan,
    StateInfo,
    Step,
    StillPublic,
    uploading,
)
from rawugc_sync.words.provenance import Made, Written
from rawugc_sync.words.recorded import Applied
from rawugc_sync.words.uploads import Content, Upload, restored

Files: TypeAlias = Mapping[str, Upload]
"""SHA-256 → the file that has the content."""


def from_json(data: object) -> Plan:
    """The plan that `to_json` wrote, as far as showing it goes: records, bases and calls' rules stay behind.

    Unknown keys are ignored; ValueError says what is malformed and where.
    """
    plan = JsonObject.of(data)
    if not plan.text("format_version").startswith("1."):
        raise ValueError(f"format_version should begin with 1., as {FORMAT_VERSION} does")
    contents = tuple(map(_content, plan.objects("contents"))) if "contents" in plan.values else ()
    files = {one.sha256: one.file for one in contents if one.file is not None}
    changes = tuple(_change(change, files) for change in plan.objects("resource_changes"))
    policy = policy_of(plan.object("policy")) if plan.mapping_or_none("policy") is not None else None
    asked = plan.objects("approvals") if "approvals" in plan.values else ()
    diagnostics = [(d, _diagnostic(d)) for d in plan.objects("diagnostics")]
    refusals = tuple(found for d, found in diagnostics if d.values.get("refusal") is True)
    others = [(_stops(d), found) for d, found in diagnostics if d.values.get("refusal") is not True]
    return Plan(
        workspace=plan.text("workspace"),
        organization_id=plan.text_or_none("organization_id"),
        state=_state(plan.object("state")),
        changes=changes,
        unchanged=plan.object("summary").number("no-op") - sum(c.action.word == "no-op" for c in changes),
        budget=_budget(plan.object("budget")),
        diagnostics=tuple(found for stops, found in others if not stops),
        errors=tuple(found for stops, found in others if stops),
        refusals=refusals,
        history=_history(plan),
        bookkeeping=plan.number_or_none("bookkeeping") or 0,
        digest=plan.text("digest"),
        environment=plan.text_or_none("environment"),
        server=plan.text_or_none("server"),
        left_out=tuple(map(_left_out, plan.objects("left_out"))) if "left_out" in plan.values else (),
        made=_made(plan),
        managed=_managed(plan),
        calendar=tuple(map(_entry, plan.objects("calendar"))) if "calendar" in plan.values else (),
        contents=contents,
        policy=policy,
        approvals=tuple(approval_of(one, changes, policy) for one in asked),
    )


def _made(plan: JsonObject) -> Made:
    if plan.mapping_or_none("made") is None:
        return Made()
    made = plan.object("made")
    return Made(
        at=made.number_or_none("at"),
        author=made.text_or_none("author"),
        commit=made.text_or_none("commit"),
        link=made.text_or_none("link"),
    )


def _managed(plan: JsonObject) -> tuple[Managed, ...]:
    if plan.mapping_or_none("planned_values") is None:
        return ()
    resources = plan.object("planned_values").object("root_module").objects("resources")
    return tuple(
        Managed(_address(one.text("address"), one.at("address")), restored(one.mapping("values")))
        for one in resources
    )


def _entry(one: JsonObject) -> Entry:
    fate = one.text("fate")
    if fate not in list(Fate):
        raise ValueError(f"{one.at('fate')} should be one of {', '.join(Fate)}")
    return Entry(
        address=_address_or_none(one),
        id=one.text_or_none("id"),
        fate=Fate(fate),
        at=one.number_or_none("at"),
        was=one.number_or_none("was"),
        timezone=one.text_or_none("timezone"),
        accounts=tuple(one.texts("accounts")),
        platforms_only=one.boolean("platforms_only"),
        is_public=one.boolean("is_public"),
        text=one.text("text"),
    )


def _content(one: JsonObject) -> Content:
    file = _file(one.object("file")) if one.mapping_or_none("file") else None
    return Content(one.text("sha256"), file, one.text_or_none("url"))


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


def _change(resource: JsonObject, files: Files) -> Change:
    """What it leads to names its files, as a plan has it that was just made; what was before does not."""
    change = resource.object("change")
    importing = change.object("importing").text("id") if change.mapping_or_none("importing") else None
    return Change(
        address=_address(resource.text("address"), resource.at("address")),
        action=_action(resource, importing),
        id=resource.text_or_none("id"),
        before=restored(change.mapping_or_none("before")),
        after=restored(change.mapping_or_none("after"), files),
        after_unknown=change.mapping("after_unknown"),
        fields=tuple(_field(field, files) for field in resource.objects("fields")),
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
        written=_written(resource),
        decide_by=resource.number_or_none("decide_by"),
        due=_due(resource),
        still_public=_still_public(resource),
        digest=resource.text("digest"),
    )


def _written(resource: JsonObject) -> Written:
    told = resource.values.get("authors") is not None
    authors = tuple(resource.texts("authors")) if told else None
    return Written(resource.text_or_none("author"), resource.text_or_none("commit"), authors)


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


def _due(resource: JsonObject) -> Due | None:
    if resource.mapping_or_none("due") is None:
        return None
    due = resource.object("due")
    otherwise = due.text("otherwise")
    if otherwise not in list(Otherwise):
        raise ValueError(f"{due.at('otherwise')} should be one of {', '.join(Otherwise)}")
    return Due(
        address=_address(due.text("address"), due.at("address")),
        at=due.number("at"),
        timezone=due.text_or_none("timezone"),
        otherwise=Otherwise(otherwise),
    )


def _still_public(resource: JsonObject) -> tuple[StillPublic, ...]:
    shown = resource.objects("still_public") if "still_public" in resource.values else ()
    return tuple(
        StillPublic(_address_or_none(one), one.text("id"), one.number_or_none("at")) for one in shown
    )


def _address_or_none(one: JsonObject) -> Address | None:
    text = one.text_or_none("address")
    return _address(text, one.at("address")) if text else None


def _addresses(resource: JsonObject, key: str) -> tuple[Address, ...]:
    return tuple(_address(text, resource.at(key)) for text in resource.texts(key))


def _address(text: str, place: str) -> Address:
    try:
        return Address.parse(text)
    except ValueError:
        raise ValueError(f"{place} should be an address, such as personas.sensitive-skin") from None


def _field(field: JsonObject, files: Files) -> FieldChange:
    origin = field.text_or_none("origin")
    if origin and origin not in list(Origin):
        raise ValueError(f"{field.at('origin')} should be git, live, both or null")
    carried = field.text_or_none("carried") if "carried" in field.values else None
    if carried and carried not in list(Carried):
        raise ValueError(f"{field.at('carried')} should be taken_over, lost or null")
    return FieldChange(
        path=field.text("path"),
        before=restored(field.values.get("before")),
        after=restored(field.values.get("after"), files),
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


def _stops(diagnostic: JsonObject) -> bool:
    """Whether it keeps its plan from being carried out; before that was written down, every error did."""
    return diagnostic.values.get("stops", diagnostic.text("severity") == Severity.ERROR) is True


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
        rule=diagnostic.text_or_none("rule"),
    )


def _source(source: JsonObject) -> Source | None:
    if not source.values:
        return None
    return Source(source.text("file"), source.number("line"), source.number("column"))
