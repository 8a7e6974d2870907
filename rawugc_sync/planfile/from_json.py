"""The way back from a plan in JSON, as far as showing it goes."""

from __future__ import annotations

from rawugc_sync.planfile.approvals import approval_of, policy_of
from rawugc_sync.planfile.to_json import FORMAT_VERSION
from rawugc_sync.recording.change_of import (
    address_of,
    address_or_none_of,
    addresses_of,
    amount_of,
    change_of,
    content_of,
)
from rawugc_sync.recording.diagnostics import diagnostic_of
from rawugc_sync.recording.json_object import JsonObject
from rawugc_sync.words.budget import Budget
from rawugc_sync.words.calendar import Entry, Fate
from rawugc_sync.words.diagnostics import Severity
from rawugc_sync.words.planned import (
    LeftOut,
    Managed,
    Plan,
    StateInfo,
)
from rawugc_sync.words.provenance import Made
from rawugc_sync.words.recorded import Applied
from rawugc_sync.words.uploads import restored


def from_json(data: object) -> Plan:
    """The plan that `to_json` wrote, as far as showing it goes: records, bases and calls' rules stay behind.

    Unknown keys are ignored; ValueError says what is malformed and where.
    """
    plan = JsonObject.of(data)
    if not plan.text("format_version").startswith("1."):
        raise ValueError(f"format_version should begin with 1., as {FORMAT_VERSION} does")
    contents = tuple(map(content_of, plan.objects("contents"))) if "contents" in plan.values else ()
    files = {one.sha256: one.file for one in contents if one.file is not None}
    changes = tuple(change_of(change, files) for change in plan.objects("resource_changes"))
    written = plan.object_or_none("policy")
    policy = policy_of(written) if written else None
    asked = plan.objects("approvals") if "approvals" in plan.values else ()
    diagnostics = [(d, diagnostic_of(d)) for d in plan.objects("diagnostics")]
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
        calendar=tuple(map(entry_of, plan.objects("calendar"))) if "calendar" in plan.values else (),
        contents=contents,
        policy=policy,
        approvals=tuple(approval_of(one, changes, policy) for one in asked),
    )


def _made(plan: JsonObject) -> Made:
    made = plan.object_or_none("made")
    if made is None:
        return Made()
    return Made(
        at=made.number_or_none("at"),
        author=made.text_or_none("author"),
        commit=made.text_or_none("commit"),
        link=made.text_or_none("link"),
    )


def _managed(plan: JsonObject) -> tuple[Managed, ...]:
    values = plan.object_or_none("planned_values")
    if values is None:
        return ()
    resources = values.object("root_module").objects("resources")
    return tuple(
        Managed(address_of(one.text("address"), one.at("address")), restored(one.mapping("values")))
        for one in resources
    )


def entry_of(one: JsonObject) -> Entry:
    """What `entry_json` wrote; ValueError."""
    return Entry(
        fate=one.one_of("fate", Fate),
        address=address_or_none_of(one),
        id=one.text_or_none("id"),
        at=one.number_or_none("at"),
        was=one.number_or_none("was"),
        timezone=one.text_or_none("timezone"),
        accounts=tuple(one.texts("accounts")),
        platforms_only=one.boolean("platforms_only"),
        is_public=one.boolean("is_public"),
        text=one.text("text"),
    )


def _left_out(one: JsonObject) -> LeftOut:
    return LeftOut(
        address=address_of(one.text("address"), one.at("address")),
        waits_for=addresses_of(one, "waits_for"),
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
        credits=amount_of(budget, "credits") or 0,
        unpriced=budget.number_or_none("credits_unknown") or 0,
        seconds=budget.number("seconds"),
    )


def _history(plan: JsonObject) -> tuple[int, int]:
    match plan.values.get("history", [0, 0]):
        case [int(unchanged), int(edited)]:
            return unchanged, edited
    raise ValueError("history should be a list of two numbers")


def _stops(diagnostic: JsonObject) -> bool:
    """Whether it keeps its plan from being carried out; before that was written down, every error did."""
    return diagnostic.values.get("stops", diagnostic.text("severity") == Severity.ERROR) is True
