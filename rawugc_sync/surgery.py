"""Surgery on the state that sends nothing: `state mv` and `state rm`."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from rawugc_sync.deliberate import insist
from rawugc_sync.diagnostics import Diagnostic, error, note, warning
from rawugc_sync.errors import InvalidInput, Refused, StateError
from rawugc_sync.hints import did_you_mean
from rawugc_sync.manifest.blocks import KEY
from rawugc_sync.model import Address, Renaming, State
from rawugc_sync.workspace import Workspace

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Done:
    """What was done to the state of an organization, in lines for people, and what to know beside it."""

    lines: tuple[str, ...]
    organization_id: str | None
    remarks: tuple[Diagnostic, ...] = ()


def existing(state: State | None, workspace: Workspace) -> State:
    """The state; StateError when there is none yet."""
    if state is None:
        place = workspace.keeper.place
        raise StateError.of("no-state", f"there is no state yet at {place}", "The first apply writes one.")
    return state


def unknown_address(text: str, known: Iterable[str]) -> Diagnostic:
    """The error for an address that the state does not have."""
    hint = did_you_mean(text, known, "rawugc-sync state list shows them all.")
    return error("unknown-address", f"the state has no {text}", hint)


def _known(state: State) -> dict[str, Address]:
    return {str(address): address for address in (*state.records, *state.unresolved)}


def _settled(workspace: Workspace, *, allow_older: bool) -> State:
    """The state that surgery is done to: there has to be one, so none of it is a first run."""
    state = existing(workspace.keeper.settle(), workspace)
    insist(workspace.circumstances, state, allow_older=allow_older)
    return state


# -- mv


def moved(workspace: Workspace, old_text: str, new_text: str, *, allow_older: bool) -> Done:
    """Rename an address in the state. Only with the lock held.

    InvalidInput when it cannot be, Refused in an older checkout.
    """
    state = _settled(workspace, allow_older=allow_older)
    known = _known(state)
    if old_text not in known:
        raise InvalidInput(unknown_address(old_text, known))
    old = known[old_text]
    new = _free(state, old, new_text)
    records, unresolved = _renamed(state.records, old, new), _renamed(state.unresolved, old, new)
    moved = _untouched(state, (old, new))
    after = replace(state, serial=state.serial + 1, records=records, unresolved=unresolved, moved=moved)
    workspace.keeper.write(after, f"Move {old} to {new}")
    lines = (f"{old} is {new} from now on.",)
    return Done(lines, state.organization_id, _after_move(workspace, old, new))


def _free(state: State, old: Address, text: str) -> Address:
    """The address that `old` may become."""
    collection, _, key = text.partition(".")
    if collection != old.collection:
        detail = f"Write {old.collection}.KEY: what is live stays in its collection."
        raise InvalidInput.of("other-collection", f"{text} is not an address of {old.collection}", detail)
    if not KEY.fullmatch(key):
        detail = "Use lower-case letters, digits, - and _, beginning with a letter or digit."
        raise InvalidInput.of("bad-key", f"{key!r} cannot be a key", detail)
    new = Address(collection, key)
    if new in state.records or new in state.unresolved:
        detail = f"Take another one, or let go of what is there: rawugc-sync state rm {new}"
        raise InvalidInput.of("address-taken", f"the state has {new} already", detail)
    return new


def _untouched(state: State, addresses: Collection[Address]) -> frozenset[Renaming]:
    """The renamings that a block has made, but those of these addresses: they are open again."""
    return frozenset(pair for pair in state.moved if not set(pair) & set(addresses))


def _renamed(entries: Mapping[Address, T], old: Address, new: Address) -> dict[Address, T]:
    return {new if address == old else address: entry for address, entry in entries.items()}


def _after_move(workspace: Workspace, old: Address, new: Address) -> tuple[Diagnostic, ...]:
    """What the manifests should have by now, where they have something else."""
    manifests = workspace.manifests()
    rename = f"Before that, the key {old.key} has to become {new.key} there."
    if manifests.errors:
        summary = f"the manifests have errors, so it was not looked up whether they say {new} yet"
        return (note("manifests-broken", summary, "rawugc-sync validate lists the errors."),)
    if old in manifests.desired:
        lost = "" if new in manifests.desired else f", and {new} as removed"
        summary = f"is still in the manifests: the next apply takes it as new{lost}"
        return (manifests.placed(warning("still-in-manifests", summary, rename, address=str(old))),)
    if new not in manifests.desired:
        summary = "is not in the manifests: the next apply takes it as removed"
        return (warning("not-in-manifests", summary, "Write it there before that.", address=str(new)),)
    return ()


# -- rm


@dataclass(frozen=True, slots=True)
class Leaving:
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
        return record.id if record else "unresolved"


def leaving(workspace: Workspace, texts: Sequence[str], *, allow_older: bool) -> Leaving:
    """The named addresses, or without any all that the state has. Only with the lock held.

    InvalidInput for one that the state does not have, Refused for one that is unresolved and in an
    older checkout.
    """
    state = _settled(workspace, allow_older=allow_older)
    known = _known(state)
    if not texts:
        return Leaving(state, tuple(sorted(known.values())), everything=True)
    if wrong := [unknown_address(text, known) for text in texts if text not in known]:
        raise InvalidInput(wrong)
    chosen = sorted({known[text] for text in texts})
    if unresolved := [_unresolved(address) for address in chosen if address in state.unresolved]:
        raise Refused(unresolved)
    return Leaving(state, tuple(chosen), everything=False)


def dropped(workspace: Workspace, leaving: Leaving) -> Done:
    """Drop addresses from the state; what is live stays. Only with the lock held."""
    if not leaving.addresses:
        return Done(("The state is empty already.",), leaving.state.organization_id)
    state = leaving.state
    gone = frozenset(leaving.addresses)
    records = {a: record for a, record in state.records.items() if a not in gone}
    unresolved = {a: create for a, create in state.unresolved.items() if a not in gone}
    moved = _untouched(state, gone)
    after = replace(state, serial=state.serial + 1, records=records, unresolved=unresolved, moved=moved)
    count = len(leaving.addresses)
    workspace.keeper.write(after, f"Let go of {count} {'address' if count == 1 else 'addresses'}")
    handed = ("The brand is handed over.",) if leaving.everything else ()
    summary = (
        *(f"  . {line}" for line in leaving.lines),
        *handed,
        f"{count} {'address has' if count == 1 else 'addresses have'} left the state. Nothing was deleted.",
        "What is still in the manifests, the next apply adopts by its natural key, or creates.",
    )
    left_behind = (remark for address in leaving.addresses for remark in _left_behind(state, address))
    return Done(summary, state.organization_id, tuple(left_behind))


def _unresolved(address: Address) -> Diagnostic:
    return error(
        "unresolved",
        "may or may not have been created, which has to be settled first",
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
    if lost:
        summary = "may or may not have been created, and is no longer looked for"
        detail = "Look into the dashboard, before the next apply creates it again."
        remarks.append(warning("unresolved", summary, detail, address=str(address)))
    return remarks
