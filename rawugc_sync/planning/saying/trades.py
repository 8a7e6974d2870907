"""Refusals of keys that change places without a `moved` block."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rawugc_sync.planning.inputs import World
from rawugc_sync.planning.trades import trades_of
from rawugc_sync.resources.resource_type import ResourceType
from rawugc_sync.words.diagnostics import Diagnostic, error
from rawugc_sync.words.planned import Change


def traded(world: World, type_: ResourceType, changes: Sequence[Change]) -> Iterator[Diagnostic]:
    """A refusal for each that becomes equal to another, where only the keys may be others."""
    trades = trades_of(world, type_, changes)
    for new, old in sorted(trades.pairs.items()):
        if blocks := trades.blocks(new):
            told = "\n".join(f"  - {{from: {one}, to: {to}}}" for one, to in blocks)
            yield error(
                "rename",
                f"becomes equal to {old}, which is live until its own change: is only the key another?",
                f"If so, write it down, and nothing is deleted:\nmoved:\n{told}",
                address=str(new),
            )
