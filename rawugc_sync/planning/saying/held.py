"""What a plan says of what is held, and of what does not come back."""

from __future__ import annotations

from rawugc_sync.resources.accounts import UnknownAccount
from rawugc_sync.words.addresses import Address
from rawugc_sync.words.diagnostics import Diagnostic, note, warning
from rawugc_sync.words.moment import minute
from rawugc_sync.words.planned import HELD


def nothing() -> Diagnostic:
    """The note that there is nothing to put back."""
    return note(HELD, "nothing is held, so nothing is put back")


def left_alone(address: Address, at: int, *, still_there: bool) -> Diagnostic:
    """That a resource is held since `at` (Unix ms); a warning where its object is `still_there`."""
    if still_there:
        summary = "was to be held, and is still live: the hold has not come to it"
        return warning(HELD, summary, "Run rawugc-sync hold again, or resume.", address=str(address))
    summary = f"is held since {minute(at)}: it was deleted, and is left alone"
    detail = "rawugc-sync resume puts it back, unless its time has passed by then."
    return note(HELD, summary, detail, address=str(address))


def half_back(address: Address) -> Diagnostic:
    """The warning that nobody knows whether a resume that was interrupted has put something back."""
    summary = "may or may not have been put back when a resume was interrupted, and is left alone"
    return warning(HELD, summary, "Run rawugc-sync resume again: it looks for it.", address=str(address))


def stays_held(address: Address, unknown: UnknownAccount) -> Diagnostic:
    """The warning that something cannot be put back, for an account of it is not connected any more."""
    detail = (
        "It stays held, and the rest is put back. Connect the account again, and run rawugc-sync resume; or "
        f"name another one in the manifests, let go of it with rawugc-sync state rm {address}, and apply."
    )
    return warning("unknown-account", str(unknown), detail, address=str(address))


def given_up(address: Address) -> Diagnostic:
    """The note that what is held is not put back, because everything is destroyed."""
    return note(HELD, "is held, and is let go: it was deleted before", address=str(address))


def never_left(address: Address) -> Diagnostic:
    """The note that the hold never deleted an object, which is managed again."""
    return note(HELD, "was never deleted, and is managed again; nothing is sent", address=str(address))


def went_out(address: Address) -> Diagnostic:
    """The warning that an object went out before the hold came to it."""
    return warning("got-out", "went out before it could be held, and is managed again", address=str(address))


def missed(address: Address) -> Diagnostic:
    """The warning that the time of what was held has passed."""
    return warning(
        "missed",
        "has missed its time while it was held, and is not put back",
        "Give it another time in the manifests, and apply; or remove it there.",
        address=str(address),
    )
