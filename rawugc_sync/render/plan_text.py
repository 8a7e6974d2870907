"""A plan for people: what git changes, what that overwrites, what is in the way, what it takes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from urllib.parse import unquote

from rawugc_sync.render.deciding import deadline
from rawugc_sync.render.field_kind import KindOf
from rawugc_sync.render.field_lines import Layout, field_lines
from rawugc_sync.render.field_rows import field_rows
from rawugc_sync.render.plan_ending import plan_ending
from rawugc_sync.render.safe import safe
from rawugc_sync.render.style import Style
from rawugc_sync.render.usage import usage_line
from rawugc_sync.words.actions import Action
from rawugc_sync.words.credits import told
from rawugc_sync.words.planned import Change, Plan
from rawugc_sync.words.uploads import Upload

FROM_GIT = "Changes that come from git"
OVER_DASHBOARD = "Changes that overwrite or revert what someone changed in the dashboard"

REASONS: Mapping[str, str] = {
    "delete_because_no_resource_config": "because it has left the manifests",
    "replace_because_cannot_update": "because a field changed that cannot be updated",
    "replace_by_request": "as requested",
    "deposed": "left behind by an interrupted replace",
    "history": "because it is published, and has left the manifests",
    "failed": "because it has failed, and has left the manifests",
    "created_before": "because a create without an answer had made it",
    "held": "because it is held",
    "resumed": "because it was held, and is put back",
    "pending": "because it was not ready when it was last looked at",
    "gone": "because it is gone already",
    "removed_block": "because a removed block lets it go",
    "undeletable": "because RawUGC cannot delete it: it stays there",
    "left_out": "because its collection is not managed in this environment",
    "import_block": "because an imports block names it",
}
"""The reasons that a change can have, in words."""


def plan_text(plan: Plan, style: Style, kinds: KindOf, width: int = 100, now: int | None = None) -> str:
    """The whole plan as section 6 of the design has it, without a final newline.

    `kinds` says how each field is shown, `width` is where long texts wrap. Symbols are Terraform's; spoken,
    there are none.
    `now` (Unix ms) is when an apply would begin; without it the plan does not say when that is done.
    """
    return "\n\n".join([*changes_parts(plan, style, kinds, width), *plan_ending(plan, style, now)])


def changes_parts(plan: Plan, style: Style, kinds: KindOf, width: int) -> Iterator[str]:
    """Paragraphs for the changes alone, those that go over an edit from the dashboard under a heading."""
    layout = Layout(style, width)
    over = [change for change in plan.changes if loses_an_edit(change)]
    rest = [change for change in plan.changes if not loses_an_edit(change)]
    yield from _part(FROM_GIT if over else "", rest, kinds, layout)
    yield from _part(OVER_DASHBOARD, over, kinds, layout)


def loses_an_edit(change: Change) -> bool:
    """Whether somebody's edit in the dashboard is gone afterwards, whichever field that was in."""
    return change.drift or any(field.loses_an_edit for field in change.fields)


def _part(heading: str, changes: Sequence[Change], kinds: KindOf, layout: Layout) -> Iterator[str]:
    if changes and heading:
        yield layout.style.bold(heading)
    for change in changes:
        rows = field_lines(field_rows(change, kinds), layout)
        yield "\n".join([*_header(change, layout.style), *rows])


def _header(change: Change, style: Style) -> Iterator[str]:
    lead = "" if style.spoken else "# "
    place = f"  {style.dim(safe(f'{change.source.file}:{change.source.line}'))}" if change.source else ""
    yield f"  {style.bold(f'{lead}{_sentence(change)}')}{place}"
    yield from (f"  {lead}{line}" for line in _remarks(change))
    yield from _identity(change, style)
    if change.note:
        yield f"      {style.warn(safe(change.note) if style.spoken else f'! {safe(change.note)}')}"


def _identity(change: Change, style: Style) -> Iterator[str]:
    """The address behind its symbol, and the id; spoken, the id alone: the sentence has said the rest."""
    known = change.importing or change.id
    if not style.spoken:
        id = f" [id={safe(known)}]" if known else ""
        yield f"{_symbol(change, style)} {safe(str(change.address))}{id}"
    elif known:
        yield f"      id {safe(known)}"


def _remarks(change: Change) -> Iterator[str]:
    """Why, what from, who uses it, until when, and what it costs: a line each."""
    if change.action_reason:
        yield f"({safe(REASONS.get(change.action_reason, change.action_reason))})"
    if also := also_deleted(change):
        yield f"(together with {safe(', '.join(also))}, left behind by an interrupted replace)"
    if change.previous_address and change.action is not Action.MOVE:
        yield f"(moved from {safe(str(change.previous_address))})"
    if usage := usage_line(change):
        yield usage
    if decided := deadline(change):
        yield f"decide by {safe(decided.by)}"
    yield from (f"(uploads {safe(file_line(file))})" for file in uploads(change))
    if cost := told(change.known_credits, len(change.unpriced)):
        yield f"({price(change, cost)})"


def price(change: Change, cost: str) -> str:
    """`costs 12 credits`; `cost` is what its calls cost as a whole."""
    return f"costs {cost}" if change.known_credits or len(change.unpriced) > 1 else "price not known"


def uploads(change: Change) -> list[Upload]:
    """The files that it uploads, in order."""
    return [call.file for call in change.calls if call.file is not None]


def file_line(file: Upload) -> str:
    """`photos/front.png, 1.2 MB`."""
    return f"{file.path}, {file.told_size}"


def also_deleted(change: Change) -> list[str]:
    """The ids that a delete removes beside its own, as its calls have them."""
    if change.action is not Action.DELETE:
        return []
    ids = [unquote(call.path.rpartition("/")[2]) for call in change.calls if call.method == "DELETE"]
    return [id for id in ids if id != change.id]


def _sentence(change: Change) -> str:
    address, previous = safe(str(change.address)), safe(str(change.previous_address))
    return change.action.sentence.format(address=address, previous=previous)


def _symbol(change: Change, style: Style) -> str:
    """Right-aligned in three cells; a replacement shows in which order it goes."""
    colours = {"+": style.add, "-": style.destroy, "~": style.change, "→": style.adopt, ".": style.adopt}
    symbol = change.action.symbol
    coloured = "".join(colours[sign](sign) if sign in colours else sign for sign in symbol)
    return " " * (3 - len(symbol)) + coloured
