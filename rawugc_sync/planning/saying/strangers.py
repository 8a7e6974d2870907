"""Blocks about an address that nothing knows: most likely it is misspelt, and what is meant goes unguarded.

A block that has done its work names an address that is unknown, too. So it is an error only where an
address is near that the block would have something to do with; numbers tell addresses apart on purpose.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from difflib import get_close_matches

from rawugc_sync.planning.inputs import Options, World
from rawugc_sync.words.addresses import Address
from rawugc_sync.words.diagnostics import Diagnostic, Source, error

_NEAR = 0.6
_VERY_NEAR = 0.85


def strangers(world: World, options: Options) -> Iterator[Diagnostic]:
    """An error for each such block in scope; `world` is as it was before the plan. None without a state."""
    if world.state is None:
        return
    recorded = {*world.records, *world.unresolved}
    for removed in world.blocks.removed:
        if removed.address in recorded or not options.includes(removed.address):
            continue
        near = _leaving(removed.address, world, by_words=not removed.destroy)
        if near := near or _alike(removed.address, recorded):
            yield _stranger("removed", removed.address, near, removed.source)
    targets = {moved.to for moved in world.blocks.moved}
    for moved in world.blocks.moved:
        previous, to = moved.renaming
        if moved.renaming in world.state.moved or {previous, to} & recorded or previous in targets:
            continue
        if not options.includes(to):
            continue
        if near := _leaving(previous, world):
            yield _stranger("moved", previous, near, moved.source)
        elif to not in world.desired and to not in {other.previous for other in world.blocks.moved}:
            yield _stranger("moved", to, _alike(to, {*world.desired, *recorded}), moved.source)


def _leaving(address: Address, world: World, *, by_words: bool = False) -> Address | None:
    """What is recorded and no longer wanted, is in no block, and nearly has this name.

    Before what is to be kept is destroyed, one word in common is near enough.
    """
    blocks = world.blocks
    named = {*(one.address for one in blocks.removed), *(one.previous for one in blocks.moved)}
    left = [one for one in world.records if one not in world.desired and one not in named]
    if near := _nearest(address, left, _NEAR):
        return near
    return _nearest(address, [one for one in left if by_words and _words(one) & _words(address)], 0)


def _alike(address: Address, known: Collection[Address]) -> Address | None:
    return _nearest(address, [one for one in known if _wordy(one) != _wordy(address)], _VERY_NEAR)


def _words(address: Address) -> set[str]:
    return set(re.findall(r"[^\W\d_]{3,}", address.key.lower()))


def _wordy(address: Address) -> str:
    return re.sub(r"\d+", "0", address.key)


def _nearest(address: Address, known: Collection[Address], cutoff: float) -> Address | None:
    keys = {one.key: one for one in known if one.collection == address.collection}
    near = get_close_matches(address.key, keys, n=1, cutoff=cutoff)
    return keys[near[0]] if near else None


def _stranger(block: str, address: Address, near: Address | None, source: Source | None) -> Diagnostic:
    summary = f"its `{block}` block names it, and neither the state nor the manifests know it"
    question = f"Did you mean {near}? " if near else ""
    detail = f"{question}If the block has done its work, remove it."
    return error("unknown-address", summary, detail, address=str(address), source=source)
