"""Takes a live object that a person names into the state: `import ADDRESS ID`."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import replace

from rawugc_sync.api.pacing import Delay
from rawugc_sync.planning.saying.remarks import import_mismatch
from rawugc_sync.planning.taking import mismatch, taken
from rawugc_sync.reading.read import read_one
from rawugc_sync.reconciling.deliberate import insist
from rawugc_sync.reconciling.world import wanted
from rawugc_sync.surgery.settled import Done
from rawugc_sync.words.addresses import Address, of_collection
from rawugc_sync.words.desired import Desired
from rawugc_sync.words.diagnostics import Diagnostic, error
from rawugc_sync.words.errors import InvalidInput, Refused
from rawugc_sync.words.hints import did_you_mean
from rawugc_sync.words.outputs import pending_in
from rawugc_sync.words.recorded import Record, State
from rawugc_sync.workspace.workspace import Workspace


def import_one(
    workspace: Workspace,
    state: State | None,
    text: str,
    id: str,
    on_wait: Callable[[Delay], None],
    *,
    allow_older: bool,
    first_run: bool,
) -> Done:
    """Take the object `id` into the state as the one at address `text`; one read and nothing else is sent.

    InvalidInput when one of the two is unknown or taken, Refused when the object cannot be this
    resource or is not ours to manage, or the run has to be meant. Only with the lock held.
    """
    insist(workspace.circumstances, state, allow_older=allow_older, first_run=first_run)
    manifests = workspace.valid_manifests()
    desired = _written(wanted(manifests, state), text)
    if state is not None and _is_there(state, desired, id):
        return Done((f"{desired.address} is {id} already.",), state.organization_id)
    if unknown := _not_generated(desired, state.records if state else {}):
        raise Refused(list(map(manifests.placed, unknown)))
    type_ = workspace.types[desired.address.collection]
    with closing(workspace.reader(on_wait)) as reader:
        found = read_one(reader, type_, id, state, workspace.config.organization)
    if wrong := mismatch(type_, desired, found.live):
        mismatches = [import_mismatch(desired, found.live, name, value) for name, value in wrong.items()]
        raise Refused([manifests.placed(one) for one in mismatches])
    record = taken(type_, desired, found.live)
    after = _with(state, desired, record, found.organization_id)
    workspace.keeper.write(after, f"Import {desired.address}")
    return Done(_lines(desired, record), after.organization_id)


def _written(wishes: Mapping[Address, Desired], text: str) -> Desired:
    known = {str(address): desired for address, desired in wishes.items()}
    if text not in known:
        hint = did_you_mean(text, known)
        detail = f"{hint} Write it first, or let rawugc-sync pull write what is live.".lstrip()
        raise InvalidInput.of("unknown-address", f"the manifests have no {text}", detail)
    return known[text]


def _not_generated(desired: Desired, records: Mapping[Address, Record]) -> list[Diagnostic]:
    """What the manifest refers to and nobody knows: nothing live can be compared with that."""
    return [
        error(
            "not-generated",
            f"needs {one}, and the state has no {one.address} that is generated",
            "rawugc-sync plan says what becomes of that."
            if one.address in records
            else f"Take that into the state first: rawugc-sync import {one.address} ID, or the next apply.",
            address=str(desired.address),
            field=name,
        )
        for name, value in desired.fields.items()
        for one in dict.fromkeys(pending_in(value))
    ]


def _is_there(state: State, desired: Desired, id: str) -> bool:
    """Whether the state has it so already; raises what forbids the import."""
    address = desired.address
    if address in state.unresolved:
        detail = f"If it is {id}: rawugc-sync state resolve {address} --adopt {id}"
        summary = f"{state.unresolved[address].doubt}, which has to be settled first"
        raise Refused.of("unresolved", summary, detail, address=str(address))
    if address in state.held:
        detail = f"Put it back: rawugc-sync resume. Or let go of it: rawugc-sync state rm {address}"
        raise InvalidInput.of("address-taken", "is held", detail, address=str(address))
    record = state.records.get(address)
    if record is not None and record.id == id:
        return True
    if record is not None:
        detail = f"To let go of that one, which stays: rawugc-sync state rm {address}"
        raise InvalidInput.of("address-taken", f"is {record.id} already", detail, address=str(address))
    for other, one in of_collection(address.collection, state.records).items():
        if id in one.ids:
            raise InvalidInput(_taken(other, one, desired, id))
    return False


def _taken(other: Address, record: Record, desired: Desired, id: str) -> Diagnostic:
    if id in record.deposed:
        detail = f"The next apply deletes it. To let go of both: rawugc-sync state rm {other}"
        return error("id-taken", f"{id} is an old object of {other}, which has been replaced", detail)
    detail = f"If it was renamed: rawugc-sync state mv {other} {desired.address}"
    return error("id-taken", f"{id} is {other} already", detail)


def _with(state: State | None, desired: Desired, record: Record, organization_id: str | None) -> State:
    before = state or State(str(uuid.uuid4()))
    return replace(
        before,
        serial=before.serial + 1,
        organization_id=before.organization_id or organization_id,
        records={**before.records, desired.address: record},
        let_go=before.let_go - {(desired.address.collection, record.id)},
    )


def _lines(desired: Desired, record: Record) -> tuple[str, ...]:
    unverified = (
        (f"Taken as the manifest has it, for nothing live can be compared: {', '.join(names)}.",)
        if (names := sorted(record.unverified))
        else ()
    )
    return (
        f"{desired.address} is {record.id} from now on.",
        *unverified,
        "rawugc-sync plan shows what the manifests change in it.",
    )
