"""The order of changes: what is ready goes, the most urgent first, and holds up only its dependents."""

from __future__ import annotations

import heapq
import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from rawugc_sync.words.addresses import Address
from rawugc_sync.words.planned import Change
from rawugc_sync.words.urgency import Urgency


class Queue:
    """Hands out changes as they become ready: after what they depend on, then by urgency and address.

    What an urgent change waits for is as urgent: else all that is not would go before it as well. What takes
    its time is begun before what does not, unless that is due soon. `blocked` are addresses at which
    nothing is as it should be.
    """

    def __init__(self, changes: Iterable[Change], blocked: Iterable[Address] = ()) -> None:
        self._changes = list(changes)
        self._blocked = set(blocked)
        self._number = {id(change): number for number, change in enumerate(self._changes)}
        at = defaultdict(list)
        for number, change in enumerate(self._changes):
            at[change.address].append(number)
        self._waits = [_waits_for(number, change, at) for number, change in enumerate(self._changes)]
        self._frees = defaultdict(list)
        for number, waits in enumerate(self._waits):
            for one in waits:
                self._frees[one].append(number)
        self._urgency = _inherited(self._changes, self._waits)
        ready = (number for number, waits in enumerate(self._waits) if not waits)
        self._ready = [self._ranked(number) for number in ready]
        heapq.heapify(self._ready)

    def take(self) -> Change | None:
        """The most urgent change that waits for nothing; None while there is none."""
        return self._changes[heapq.heappop(self._ready)[-1]] if self._ready else None

    def done(self, change: Change) -> None:
        """A change that was taken has been made."""
        mine = self._number[id(change)]
        for freed in self._frees[mine]:
            self._waits[freed].discard(mine)
            if not self._waits[freed]:
                heapq.heappush(self._ready, self._ranked(freed))

    def failed(self, change: Change) -> None:
        """A change that was taken has not been made: it is among the blockers of what depends on it."""
        self._blocked.add(change.address)
        self.done(change)

    def blockers(self, change: Change) -> list[Address]:
        """What a change depends on and what has not been made."""
        return [address for address in change.depends_on if address in self._blocked]

    def held_by(self, change: Change) -> tuple[Address, ...]:
        """What waits for a change, directly or through others."""
        todo, held = [self._number[id(change)]], set[int]()
        while todo:
            for freed in self._frees[todo.pop()]:
                if freed not in held:
                    held.add(freed)
                    todo.append(freed)
        return tuple(sorted({self._changes[number].address for number in held}))

    @property
    def is_ready(self) -> bool:
        """Whether there is a change that waits for nothing."""
        return bool(self._ready)

    @property
    def blocked(self) -> frozenset[Address]:
        """The addresses at which something was not made."""
        return frozenset(self._blocked)

    def _ranked(self, number: int) -> tuple[Urgency, Address, int]:
        return (self._urgency[number], self._changes[number].address, number)


def in_order(changes: Iterable[Change]) -> Iterator[Change]:
    """The order of a run in which nothing has to be waited for."""
    queue = Queue(changes)
    while (change := queue.take()) is not None:
        yield change
        queue.done(change)


def _waits_for(mine: int, change: Change, at: dict[Address, list[int]]) -> set[int]:
    before = (*change.depends_on, *change.goes_after)
    return {number for address in before for number in at.get(address, ()) if number != mine}


def _own(change: Change) -> Urgency:
    """What takes its time is begun early, for whatever is public soonest of what uses it."""
    if not change.takes_time:
        return change.urgency
    return change.urgency.slow(change.next_public.at if change.next_public else math.inf)


def _inherited(changes: Sequence[Change], waits: Sequence[set[int]]) -> list[Urgency]:
    """The urgency of each change, or of what waits for it where that is more urgent.

    What takes its time has to be begun by when what waits for it is due.
    """
    urgency = [_own(change) for change in changes]
    todo = sorted(range(len(changes)), key=urgency.__getitem__, reverse=True)
    while todo:
        number = todo.pop()
        for blocker in waits[number]:
            passed = urgency[number]
            if changes[blocker].takes_time:
                passed = passed.slow(passed.due)
            if passed < urgency[blocker]:
                urgency[blocker] = passed
                todo.append(blocker)
    return urgency
