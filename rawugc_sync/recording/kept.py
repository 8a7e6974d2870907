"""Runs and receipts as they lie in their documents; what cannot be understood is never passed over."""

from __future__ import annotations

from rawugc_sync.recording.document import Row, broken_in, rows_in
from rawugc_sync.recording.receipt import Receipt, receipt_of
from rawugc_sync.recording.run import Run
from rawugc_sync.recording.runs import run_of
from rawugc_sync.words.documents import RECEIPTS, RUNS, Whose


def run_in(row: Row, place: str) -> Run:
    """A run that is kept. StateError when it cannot be understood."""
    try:
        return run_of(row)
    except ValueError as broken:
        raise broken_in(place, RUNS, broken) from None


def receipts_in(data: bytes | None, place: str, whose: Whose) -> list[Receipt]:
    """Every receipt. StateError as for all documents, and when one cannot be understood."""
    try:
        return [receipt_of(row) for row in rows_in(data, place, RECEIPTS, whose)]
    except ValueError as broken:
        raise broken_in(place, RECEIPTS, broken) from None
