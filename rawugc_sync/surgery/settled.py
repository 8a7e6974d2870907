"""What every operation on the state begins and ends with."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from rawugc_sync.reconciling.deliberate import insist
from rawugc_sync.words.addresses import Address
from rawugc_sync.words.diagnostics import Diagnostic, error
from rawugc_sync.words.errors import StateError
from rawugc_sync.words.hints import did_you_mean
from rawugc_sync.words.recorded import State
from rawugc_sync.workspace.workspace import Workspace


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


def known_addresses(state: State) -> dict[str, Address]:
    return {str(address): address for address in (*state.records, *state.unresolved, *state.held)}


def meant(workspace: Workspace, state: State | None, *, allow_older: bool) -> State:
    """The state that surgery is done to: there has to be one, so none of it is a first run."""
    state = existing(state, workspace)
    insist(workspace.circumstances, state, allow_older=allow_older)
    return state
