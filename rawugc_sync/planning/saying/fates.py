"""What becomes of objects that somebody else deleted, that we half replaced, or whose twin was lost."""

from __future__ import annotations

from collections.abc import Sequence

from rawugc_sync.words.addresses import Address
from rawugc_sync.words.diagnostics import Diagnostic, note, warning


def lost_twin(address: Address, lost: Address) -> Diagnostic:
    """The warning that a resource is not created while an equal create is unresolved."""
    summary = f"may be {lost} again, which may or may not have been created: it waits for that"
    return warning("unresolved", summary, "Settle the other one first.", address=str(address))


def let_go(address: Address, ids: Sequence[str]) -> Diagnostic:
    """The note that an object was forgotten for good, and how to take it over all the same."""
    summary = f"is not taken for {', '.join(ids)}, which is like it and was let go"
    lines = "\n".join(f"  - {{to: {address}, id: {id}}}" for id in ids)
    detail = f"To have it again instead of a new one (keep one line):\nimports:\n{lines}"
    return note("let-go", summary, detail, address=str(address))


def taken_back(address: Address, id: str, present: str) -> Diagnostic:
    """The note that an object comes back, and what becomes of the one that the resource has."""
    summary = f"is {id} again, and nothing is made anew; {present} is forgotten, not destroyed"
    return note("taken-back", summary, address=str(address))


def stays_deleted(address: Address) -> Diagnostic:
    """The warning that what was deleted outside git stays so."""
    return warning(
        "deleted-outside",
        "was deleted outside git and is not created again",
        f"Remove it from the manifests, or create it again with --recreate {address}.",
        address=str(address),
    )


def created_again(address: Address) -> Diagnostic:
    """The warning that what was deleted outside git comes back."""
    summary = "was deleted outside git and is created again"
    return warning("deleted-outside", summary, address=str(address))


def replacement_resumes(address: Address) -> Diagnostic:
    """The note that an interrupted replacement is finished."""
    summary = "its replacement was interrupted and is finished now"
    return note("replacing", summary, address=str(address))


def made_before(address: Address, names: Sequence[str]) -> Diagnostic:
    """The note that what is being generated is not what the manifests say any more."""
    return note(
        "generated-before",
        f"is still being generated, with another {', '.join(names)} than the manifests have by now",
        "It is waited for, and what needs it is held up. The next plan generates it anew, with its price.",
        address=str(address),
    )


def never_given(address: Address, names: Sequence[str]) -> Diagnostic:
    """The warning that an object is ready and lacks outputs that others refer to."""
    lacking = " and ".join(names)
    return warning(
        "no-output",
        f"is ready, and RawUGC gives no {lacking} of it: what needs that is held up",
        "Each plan looks again. Use something else in its place, or generate it once more: another take.",
        address=str(address),
    )


def adopted_before(address: Address, id: str, names: Sequence[str]) -> Diagnostic:
    """The note that a live object is taken over as it is, before what it is to show exists."""
    return note(
        "adopted-before",
        f"is {id}, which shows something else: its {' and '.join(names)} is not there yet",
        "It is taken over as it is. Once that is generated, the next plan makes it what the manifests say.",
        address=str(address),
    )
