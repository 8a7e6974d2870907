"""The life of an object: what may still be done to it and when, and when the public sees it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

from rawugc_sync.resources.lookups import Lookups
from rawugc_sync.resources.outings import Outing
from rawugc_sync.words.addresses import Fields, Value
from rawugc_sync.words.credits import Credits
from rawugc_sync.words.live import Live
from rawugc_sync.words.planned import Change, FieldChange
from rawugc_sync.words.recorded import Record
from rawugc_sync.words.urgency import USUAL, Rank, Urgency


class Drift(StrEnum):
    """What to do when the dashboard moved a field away from what we recorded."""

    REVERT = "revert"
    KEEP = "keep"
    STOP = "stop"


class Standing(StrEnum):
    """What the life cycle of an object allows, whatever its fields say.

    What is BROKEN stays as it is, like what is skipped, and what depends on it is held up.
    """

    OPEN = "open"
    HISTORY = "history"
    RETRY = "retry"
    RELEASE = "release"
    SKIP = "skip"
    BROKEN = "broken"


@dataclass(frozen=True, slots=True)
class Verdict:
    """A standing, and for a skipped or broken resource the reason as code, summary and way out."""

    standing: Standing
    code: str = ""
    summary: str = ""
    detail: str = ""


OPEN = Verdict(Standing.OPEN)


@dataclass(frozen=True, slots=True)
class Case:
    """One resource as the life cycle sees it; `now` is Unix ms by the server's clock.

    `replacing` says that a replacement is asked for, whatever has changed, and `retrying` that what failed is
    to be made once more.
    """

    desired: Fields | None
    record: Record | None
    live: Live | None
    changed: tuple[FieldChange, ...]
    now: int
    replacing: bool = False
    retrying: bool = False


class Moment(NamedTuple):
    """A time: `at` is Unix ms, `timezone` the IANA zone that it was written in."""

    at: int
    timezone: str | None


def _ends() -> Mapping[Standing, str]:
    return {Standing.HISTORY: "over", Standing.RELEASE: "failed"}


@dataclass(frozen=True, slots=True)
class Life:
    """What a plan has to know of an object's life; nothing ever happens to most.

    `margin`: by how many milliseconds before it is due an object is not touched any more. `recreates`: what
    was deleted outside git is created again. `cycle` are the fields that say where an object is in its life:
    what moved them outside git, no new object may undo. `over` is what people call an object whose life is
    at an end, by its standing. `settles`: what is ready never changes again, so that its record stands for
    it, and nothing is read. `gives` are the outputs that others may refer to: name → the content types that
    it may have, or the collection whose id it is. `dated`: objects go out at a time of their own, and not if
    they are deleted before it.
    """

    drift: Drift = Drift.REVERT
    margin: int = 0
    recreates: bool = True
    settles: bool = False
    dated: bool = False
    cycle: frozenset[str] = frozenset()
    over: Mapping[Standing, str] = field(default_factory=_ends)
    gives: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def verdict(self, case: Case) -> Verdict:
        """What the object's life cycle allows; open unless the collection says otherwise."""
        return OPEN

    def is_pending(self, live: Live) -> bool:
        """Whether a live object is not ready yet: its create was answered before it was made."""
        return False

    def outputs(self, live: Live) -> Fields:
        """What an object that is ready has beside what went into it, for others to use; most have nothing."""
        return {}

    def cost(self, live: Live) -> Credits | None:
        """What making a live object has cost, where it says that."""
        return None

    def is_over(self, live: Live, now: int) -> bool:
        """Whether a live object is history or has failed, so that nobody writes it down unasked."""
        return False

    def published(self, live: Live) -> bool:
        """Whether a call that may not be repeated has taken effect all the same."""
        return False

    def public_at(self, fields: Fields, now: int) -> Moment | None:
        """When what has these fields will be public, if that is known and to come; `now` is Unix ms."""
        return None

    def outing(self, fields: Fields, known: Lookups) -> Outing | None:
        """How what has these fields goes out to the public; None when it does not."""
        return None

    def showing(self, live: Live, told: Fields, known: Lookups) -> Outing | None:
        """How a live object went out or will; None when it does not. `told` is what only its record tells."""
        return None

    def shows(self, fields: Fields) -> Iterator[Value]:
        """What people get to see of what has these fields, once it goes out; nothing for most."""
        return iter(())

    def caption(self, fields: Fields) -> str | None:
        """The text under what people see; None where nobody has to tell there what was generated."""
        return None

    def timely(self, change: Change, now: int) -> Verdict:
        """Whether a planned change may still be sent; `now` is Unix ms by the server's clock."""
        return OPEN

    def due(self, change: Change) -> Moment | None:
        """The first moment by which the calls of a change must have been carried out, if there is one."""
        return None

    def urgency(self, change: Change, now: int) -> Urgency:
        """How urgent the calls of a change are at `now` (Unix ms), whatever they take; deletes come last."""
        return Urgency(Rank.LAST) if change.action.deletes and not change.action.creates else USUAL

    def publishes(self, change: Change) -> bool:
        """Whether a change makes something public at once."""
        return False

    def schedules(self, change: Change) -> bool:
        """Whether a change lets something go out that is there already, and did not."""
        return False

    def note(self, change: Change) -> str | None:
        """A line that people must not overlook in the plan."""
        return None
