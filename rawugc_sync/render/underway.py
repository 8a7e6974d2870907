"""What a run waits for, in one line, and as JSON."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rawugc_sync.applying.underway import Underway
from rawugc_sync.words.count import count

_NAMED = 3
"""How many are told of by themselves, and how many of what one holds up; the others are counted."""


def underway_line(underway: Sequence[Underway]) -> str:
    """`Waiting for videos.a (vid_1): processing for 25 s, estimated 1-3 minutes, holds up posts.b.`"""
    told = "; ".join(_one(one) for one in underway[:_NAMED])
    return f"Waiting for {told}{_more(len(underway))}."


def underway_json(one: Underway) -> dict[str, Any]:
    """One object that is waited for; `held` are the addresses that wait for it."""
    return {
        "address": str(one.change.address),
        "id": one.id,
        "status": one.status,
        "elapsed_seconds": round(one.seconds, 1),
        "estimate": one.estimate,
        "held": [str(address) for address in one.held],
    }


def _one(one: Underway) -> str:
    parts = [f"{one.status or 'not ready'} for {one.seconds:.0f} s"]
    if one.estimate:
        parts.append(f"estimated {one.estimate}")
    if one.held:
        parts.append(f"holds up {', '.join(map(str, one.held[:_NAMED]))}{_more(len(one.held))}")
    return f"{one.change.address} ({one.id}): {', '.join(parts)}"


def _more(total: int) -> str:
    return f" and {count(total - _NAMED, 'other')}" if total > _NAMED else ""
