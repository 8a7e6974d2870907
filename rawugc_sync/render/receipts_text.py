"""Receipts for a terminal, and for a spreadsheet."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from io import StringIO

from rawugc_sync.recording.receipt import Receipt
from rawugc_sync.render.commit import FEW, told
from rawugc_sync.render.style import Style
from rawugc_sync.render.table import table
from rawugc_sync.words.moment import moment

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
HEAD = ("address", "account", "time (UTC)", "commit", "approved by", "status")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet takes for the beginning of a formula, or for the end of a cell before one."""

Cells = tuple[str, str, str, str, str, str]


def cells_of(one: Receipt) -> Cells:
    """A receipt as texts under `HEAD`; not safe to show yet."""
    by = ", ".join(one.approved_by)
    return one.address, one.account, moment(one.at, None), told(one.commit, clean=one.clean), by, one.status


def receipts_text(receipts: Sequence[Receipt], style: Style, width: int) -> str:
    """A line each, those columns first that are never cut."""
    head = ("TIME", "STATUS", "ADDRESS", "ACCOUNT", "COMMIT", "APPROVED BY")
    return table(head, list(map(_line, receipts)), style, width)


def _line(one: Receipt) -> Sequence[str]:
    address, account, at, _, by, status = cells_of(one)
    return at, status, address, account, told(one.commit, clean=one.clean, digits=FEW), by


def receipts_csv(receipts: Sequence[Receipt]) -> str:
    """RFC 4180 with a header; times are ISO 8601 in UTC. No cell begins as a formula does."""
    out = StringIO()
    lines = csv.writer(out)
    lines.writerow(HEAD)
    for one in receipts:
        address, account, _, commit, by, status = cells_of(one)
        lines.writerow(map(_inert, (address, account, _iso(one), commit, by, status)))
    return out.getvalue()


def _inert(cell: str) -> str:
    """With an apostrophe before what a spreadsheet would carry out, which it takes for text then."""
    return f"'{cell}" if cell.startswith(_FORMULA) else cell


def _iso(one: Receipt) -> str:
    """The bare number where the calendar has no such day."""
    try:
        return (_EPOCH + timedelta(milliseconds=one.at)).strftime("%Y-%m-%dT%H:%M:%SZ")
    except OverflowError:
        return str(one.at)
