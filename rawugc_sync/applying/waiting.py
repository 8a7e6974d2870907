"""Changes whose objects are not ready yet: looked at again and again, while others go on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import Protocol

from rawugc_sync.api.answers import Answer
from rawugc_sync.applying.telling import ends_the_run
from rawugc_sync.applying.work import Work
from rawugc_sync.reading.answers import object_in
from rawugc_sync.resources.resource_type import ResourceType
from rawugc_sync.words.errors import ApiError
from rawugc_sync.words.planned import Wait

_LONGER = 1.5
"""By how much each pause between two looks is longer than the one before."""


class Reader(Protocol):
    """Reads, and knows the time."""

    def get(self, path: str, query: Mapping[str, str] = ...) -> Answer: ...

    def monotonic(self) -> float: ...


class Readiness(Enum):
    """What a look shows."""

    OPEN = auto()
    READY = auto()
    FAILED = auto()
    GIVEN_UP = auto()


@dataclass(slots=True)
class _Parked:
    work: Work
    wait: Wait
    next: float
    pause: float
    until: float


@dataclass(slots=True)
class Waiting:
    """The changes of one run that wait for their objects."""

    reader: Reader
    types: Mapping[str, ResourceType]
    _parked: list[_Parked] = field(default_factory=list)

    def park(self, work: Work, wait: Wait) -> None:
        """Look at the object of a change from now on."""
        now = self.reader.monotonic()
        self._parked.append(_Parked(work, wait, now + wait.first, wait.first, now + wait.patience))

    def __iter__(self) -> Iterator[Work]:
        return (one.work for one in self._parked)

    def seconds(self) -> float | None:
        """Until the next look, 0 if it is due; None when nothing is waited for."""
        if not self._parked:
            return None
        return max(0.0, min(one.next for one in self._parked) - self.reader.monotonic())

    def look(self) -> tuple[Work, Readiness, str]:
        """Look at the object whose turn it is, and say what is the matter with it.

        Unless it is still open, it is waited for no longer. ApiError when it cannot be looked at, and that
        is not better before its time is over.
        """
        one = min(self._parked, key=lambda parked: parked.next)
        self._parked.remove(one)
        try:
            readiness, why = self._ask(one)
        except ApiError as failed:
            if ends_the_run(failed) or self.reader.monotonic() >= one.until:
                raise
            readiness, why = Readiness.OPEN, ""
        if readiness is Readiness.OPEN:
            one.pause = min(one.pause * _LONGER, one.wait.most)
            one.next = self.reader.monotonic() + one.pause
            self._parked.append(one)
        return one.work, readiness, why

    def next(self) -> Work:
        """The change that is looked at next."""
        return min(self._parked, key=lambda parked: parked.next).work

    def _ask(self, one: _Parked) -> tuple[Readiness, str]:
        type_, id = self.types[one.work.change.address.collection], one.work.id
        assert id is not None
        raw = object_in(type_, self.reader.get(type_.calls.item(id)).body, id)
        shown = raw.get(one.wait.field)
        if shown in one.wait.done:
            return Readiness.READY, ""
        if shown in one.wait.failed:
            why = raw.get(one.wait.why)
            return Readiness.FAILED, why if isinstance(why, str) and why else str(shown)
        if self.reader.monotonic() >= one.until:
            return Readiness.GIVEN_UP, f"{one.wait.patience / 60:.0f} min"
        return Readiness.OPEN, ""
