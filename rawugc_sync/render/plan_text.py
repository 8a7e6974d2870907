"""A plan for people: what git changes, what that overwrites, what is in the way, what it takes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from urllib.parse import unquote

from rawugc_sync.render.field_kind import KindOf
from rawugc_sync.render.field_lines import Layout, field_lines
from rawugc_sync.render.field_rows import field_rows
from rawugc_sync.render.plan_ending import plan_ending
from rawugc_sync.render.safe import safe
from rawugc_sync.render.style import Style
from rawugc_sync.render.usage import usage_line
from rawugc_sync.words.planned import Action, Change, Plan

_FROM_GIT = "Changes that come from git"
_OVER_DASHBOARD = "Changes that overwrite or revert what someone changed in the dashboard"

_REASONS = {
    "delete_because_no_resource_config": "because it has left the manifests",
    "replace_because_cannot_update": "because a field changed that cannot be updated",
    "replace_by_request": "as requested",
    "deposed": "left behind by an interrupted replace",
    "history": "because it is published, and has left the manifests",
    "failed": "because it could not be published, and has left the manifests",
    "created_before": "because a create without an answer had made it",
    "gone": "because it is gone already",
    "removed_block": "because a removed block lets it go",
    "left_out": "because its collection is not managed in this environment",
    "import_block": "because an imports block names it",
}

_SENTENCES = {
    Action.CREATE: "will be created",
    Action.UPDATE: "will be updated in-place",
    Action.REPLACE: "must be replaced",
    Action.DELETE: "will be destroyed",
    Action.ADOPT: "will be adopted",
    Action.FORGET: "will be forgotten, not destroyed",
    Action.NO_OP: "stays as it is",
}


def plan_text(plan: Plan, style: Style, kinds: KindOf, width: int = 100, now: int | None = None) -> str:
    """The whole plan as section 6 of the design has it, without a final newline.

    `kinds` says how each field is shown, `width` is where long texts wrap. Symbols are Terraform's.
    `now` (Unix ms) is when an apply would begin; without it the plan does not say when that is done.
    """
    layout = Layout(style, width)
    over = [change for change in plan.changes if _loses_an_edit(change)]
    rest = [change for change in plan.changes if not _loses_an_edit(change)]
    parts = [
        *_part(_FROM_GIT if over else "", rest, kinds, layout),
        *_part(_OVER_DASHBOARD, over, kinds, layout),
        *plan_ending(plan, style, now),
    ]
    return "\n\n".join(parts)


def _loses_an_edit(change: Change) -> bool:
    return change.drift or any(field.loses_an_edit for field in change.fields)


def _part(heading: str, changes: Sequence[Change], kinds: KindOf, layout: Layout) -> Iterator[str]:
    if changes and heading:
        yield layout.style.bold(heading)
    for change in changes:
        rows = field_lines(field_rows(change, kinds), layout)
        yield "\n".join([*_header(change, layout.style), *rows])


def _header(change: Change, style: Style) -> Iterator[str]:
    place = f"  {style.dim(safe(f'{change.source.file}:{change.source.line}'))}" if change.source else ""
    yield f"  {style.bold(f'# {_sentence(change)}')}{place}"
    if change.action_reason:
        yield f"  # ({safe(_REASONS.get(change.action_reason, change.action_reason))})"
    if also := _also_deleted(change):
        yield f"  # (together with {safe(', '.join(also))}, left behind by an interrupted replace)"
    if change.previous_address and change.action is not Action.NO_OP:
        yield f"  # (moved from {safe(str(change.previous_address))})"
    if usage := usage_line(change):
        yield f"  # {usage}"
    known = change.importing or change.id
    yield f"{_symbol(change, style)} {safe(str(change.address))}" + (f" [id={safe(known)}]" if known else "")
    if change.note:
        yield f"      {style.warn(f'! {safe(change.note)}')}"


def _also_deleted(change: Change) -> list[str]:
    """The ids that a delete removes beside its own, as its calls have them."""
    if change.action is not Action.DELETE:
        return []
    ids = [unquote(call.path.rpartition("/")[2]) for call in change.calls if call.method == "DELETE"]
    return [id for id in ids if id != change.id]


def _sentence(change: Change) -> str:
    address = safe(str(change.address))
    if change.action is Action.NO_OP and change.previous_address:
        return f"{safe(str(change.previous_address))} has moved to {address}"
    if change.action is Action.CREATE and "forget" in change.actions:
        return f"{address} will be created anew, and the old one forgotten"
    if change.action is Action.ADOPT and "update" in change.actions:
        return f"{address} will be adopted and updated in-place"
    return f"{address} {_SENTENCES[change.action]}"


def _symbol(change: Change, style: Style) -> str:
    """Right-aligned in three cells; a replacement shows in which order it goes."""
    if change.action is Action.REPLACE:
        delete_first = change.actions[0] == "delete"
        minus, plus = style.destroy("-"), style.add("+")
        return f"{minus}/{plus}" if delete_first else f"{plus}/{minus}"
    symbols = {
        Action.CREATE: style.add("+"),
        Action.UPDATE: style.change("~"),
        Action.DELETE: style.destroy("-"),
        Action.ADOPT: style.adopt("→"),
        Action.FORGET: style.adopt("."),
        Action.NO_OP: " ",
    }
    return "  " + symbols[change.action]
