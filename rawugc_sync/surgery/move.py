"""`state mv`: a recorded object under another address."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import TypeVar

from rawugc_sync.manifest.blocks import KEY
from rawugc_sync.surgery.settled import Done, known_addresses, meant, unknown_address
from rawugc_sync.words.addresses import Address
from rawugc_sync.words.desired import Renaming
from rawugc_sync.words.diagnostics import Diagnostic, note, warning
from rawugc_sync.words.errors import InvalidInput
from rawugc_sync.words.recorded import State
from rawugc_sync.workspace.workspace import Workspace

T = TypeVar("T")


def move(
    workspace: Workspace, state: State | None, old_text: str, new_text: str, *, allow_older: bool
) -> Done:
    """Rename an address in the state. Only with the lock held.

    InvalidInput when it cannot be, Refused in an older checkout.
    """
    state = meant(workspace, state, allow_older=allow_older)
    known = known_addresses(state)
    if old_text not in known:
        raise InvalidInput(unknown_address(old_text, known))
    old = known[old_text]
    new = _free(state, old, new_text)
    records, unresolved = _renamed(state.records, old, new), _renamed(state.unresolved, old, new)
    moved, held = untouched(state, (old, new)), _renamed(state.held, old, new)
    after = replace(
        state, serial=state.serial + 1, records=records, unresolved=unresolved, moved=moved, held=held
    )
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
    if str(new) in known_addresses(state):
        detail = f"Take another one, or let go of what is there: rawugc-sync state rm {new}"
        raise InvalidInput.of("address-taken", f"the state has {new} already", detail)
    return new


def untouched(state: State, addresses: Collection[Address]) -> frozenset[Renaming]:
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
