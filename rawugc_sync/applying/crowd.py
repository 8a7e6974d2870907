"""All objects of one collection that are waited for: few are looked at by their ids, many by their lists.

A list shows in one request which of many are still open. What has left the lists is looked at by its id: that
alone tells what has become of it, for a list may leave something out.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from rawugc_sync.applying.looking import LONGER, Look, Parked, Reader, Readiness, Unseen, look_at
from rawugc_sync.applying.telling import ends_the_run
from rawugc_sync.reading.lists import read_list
from rawugc_sync.resources.resource_type import ResourceType
from rawugc_sync.words.errors import ApiError

FEW = 2
"""So many are looked at one by one."""

BLIND = 60.0
"""Seconds for which lists that save nothing are left alone."""


@dataclass(slots=True)
class _Survey:
    """A look at the lists: those that are `left`, what the others have shown (id → status), and its cost."""

    left: list[str]
    shown: dict[str, str] = field(default_factory=dict)
    requests: int = 0


@dataclass(slots=True)
class Crowd:
    """The objects of one collection that are waited for, and when they are looked at.

    Lists are asked for once a look by id has shown one that is open, and in which of them. `_saved` are the
    requests that lists have saved: what one took in vain is made up for by a look that waits a while longer.
    So lists take no more requests than looks by id would; or one a minute, where that look would have been
    the last.
    """

    type_: ResourceType
    pause: float
    parked: list[Parked] = field(default_factory=list)
    _status: str | None = None
    _not_before: float = -math.inf
    _blind: float = -math.inf
    _saved: int = 0
    _survey: _Survey | None = None

    @property
    def due(self) -> float:
        """When the next look is due."""
        one = min((self._due(one) for one in self.parked), default=math.inf)
        return min(one, self._lists_due)

    def look(self, reader: Reader) -> Look:
        """The look that is due first. What is not open any more is waited for no longer; so with Unseen."""
        one = min(self.parked, key=self._due)
        return self._by_list(reader) if self._lists_due < self._due(one) else self._by_id(reader, one)

    # -- when

    @property
    def _by_lists(self) -> bool:
        return len(self.parked) > FEW and self._status is not None and self._saved >= 0

    @property
    def _lists_due(self) -> float:
        if self._survey is not None:
            return -math.inf
        if not self._by_lists:
            return math.inf
        return max(self._not_before, min(one.next for one in self.parked))

    def _due(self, one: Parked) -> float:
        if not self._by_lists or one.alone:
            return one.next
        return one.until

    # -- looks

    def _by_id(self, reader: Reader, one: Parked) -> Look:
        self.parked.remove(one)
        look = look_at(reader, self.type_, one)
        if look.readiness is Readiness.OPEN:
            now = reader.monotonic()
            one.later(now)
            self.parked.append(one)
            if now >= self._blind and one.status in one.wait.open:
                self._status = one.status
        return look

    def _by_list(self, reader: Reader) -> Look:
        survey = self._survey = self._survey or _Survey(self._lists())
        first = min(self.parked, key=lambda one: one.next)
        field_, status = first.wait.field, survey.left.pop(0)
        asked = replace(self.type_, calls=replace(self.type_.calls, query={field_: status}))
        requests = 1
        try:
            listed = read_list(reader, asked)
        except ApiError as failed:
            if ends_the_run(failed):
                self.parked.remove(first)
                raise Unseen(first.work, failed) from None
        else:
            requests = listed.requests
            survey.shown |= dict.fromkeys(listed.objects, status)
        survey.requests += requests
        if not self._goes_on(survey, reader.monotonic()):
            self._end(survey, reader.monotonic())
        return Look(first.work, requests=requests)

    def _lists(self) -> list[str]:
        """The list that may show most of them comes first."""
        return sorted(self.parked[0].wait.open, key=lambda status: status != self._status)

    def _goes_on(self, survey: _Survey, now: float) -> bool:
        """Whether another list may save more than it takes."""
        open_ = len(self._missing(survey, now)) > 1
        return bool(survey.left) and open_ and self._saved + self._gain(survey, now) > 0

    def _gain(self, survey: _Survey, now: float) -> int:
        """How many looks by id a survey has saved, less what it took."""
        return sum(one.next <= now and one.id in survey.shown for one in self.parked) - survey.requests

    def _missing(self, survey: _Survey, now: float) -> list[Parked]:
        """What has left the lists, or is in none, and its time has come."""
        return [one for one in self.parked if one.id not in survey.shown and (one.listed or one.next <= now)]

    def _end(self, survey: _Survey, now: float) -> None:
        self._survey = None
        self._saved += self._gain(survey, now)
        self._not_before, self.pause = now + self.pause, self._longer()
        missing = self._missing(survey, now)
        seen = [one for one in self.parked if one.id in survey.shown]
        for one in seen:
            one.status, one.listed = survey.shown[one.id], True
            one.later(now)
        for one in missing:
            one.alone, one.next = True, min(one.next, now)
        self._make_up([one for one in missing if not one.listed], now)
        self._status = _most([survey.shown[one.id] for one in seen]) if self._saved > 0 else None
        if self._status is None:
            self._blind = now + BLIND

    def _make_up(self, unlisted: Sequence[Parked], now: float) -> None:
        """What was asked for in vain is made up for by those that were begun last."""
        for one in sorted(unlisted, key=lambda one: one.since, reverse=True)[: max(0, -self._saved)]:
            one.later(now)
            self._saved += 1

    def _longer(self) -> float:
        return min(self.pause * LONGER, *(one.wait.most for one in self.parked))


def _most(statuses: Sequence[str]) -> str | None:
    """The most common one."""
    return max(statuses, key=statuses.count, default=None)
