"""`state rm`: recorded objects let go of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from rawugc_sync.surgery.move import untouched
from rawugc_sync.surgery.settled import Done, known_addresses, meant, unknown_address
from rawugc_sync.words.addresses import Address
from rawugc_sync.words.count import count
from rawugc_sync.words.diagnostics import Diagnostic, error, warning
from rawugc_sync.words.errors import InvalidInput, Refused
from rawugc_sync.words.recorded import State, Unresolved
from rawugc_sync.workspace.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Dropping:
    """The addresses that are to leave a state; `everything` when the whole brand is handed over."""

    state: State
    addresses: tuple[Address, ...]
    everything: bool

    @property
    def lines(self) -> tuple[str, ...]:
        """Each address with its id."""
        return tuple(f"{address}  {self._what(address)}" for address in self.addresses)

    def _what(self, address: Address) -> str:
        record = self.state.records.get(address)
        return record.id if record else "held" if address in self.state.held else "unresolved"


def to_drop(
    workspace: Workspace, state: State | None, texts: Sequence[str], *, allow_older: bool
) -> Dropping:
    """The named addresses, or without any all that the state has. Only with the lock held.

    InvalidInput for one that the state does not have, Refused for one that is unresolved and in an
    older checkout.
    """
    state = meant(workspace, state, allow_older=allow_older)
    known = known_addresses(state)
    if not texts:
        return Dropping(state, tuple(sorted(known.values())), everything=True)
    if wrong := [unknown_address(text, known) for text in texts if text not in known]:
        raise InvalidInput(wrong)
    chosen = sorted({known[text] for text in texts})
    if unresolved := [
        _unresolved(address, state.unresolved[address]) for address in chosen if address in state.unresolved
    ]:
        raise Refused(unresolved)
    return Dropping(state, tuple(chosen), everything=False)


def drop(workspace: Workspace, dropping: Dropping) -> Done:
    """Drop addresses from the state; what is live stays. Only with the lock held."""
    if not dropping.addresses:
        return Done(("The state is empty already.",), dropping.state.organization_id)
    state = dropping.state
    gone = frozenset(dropping.addresses)
    records = {a: record for a, record in state.records.items() if a not in gone}
    unresolved = {a: create for a, create in state.unresolved.items() if a not in gone}
    held = {a: one for a, one in state.held.items() if a not in gone}
    moved = untouched(state, gone)
    after = replace(
        state, serial=state.serial + 1, records=records, unresolved=unresolved, moved=moved, held=held
    )
    number = len(dropping.addresses)
    workspace.keeper.write(after, f"Let go of {count(number, 'address', 'addresses')}")
    handed = ("The brand is handed over.",) if dropping.everything else ()
    summary = (
        *(f"  . {line}" for line in dropping.lines),
        *handed,
        f"{count(number, 'address has', 'addresses have')} left the state. Nothing was deleted.",
        "What is still in the manifests, the next apply adopts by its natural key, or creates.",
    )
    left_behind = (remark for address in dropping.addresses for remark in _left_behind(state, address))
    return Done(summary, state.organization_id, tuple(left_behind))


def _unresolved(address: Address, lost: Unresolved) -> Diagnostic:
    return error(
        "unresolved",
        f"{lost.doubt}, which has to be settled first",
        f"Look into the dashboard. Then say so: rawugc-sync state resolve {address} "
        "--adopt ID (it is there), --recreate (it is not), or --forget.",
        address=str(address),
    )


def _left_behind(state: State, address: Address) -> list[Diagnostic]:
    """What nobody takes care of any more."""
    record, lost = state.records.get(address), state.unresolved.get(address)
    deposed = {*(record.deposed if record else ()), *(lost.record.deposed if lost else ())}
    remarks = []
    if ids := sorted(deposed - {record.id if record else ""}):
        summary = f"its old object was still to be deleted, and nobody will: {', '.join(ids)}"
        detail = "Delete it in the dashboard, if it is there."
        remarks.append(warning("deposed", summary, detail, address=str(address)))
    if address in state.held:
        summary = "was held, and is not put back any more"
        detail = "If it is to go out, the next apply creates it as the manifests have it."
        remarks.append(warning("held", summary, detail, address=str(address)))
    if lost:
        summary = "may or may not have been created, and is no longer looked for"
        detail = "Look into the dashboard, before the next apply creates it again."
        remarks.append(warning("unresolved", summary, detail, address=str(address)))
    return remarks
