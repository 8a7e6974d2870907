"""The order of changes: as dependencies allow, the most urgent first."""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Iterable

from rawugc_sync.model import Address, Change


def in_order(changes: Iterable[Change]) -> list[Change]:
    """Changes as they are to be applied: after what they depend on, then by urgency and address."""
    listed = list(changes)
    at = defaultdict(list)
    for index, change in enumerate(listed):
        at[change.address].append(index)
    waits = [_blockers(index, change, at) for index, change in enumerate(listed)]
    frees = defaultdict(list)
    for index, blockers in enumerate(waits):
        for blocker in blockers:
            frees[blocker].append(index)
    ready = [(_rank(listed[i]), i) for i, blockers in enumerate(waits) if not blockers]
    heapq.heapify(ready)
    ordered = []
    while ready:
        _, index = heapq.heappop(ready)
        ordered.append(listed[index])
        for freed in frees[index]:
            waits[freed].discard(index)
            if not waits[freed]:
                heapq.heappush(ready, (_rank(listed[freed]), freed))
    return ordered


def _blockers(mine: int, change: Change, at: dict[Address, list[int]]) -> set[int]:
    return {index for address in change.depends_on for index in at.get(address, ()) if index != mine}


def _rank(change: Change) -> tuple[tuple[int, int], Address]:
    return (change.urgency, change.address)
