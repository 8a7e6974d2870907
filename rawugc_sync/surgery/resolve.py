"""Settles an unresolved create as a person says: `state resolve`."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from math import ceil

from rawugc_sync.planning.look import payment
from rawugc_sync.reading.read import read_one
from rawugc_sync.surgery.settled import Done
from rawugc_sync.words.addresses import Address
from rawugc_sync.words.errors import InvalidInput
from rawugc_sync.words.hints import did_you_mean
from rawugc_sync.words.recorded import State, Unresolved
from rawugc_sync.workspace.workspace import Workspace

ON_ITS_WAY = 60
"""Seconds for which a create that was not answered may still land."""


def seconds_left(state: State | None, text: str, now: int) -> int:
    """For how long the create at address `text` may still land (`now`: Unix ms); InvalidInput without one."""
    _, pending = _pending(state, text)
    left = ON_ITS_WAY - (now - pending.sent_at) / 1000
    return min(max(0, ceil(left)), ON_ITS_WAY)


def resolve(workspace: Workspace, state: State | None, text: str, id: str | None) -> Done:
    """Take the object `id` into the state as the one at address `text`, or drop the create.

    InvalidInput when nothing is unresolved there, or no live object is `id`; Refused when that is of
    another organization. Only with the lock held.
    """
    address, pending = _pending(state, text)
    assert state is not None
    left = {other: create for other, create in state.unresolved.items() if other != address}
    settled = replace(state, serial=state.serial + 1, unresolved=left)
    if id is not None:
        settled = _with_adopted(workspace, settled, address, pending, id)
    workspace.keeper.write(settled, f"Resolve {address}")
    if id is not None:
        return Done((f"{address} is {id} from now on.",), state.organization_id)
    line = f"{address} is no longer unresolved. While it is in the manifests, the next apply creates it."
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
    with closing(workspace.reader()) as reader:
        live = read_one(reader, type_, id, state, workspace.config.organization).live
    records = {**state.records, address: replace(pending.record, id=id)}
    paid = payment(type_, pending, live) if id not in pending.known else None
    return replace(state, records=records, spending=state.spending.after(paid) if paid else state.spending)
