"""Who uses what a change touches, in one line."""

from __future__ import annotations

from rawugc_sync.render.safe import safe
from rawugc_sync.words.moment import moment
from rawugc_sync.words.planned import Change, NextPublic

_NAMED = 5
"""How many users are named; the others are counted."""


def usage_line(change: Change) -> str | None:
    """`used by products.x, posts.y; next public Tue 2026-12-01 09:00 UTC (posts.y)`; None without a user."""
    if not change.used_by:
        return None
    named = ", ".join(safe(str(address)) for address in change.used_by[:_NAMED])
    more = len(change.used_by) - _NAMED
    return f"used by {named}{f', and {more} more' if more > 0 else ''}{_when(change.next_public)}"


def _when(next_public: NextPublic | None) -> str:
    if next_public is None:
        return ""
    when = moment(next_public.at, next_public.timezone)
    return f"; next public {safe(when)} ({safe(str(next_public.address))})"
