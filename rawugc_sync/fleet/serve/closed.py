"""A page that there is not: with which status, and what it says instead."""

from __future__ import annotations

from collections.abc import Sequence
from http import HTTPStatus

from rawugc_sync.words.errors import RawugcError


class Closed(Exception):
    """`said` is for whoever wanted the page, sentence by sentence; it never says which links there are."""

    def __init__(self, status: HTTPStatus, *said: str) -> None:
        super().__init__(*said)
        self.status = status
        self.said = said


def refused(failed: RawugcError, status: HTTPStatus = HTTPStatus.FORBIDDEN) -> Closed:
    """What an error says, as such a page."""
    return Closed(status, *_sentences(failed))


def _sentences(failed: RawugcError) -> Sequence[str]:
    found = []
    for one in failed.diagnostics:
        subject = f"{one.address}: " if one.address else ""
        found.append(f"{subject}{one.summary}.")
    return found
