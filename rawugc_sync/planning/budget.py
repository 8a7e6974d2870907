"""What an apply takes: its requests, when each call leaves, how long it waits, and when it is done."""

from __future__ import annotations

import heapq
import math
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from itertools import count
from typing import NamedTuple

from rawugc_sync.planning.order import Queue
from rawugc_sync.words.budget import RATE, Budget, Limit
from rawugc_sync.words.credits import Credits, total
from rawugc_sync.words.planned import Call, Change

TRIES = 3
"""How often a collection is read again for one call: a window that takes one request never takes two."""

CALLS_A_LOOK = 3
"""How many calls go before a look that is due, while some are ready."""

_EARLY = 0.5
"""Seconds by which a read counts as old before a window has passed: clocks and sleeps are inexact."""

_ROUNDED = 1.02

_LONG_AGO = -math.inf


def is_old(age: float, limit: Limit) -> bool:
    """Whether what was read so many seconds ago may no longer be overwritten without another look."""
    return age >= limit.seconds - _EARLY


def rests_on_a_read(change: Change, call: Call) -> bool:
    """Whether a call changes, moves, publishes or deletes what is there, or begins to take its place.

    A mere create does not, nor one that comes after its delete; nor does an upload, nor an edit, which
    changes nothing that is there.
    """
    if call.file is not None or call.edit is not None:
        return False
    return not call.id_fields or any(one.removes for one in change.calls[change.calls.index(call) :])


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """How a run begins. Seconds count from its start.

    `reads` are still to be sent. The window takes `left` more requests until `reset`. `read` is collection
    → when it is or was listed; what is not in it, long ago.
    """

    limit: Limit = RATE
    reads: int = 0
    left: int = RATE.requests
    reset: float = RATE.seconds
    read: Mapping[str, float] = field(default_factory=dict)

    @classmethod
    def fresh(cls, limit: Limit, reads: int, collections: Iterable[str]) -> Opening:
        """A run of its own, which first reads these collections, in a window that nobody has used."""
        read = dict.fromkeys(collections, 0.0)
        return cls(limit=limit, reads=reads, left=limit.requests, reset=limit.seconds, read=read)


@dataclass(frozen=True, slots=True)
class Departure:
    """A change, and after how many seconds a call of it leaves.

    Of one that is sent the last; of one that comes too late the first, at the earliest.
    """

    change: Change
    after: float


@dataclass(frozen=True, slots=True)
class Timeline:
    """What a run sends beside its first reads, and in how many seconds the last of it leaves.

    `reads` are second looks at what is overwritten, and the first look at what has to get ready. `leaving`
    are the changes with calls that are sent. `late` are those whose turn comes too late, and `held` those
    that wait for one of them: neither is sent.
    """

    reads: int
    writes: int
    seconds: float
    leaving: tuple[Departure, ...] = ()
    late: tuple[Departure, ...] = ()
    held: tuple[Change, ...] = ()


InTime = Callable[[Change, float], bool]
"""Whether the first call of a change may still leave after so many seconds."""


def timeline(changes: Iterable[Change], opening: Opening, in_time: InTime = lambda *_: True) -> Timeline:
    """How a run goes that meets no fault."""
    return _Course(opening, in_time).run(changes)


def budget(reads: int, changes: Iterable[Change], opening: Opening) -> Budget:
    """What a run takes; `reads` are those of its plan, whether they are still to be sent or not."""
    changes = tuple(changes)
    return budget_of(timeline(changes, opening), reads, changes, opening.limit)


def budget_of(course: Timeline, reads: int, changes: Collection[Change], limit: Limit) -> Budget:
    """What a run takes of which the timeline is known."""
    return Budget(
        reads=reads + course.reads,
        writes=course.writes,
        credits=known_credits(changes),
        unpriced=unpriced(changes),
        seconds=math.ceil(course.seconds),
        limit=limit,
    )


def confined(whole: Budget, changes: Collection[Change]) -> Budget:
    """The budget of a plan of which only these changes are left; its waits stay as they were."""
    writes = sum(len(change.calls) for change in changes)
    return replace(whole, writes=writes, credits=known_credits(changes), unpriced=unpriced(changes))


def known_credits(changes: Iterable[Change]) -> Credits:
    """What the calls of changes cost, as far as their prices are known."""
    return total(change.known_credits for change in changes)


def unpriced(changes: Iterable[Change]) -> int:
    """How many of the calls of changes have a price that nobody knows."""
    return sum(len(change.unpriced) for change in changes)


def what_is_left(changes: Iterable[Change], limit: Limit) -> Budget:
    """What these changes take from the start of a window, when all that was read is older than one."""
    return budget(0, changes, Opening.fresh(limit, 0, ()))


