"""One change as a fold: what happens in its summary, and below it when, why, for whom, and what differs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rawugc_sync.render.deciding import deadline
from rawugc_sync.render.field_kind import KindOf
from rawugc_sync.render.plan_text import REASONS, also_deleted, file_line, loses_an_edit, price, uploads
from rawugc_sync.review.headline import publishes_at_once
from rawugc_sync.review.markdown.fields import fields_markdown
from rawugc_sync.review.markdown.fitting import Item, Rank
from rawugc_sync.review.markdown.verbatim import code, plain_address, sentence
from rawugc_sync.words.actions import Action
from rawugc_sync.words.addresses import Address
from rawugc_sync.words.credits import told
from rawugc_sync.words.moment import moment
from rawugc_sync.words.planned import Change, StillPublic

_NAMED = 5
"""How many others are named; the rest of them is counted."""
_ODD = "something with an odd name"
_NO_FIELDS = "What differs is left out here."
_NO_DETAILS = "Its details are left out here."


def fold(change: Change, kinds: KindOf) -> Item:
    """The whole change; shorter without what differs, and at the shortest just what happens."""
    remarks = "\n".join(f"- {remark}" for remark in _remarks(change))
    fields = fields_markdown(change, kinds)
    whole = _folded(change, remarks, fields)
    forms = (_folded(change, _NO_DETAILS), _folded(change, remarks, _NO_FIELDS))
    shorter = sorted((form for form in forms if len(form) < len(whole)), key=len)
    return Item(whole, Rank.CHANGE, "change", tuple(shorter), _weight(change))


def _folded(change: Change, *details: str) -> str:
    opening = f"<details><summary>{_summary(change)}</summary>"
    return "\n\n".join(part for part in (opening, *details, "</details>") if part)


def _weight(change: Change) -> tuple[int, ...]:
    """What cannot be taken back first; among equals, what has to be decided first."""
    action = change.action
    grave = (
        action.deletes or publishes_at_once(change),
        loses_an_edit(change),
        change.decide_by is not None,
        action.updates,
        action.creates,
        True,
    )
    return grave.index(True), change.decide_by or 0


def _summary(change: Change) -> str:
    """Our own words, and addresses that nothing can come out of: in here is HTML, and no code span."""
    told_of = (change.address, change.previous_address or change.address)
    address, previous = (plain_address(one) or _ODD for one in told_of)
    happens = change.action.sentence.format(address=address, previous=previous)
    cost = told(change.known_credits, len(change.unpriced))
    parts = [
        f"{change.action.symbol} {happens}".strip(),
        *(["PUBLISHES AT ONCE"] if publishes_at_once(change) else []),
        *([price(change, cost)] if cost else []),
    ]
    return ", ".join(parts)


def _remarks(change: Change) -> Iterator[str]:
    if plain_address(change.address) is None:
        yield f"Its address: {code(str(change.address))}"
    if change.note:
        yield f"**Note:** {code(change.note)}"
    yield from _times(change)
    yield from _reasons(change)
    yield from (f"Uploads {code(file_line(file))}" for file in uploads(change))
    yield from _origin(change)


def _times(change: Change) -> Iterator[str]:
    if decided := deadline(change):
        yield f"Decide by {code(decided.by)}.<br>{sentence(decided.otherwise)}"
    public = change.next_public
    if public is not None:
        yield f"Next public {code(moment(public.at, public.timezone))} in {code(str(public.address))}"
    if change.used_by:
        yield f"Used by {_several([code(str(one)) for one in change.used_by])}"
    if change.still_public:
        out = _several([_out(one) for one in change.still_public])
        yield f"Published already, and keeps the old words: {out}"


def _several(named: Sequence[str]) -> str:
    more = len(named) - _NAMED
    return ", ".join(named[:_NAMED]) + (f" and {more} more" if more > 0 else "")


def _out(one: StillPublic) -> str:
    since = f" since {code(moment(one.at, None))}" if one.at is not None else ""
    return f"{code(str(one.address) if one.address else one.id)}{since}"


def _reasons(change: Change) -> Iterator[str]:
    reason = change.action_reason
    if reason:
        said = REASONS.get(reason)
        yield f"{said[0].upper()}{said[1:]}" if said else f"Because: {code(reason)}"
    if also := also_deleted(change):
        yield f"Together with {_several([code(id) for id in also])}, left behind by an interrupted replace"
    previous: Address | None = change.previous_address
    if previous is not None and (change.action is not Action.MOVE or plain_address(previous) is None):
        yield f"Moved from {code(str(previous))}"


def _origin(change: Change) -> Iterator[str]:
    if change.source:
        yield f"In {code(f'{change.source.file}:{change.source.line}')}"
    written = change.written
    if written.author:
        commit = f", commit {code(written.commit[:12])}" if written.commit else ", not committed yet"
        yield f"Written by {code(written.author)}{commit}"
    if known := change.importing or change.id:
        yield f"Its id in RawUGC: {code(known)}"
