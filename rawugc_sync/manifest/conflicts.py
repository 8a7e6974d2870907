"""Marks that git leaves where two sides changed the same lines."""

from __future__ import annotations

import re
from itertools import islice

from rawugc_sync.manifest.limits import MAX_ERRORS
from rawugc_sync.manifest.nodes import Document
from rawugc_sync.words.diagnostics import Diagnostic, error

MARKER = re.compile(r"^(?:<{7}|>{7}|[|]{7})(?: .*)?$", re.MULTILINE)


def conflict_markers(document: Document) -> list[Diagnostic]:
    """An error for each place where a conflict begins; all else in the file is its consequence."""
    if "<<<<<<<" not in document.text and ">>>>>>>" not in document.text:
        return []
    starts = [m.start() for m in MARKER.finditer(document.text) if m[0].startswith("<")]
    first = MARKER.search(document.text)
    places = starts or ([first.start()] if first else [])
    return [_conflict(document, at) for at in islice(places, MAX_ERRORS)]


def _conflict(document: Document, at: int) -> Diagnostic:
    summary = "git left a merge conflict here"
    detail = "Keep one side, or what is right of both, and remove the lines with <<<, === and >>>."
    return error("conflict", summary, detail, **document.at(*document.place(at)))
