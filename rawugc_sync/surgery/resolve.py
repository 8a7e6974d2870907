"""Settles an unresolved create, or edit, as a person says: `state resolve`."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import closing
from dataclasses import replace
from math import ceil

from rawugc_sync.planning import editing
from rawugc_sync.planning.look import payment, payment_of_edit
from rawugc_sync.planning.pricing import Prices
from rawugc_sync.reading.read import read_one
from rawugc_sync.surgery.settled import Done
from rawugc_sync.words.addresses import Address
from rawugc_sync.words.errors import InvalidInput
from rawugc_sync.words.hints import did_you_mean
from rawugc_sync.words.recorded import LostEdit, State, Unresolved
from rawugc_sync.workspace.workspace import Workspace

ON_ITS_WAY = 60
"""Seconds for which a create that was not answered may still land."""


def seconds_left(state: State | None, text: str, now: int) -> int:
    """For how long what is lost at address `text` may still land (`now`: Unix ms); else InvalidInput."""
    _, pending = _pending(state, text)
    left = ON_ITS_WAY - (now - pending.sent_at) / 1000
    return min(max(0, ceil(left)), ON_ITS_WAY)


def resolve(workspace: Workspace, state: State | None, text: str, id: str | None) -> Done:
    """Take the object `id` into the state as the one at address `text`, or drop the create.

    Of an edit, `id` is that of the version that it has made. InvalidInput when nothing is unresolved there,
    or no live object or version is `id`; Refused when that is of another organization. Only with the lock
    held.
    """
    address, pending = _pending(state, text)
    assert state is not None
    left = {other: create for other, create in state.unresolved.items() if other != address}
    settled = replace(state, serial=state.serial + 1, unresolved=left)
    if id is not None:
        settled = _with_adopted(workspace, settled, address, pending, id)
    workspace.keeper.write(settled, f"Resolve {address}")
    if id is not None:
        what = f"has its {pending.edit.field}, as version {id}" if pending.edit else f"is {id}"
        return Done((f"{address} {what} from now on.",), state.organization_id)
    again = f"makes its {pending.edit.field}" if pending.edit else "creates it"
    line = f"{address} is no longer unresolved. While it is in the manifests, the next apply {again}."
    return Done((line,), state.organization_id)


def _pending(state: State | None, text: str) -> tuple[Address, Unresolved]:
    known = {str(address): address for address in state.unresolved} if state else {}
    if state is None or text not in known:
        hint = did_you_mean(text, known, f"Unresolved are: {', '.join(known) or 'none'}.")
        raise InvalidInput.of("unknown-address", f"nothing is unresolved at {text}", hint)
    return known[text], state.unresolved[known[text]]


def _with_adopted(
    workspace: Workspace, state: State, address: Address, pending: Unresolved, id: str
) -> State:
    """The state with the object, and with what it has cost: nobody has heard the answer that told it."""
    type_ = workspace.types[address.collection]
    object_id = pending.record.id if pending.edit else id
    with closing(workspace.reader()) as reader:
        live = read_one(reader, type_, object_id, state, workspace.config.organization).live
    record = replace(pending.record, id=id)
    if pending.edit is not None:
        found = editing.named(type_, pending, state.records[address], live, id)
        if found is None:
            raise _no_version(pending.edit, object_id, id, editing.made(type_, pending, live))
        record = found
    prices = Prices(workspace.config.prices, state.spending.prices)
    if pending.edit is not None:
        paid = payment_of_edit(type_, pending, prices)
    else:
        paid = payment(type_, pending, live) if id not in pending.known else None
    spending = state.spending.after(paid) if paid else state.spending
    held = {other: one for other, one in state.held.items() if other != address}
    return replace(state, records={**state.records, address: record}, spending=spending, held=held)


def _no_version(edit: LostEdit, object_id: str, id: str, known: Iterable[str]) -> InvalidInput:
    ids = " or ".join(dict.fromkeys(known))
    summary = f"{object_id} has no version {id} above {edit.above} that is of {edit.field}"
    detail = f"It has {ids}." if ids else "RawUGC shows none. If it was not made, say --recreate or --forget."
    return InvalidInput.of("no-such-version", summary, detail)