def leaves_at(now: int, after: float) -> int:
    """When a call leaves that waits so many seconds: Unix ms, and rather a little too late than too early."""
    return math.ceil(now / 1000 + _whole(after)) * 1000 if after else now


def begins_by(end: int, after: float) -> int:
    """By when a run has to begin of which such a call is to have left at the `end`; both are Unix ms."""
    return end // 1000 * 1000 - math.ceil(_whole(after)) * 1000 if after else end


def _whole(after: float) -> float:
    """Servers tell the end of a window in whole seconds, so that each wait may take that much longer."""
    return after * _ROUNDED + 1


class _Look(NamedTuple):
    """The look, `at` so many seconds, that step `number` of a change waits for; `ticket` breaks ties."""

    at: float
    ticket: int
    change: Change
    number: int


class _Course:
    """A run as it will go: the window, what was read when, and what was counted."""

    def __init__(self, opening: Opening, in_time: InTime) -> None:
        self._limit = opening.limit
        self._left, self._reset = opening.left, opening.reset
        self._now = 0.0
        self._last = 0.0
        self._read = dict(opening.read)
        self._in_time = in_time
        self._relists = self._looks = self._writes = self._since_look = 0
        self._waiting: list[_Look] = []
        self._ticket = count()
        self._leaving: dict[int, Departure] = {}
        self._late: list[Departure] = []
        self._held: list[Change] = []
        for _ in range(opening.reads):
            self._turn()
            self._leave()

    def run(self, changes: Iterable[Change]) -> Timeline:
        queue = Queue(changes)
        while True:
            due = bool(self._waiting) and self._waiting[0].at <= self._now
            if due and (self._since_look >= CALLS_A_LOOK or not queue.is_ready):
                self._look(heapq.heappop(self._waiting), queue)
            elif (change := queue.take()) is not None:
                self._begin(change, queue)
            elif self._waiting:
                self._until(self._waiting[0].at)
            else:
                break
        reads = self._relists + self._looks
        leaving, late = tuple(self._leaving.values()), tuple(self._late)
        return Timeline(reads, self._writes, self._last, leaving, late, tuple(self._held))

    def _begin(self, change: Change, queue: Queue) -> None:
        if queue.blockers(change):
            self._held.append(change)
            queue.failed(change)
        else:
            self._send(change, 0, queue)

    def _send(self, change: Change, number: int, queue: Queue) -> None:
        """The steps of a change from a number on, up to the next wait."""
        for at, step in enumerate(change.steps[number:], number):
            if step.wait is not None:
                heapq.heappush(
                    self._waiting, _Look(self._now + step.wait.first, next(self._ticket), change, at)
                )
                return
            if step.call is None:
                continue
            if not self._reaches(change, step.call, first=change.begins_with(step.call)):
                self._late.append(Departure(change, self._now))
                queue.failed(change)
                return
            self._leave()
            self._leaving[id(change)] = Departure(change, self._now)
            self._writes += 1
            self._since_look += 1
        queue.done(change)

    def _look(self, look: _Look, queue: Queue) -> None:
        """One look, which finds it ready: how long it takes is for nobody to say."""
        self._since_look = 0
        self._turn()
        self._leave()
        self._looks += 1
        self._send(look.change, look.number + 1, queue)

    def _reaches(self, change: Change, call: Call, *, first: bool) -> bool:
        """Whether the turn of a call comes in time, its collection having been read again if need be."""
        collection = change.address.collection
        for _ in range(TRIES):
            self._turn()
            if first and not self._in_time(change, self._last_of(len(change.calls))):
                return False
            old = is_old(self._now - self._read.get(collection, _LONG_AGO), self._limit)
            if not (rests_on_a_read(change, call) and old):
                break
            self._leave()
            self._relists += 1
            self._read[collection] = self._now
        self._turn()
        return True

    def _last_of(self, calls: int) -> float:
        """When the last of so many calls leaves, the first of them being next."""
        more = math.ceil(max(0, calls - self._left) / self._limit.requests)
        return self._now if more == 0 else self._reset + (more - 1) * self._limit.seconds

    def _turn(self) -> None:
        """Wait until one more request may go."""
        if self._left < 1:
            self._now = self._reset
            self._left, self._reset = self._limit.requests, self._now + self._limit.seconds

    def _until(self, when: float) -> None:
        """Nothing can be sent before a look is due."""
        self._now = max(self._now, when)
        if self._now >= self._reset:
            self._left, self._reset = self._limit.requests, self._now + self._limit.seconds

    def _leave(self) -> None:
        self._left -= 1
        self._last = self._now
