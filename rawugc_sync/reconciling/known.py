"""Whether this version knows all that a state holds: else it must not be touched."""

from __future__ import annotations

from rawugc_sync.resources.resource_type import ResourceType
from rawugc_sync.words.addresses import Address
from rawugc_sync.words.errors import StateError
from rawugc_sync.words.recorded import Record, State
from rawugc_sync.workspace.workspace import Workspace


def check_known(workspace: Workspace, state: State | None) -> None:
    """StateError when the state holds what this version has no resource type or field for."""
    pending = {a: u.record for a, u in state.unresolved.items()} if state else {}
    gone = [(one.address, Record(one.id, one.fields)) for one in state.takedowns] if state else []
    held = [(address, one.record) for address, one in state.held.items()] if state else []
    for address, record in [*state.records.items(), *pending.items(), *gone, *held] if state else ():
        if strange := _strange(workspace.types.get(address.collection), address, record):
            raise StateError.of(
                "state-unknown",
                f"{workspace.keeper.place} holds {strange}, which this rawugc-sync does not know",
                "Upgrade rawugc-sync, or restore the state from version control or a backup.",
            )


def _strange(type_: ResourceType | None, address: Address, record: Record) -> str | None:
    if type_ is None:
        return str(address)
    for name, value in record.fields.items():
        if name not in type_.fields.traits:
            return f"{address}.{name}"
        if not type_.fields.fits(name, value):
            return f"a value of another kind at {address}.{name}"
    return None
