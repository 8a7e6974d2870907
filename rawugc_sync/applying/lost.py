"""What may or may not have happened: a call that costs or creates, and whose answer was lost."""

from __future__ import annotations

from dataclasses import replace

from rawugc_sync.applying.ledger import Ledger
from rawugc_sync.planning.look import Found
from rawugc_sync.words.errors import ApiError, BadAnswer, StateError
from rawugc_sync.words.planned import Change
from rawugc_sync.words.recorded import Unresolved

BETWEEN_LOOKS = 10.0
"""Seconds between two looks: a list may show a new object late."""


class Lost(Exception):
    """A create or an edit that may have happened. `unsaved` is why that could not be written down."""

    def __init__(
        self, cause: ApiError, attempt: Unresolved, found: Found, unknown: ApiError | None = None
    ) -> None:
        """`unknown` is how it was lost, where what ends the search has another `cause`."""
        super().__init__(str(cause))
        self.cause = cause
        self.attempt = replace(attempt, exists=was_accepted(unknown or cause))
        self.found = found
        self.unsaved: StateError | None = None


def written_down(ledger: Ledger, change: Change, lost: Lost) -> Lost:
    """What is lost of a change, put down; it says itself if it could not be."""
    try:
        ledger.lost(change, lost.attempt)
    except StateError as failed:
        lost.unsaved = failed
    return lost


def was_accepted(unknown: ApiError) -> bool:
    """Whether a 2xx has come: then it happened, however unreadable the rest of the answer was."""
    return isinstance(unknown, BadAnswer) and unknown.status in range(200, 300)
