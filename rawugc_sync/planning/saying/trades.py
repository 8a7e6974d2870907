"""Refusals of what changes places, so that none of it can go first."""

from __future__ import annotations

from collections.abc import Iterator

from rawugc_sync.planning.trades import Trades
from rawugc_sync.words.diagnostics import Diagnostic, error


def traded(trades: Trades) -> Iterator[Diagnostic]:
    """A refusal for each that becomes equal to another one before that one's own change, or for good."""
    for new, old in sorted(trades.out):
        summary = f"becomes equal to {old}, which is published already: it would be out twice"
        way_out = "Give it another time, or take it out of the manifests."
        yield error("rename", summary, way_out, address=str(new))
    for (new, old), circle in trades.circles.items():
        blocks = "\n".join(f"  - {{from: {one}, to: {to}}}" for to, one in circle)
        written = (
            f"If only the keys change places, write it down:\nmoved:\n{blocks}\nElse a" if circle else "A"
        )
        yield error(
            "rename",
            f"becomes equal to {old}, which is live until its own change: for a while both would be",
            f"{written}pply one of them with another time first.",
            address=str(new),
        )
