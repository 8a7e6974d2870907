"""The order of changes: as dependencies allow, the most urgent first."""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Iterable, Sequence

from rawugc_sync.words.addresses import Address
from rawugc_sync.words.planned import Change

_Urgency = tuple[int, int]


def in_order(changes: Iterable[Change]) -> list[Change]:
    """Changes as they are to be applied: after what they depend on, then by urgency and address.

    What an urgent change waits for is as urgent: else all that is not would go before it as well.
    """
    listed = list(changes)
    at = defaultdict(list)
    for index, change in enumerate(listed):
        at[change.address].append(index)
    waits = [_blockers(index, change, at) for index, change in enumerate(listed)]
    frees = defaultdict(list)
    for index, blockers in enumerate(waits):
        for blocker in blockers:
            frees[blocker].append(index)
    urgency = _inherited(listed, waits)
    ready = [(urgency[i], listed[i].address, i) for i, blockers in enumerate(waits) if not blockers]
    heapq.heapify(ready)
    ordered = []
    while ready:
        *_, index = heapq.heappop(ready)
        ordered.append(listed[index])
        for freed in frees[index]:
            waits[freed].discard(index)
            if not waits[freed]:
                heapq.heappush(ready, (urgency[freed], listed[freed].address, freed))
    return ordered


def _blockers(mine: int, change: Change, at: dict[Address, list[int]]) -> set[int]:
    return {index for address in change.depends_on for index in at.get(address, ()) if index != mine}


def _inherited(changes: Sequence[Change], waits: Sequence[set[int]]) -> list[_Urgency]:
    """The urgency of each change, or of what waits for it where that is more urgent."""
    urgency = [change.urgency for change in changes]
    todo = sorted(range(len(changes)), key=urgency.__getitem__, reverse=True)
    while todo:
        index = todo.pop()
        for blocker in waits[index]:
            if urgency[index] < urgency[blocker]:
                urgency[blocker] = urgency[index]
                todo.append(blocker)
    return urgency
