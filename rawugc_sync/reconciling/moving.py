"""Takes the approvals of a workspace along, where its state goes to another place."""

from __future__ import annotations

from dataclasses import replace

from rawugc_sync.approving.book import each_once
from rawugc_sync.approving.document import dump
from rawugc_sync.reconciling.approving import book_in
from rawugc_sync.reconciling.policy import roles_now
from rawugc_sync.words.recorded import State
from rawugc_sync.workspace.workspace import Workspace


def take_approvals(workspace: Workspace, state: State, url: str) -> str | None:
    """Add all that was said to what is there, with a state at `url`; where that is, None for nowhere else.

    What is there stays, and so does what is here. StateError when one of the places cannot be used.
    """
    address = roles_now(workspace, state).address
    here = workspace.approvals(address)
    if (kept := here.read()) is None:
        return None
    there = workspace.approvals(address, url)
    if there.place == here.place:
        return None
    said = book_in(workspace, here.place, kept)

    def added(data: bytes | None) -> bytes:
        if data is None:
            return dump(said)
        book = book_in(workspace, there.place, data)
        return dump(replace(book, entries=each_once((*book.entries, *said.entries))))

    there.append(added, f"Copy the approvals from {here.place}")
    return there.place
