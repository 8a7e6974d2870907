"""Changes whose objects are not ready yet: looked at again and again, while others go on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from rawugc_sync.applying.crowd import Crowd
from rawugc_sync.applying.looking import Look, Parked, Reader
from rawugc_sync.applying.work import Work
from rawugc_sync.resources.resource_type import ResourceType
from rawugc_sync.words.planned import Wait


@dataclass(frozen=True, slots=True)
class Pace:
    """How a run waits, where that is not left to each wait itself; in seconds.

    The `first` look comes after so many, and no object is waited for longer than `patience`: 0 for not at
    all.
    """

    first: float | None = None
    patience: float | None = None


@dataclass(slots=True)
class Waiting:
    """The changes of one run that wait for their objects, collection by collection."""

    reader: Reader
    types: Mapping[str, ResourceType]
    pace: Pace = field(default_factory=Pace)
    _crowds: dict[str, Crowd] = field(default_factory=dict)

    def park(self, work: Work, wait: Wait) -> None:
        """Look at the object of a change from now on."""
        now = self.reader.monotonic()
        first = wait.first if self.pace.first is None else self.pace.first
        patience = wait.patience if self.pace.patience is None else self.pace.patience
        one = Parked(work, wait, now, now + patience, first, now + min(first, patience))
        collection = work.change.address.collection
        if collection not in self._crowds:
            self._crowds[collection] = Crowd(self.types[collection], first)
        self._crowds[collection].parked.append(one)

    def __iter__(self) -> Iterator[Parked]:
        return (one for crowd in self._crowds.values() for one in crowd.parked)

    def seconds(self) -> float | None:
        """Until the next look, 0 if it is due; None when nothing is waited for."""
        if not self._crowds:
            return None
        return max(0.0, min(crowd.due for crowd in self._crowds.values()) - self.reader.monotonic())

    def look(self) -> Look:
        """The look whose turn it is.

        Unless the object is still open, it is waited for no longer. Unseen when it cannot be looked at, and
        that is not better before its time is over.
        """
        collection, crowd = min(self._crowds.items(), key=lambda item: item[1].due)
        try:
            return crowd.look(self.reader)
        finally:
            if not crowd.parked:
                del self._crowds[collection]
