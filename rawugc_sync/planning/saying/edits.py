"""What a plan says of paid edits that do not simply follow on those that are there."""

from __future__ import annotations

from collections.abc import Sequence

from rawugc_sync.words.addresses import Address
from rawugc_sync.words.diagnostics import Diagnostic, error, note


def edited_again(address: Address, id: str, names: Sequence[str]) -> Diagnostic:
    """The note that edits begin from the original once more; without any, it is that again."""
    stays = "what was drawn stays in its version"
    summary = f"gets its {' and '.join(names)} from the original {id} on, for {stays}"
    summary = summary if names else f"is the original {id} again, for nothing: {stays}"
    return note("edited-again", summary, address=str(address))


def edits_replace(address: Address, names: Sequence[str]) -> Diagnostic:
    """The note that changed edits take a new object."""
    summary = (
        f"is generated once more for its {' and '.join(names)}: its versions have no ids of their own, "
        "so that RawUGC would draw over what is there"
    )
    return note("edits-replace", summary, address=str(address))


def edited_otherwise(address: Address, id: str, names: Sequence[str]) -> Diagnostic:
    """The refusal to take over an object whose last version has what nobody asked for."""
    wanted = " and ".join(names)
    return error(
        "edited-otherwise",
        f"could be {id}, which was edited in another way: RawUGC would draw its {wanted} over that",
        f"To have it generated, say that it is another one:\nimports:\n  - {{to: {address}, not: [{id}]}}\n"
        f"To take it as it is, leave out {wanted}.",
        address=str(address),
    )
