"""One object that is waited for, and what a look at it by its id shows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import Protocol

from rawugc_sync.api.answers import Answer
from rawugc_sync.applying.telling import ends_the_run
from rawugc_sync.applying.work import Work
from rawugc_sync.reading.answers import object_in, single
from rawugc_sync.resources.resource_type import ResourceType
from rawugc_sync.words.addresses import Fields
from rawugc_sync.words.errors import ApiError
from rawugc_sync.words.planned import Wait

LONGER = 1.5
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


@dataclass(frozen=True, slots=True)
class Look:
    """One look at the object of a change, or at the lists that it may be in.

    `why` says what is the matter with the object, `outputs` what it has once it is ready. `requests` is how
    many it took.
    """

    work: Work
    readiness: Readiness = Readiness.OPEN
    why: str = ""
    outputs: Fields = field(default_factory=dict)
    requests: int = 1


class Unseen(Exception):
    """The object of a change that cannot be looked at, for good."""

    def __init__(self, work: Work, cause: ApiError) -> None:
        super().__init__(str(cause))
        self.work = work
        self.cause = cause


@dataclass(slots=True, eq=False)
class Parked:
    """A change that waits for its object. Times are seconds of the client's monotonic clock.

    It waits `since` then and `until` then, and its `next` look is `pause` after the one before. `status` is
    what the last look showed, `listed` whether a list has ever shown it, and `alone` that only a look by its
    id can tell what has become of it.
    """

    work: Work
    wait: Wait
    since: float
    until: float
    pause: float
    next: float = 0.0
    status: str | None = None
    listed: bool = False
    alone: bool = False

    @property
    def id(self) -> str:
        assert self.work.id is not None
        return self.work.id

    def later(self, now: float) -> None:
        """It is still open: when to look again, ever later, and for the last time when its time is over."""
        if self.next <= now:
            self.pause = min(self.pause * LONGER, self.wait.most)
        self.next = now + self.pause if now >= self.until else min(now + self.pause, self.until)
        self.alone = False


def look_at(reader: Reader, type_: ResourceType, one: Parked) -> Look:
    """Look at an object by its id.

    Raises Unseen when it cannot be looked at, and that is not better before its time is over.
    """
    try:
        body = reader.get(type_.calls.item(one.id)).body
        raw = object_in(type_, body, one.id)
        live = single(type_, body, one.id) if raw.get(one.wait.field) in one.wait.done else None
    except ApiError as failed:
        if ends_the_run(failed) or reader.monotonic() >= one.until:
            raise Unseen(one.work, failed) from None
        return Look(one.work)
    shown = raw.get(one.wait.field)
    one.status = shown if isinstance(shown, str) else None
    if shown in one.wait.done:
        return Look(one.work, Readiness.READY, outputs=type_.life.outputs(live) if live else {})
    if shown in one.wait.failed:
        told = (raw.get(name) for name in (one.wait.code, one.wait.why))
        why = ": ".join(text for text in told if isinstance(text, str) and text)
        return Look(one.work, Readiness.FAILED, why or str(shown))
    if reader.monotonic() >= one.until:
        return Look(one.work, Readiness.GIVEN_UP, span(one.until - one.since))
    return Look(one.work)


def span(seconds: float) -> str:
    """`90 s`, `30 min`, `2 h`."""
    whole = round(seconds)
    for unit, length in (("h", 3600), ("min", 60)):
        if whole and whole % length == 0:
            return f"{whole // length} {unit}"
    return f"{whole} s"
