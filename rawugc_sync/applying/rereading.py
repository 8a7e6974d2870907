"""Looks again before what is there is overwritten: a run may take longer than what it read stays true."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Protocol

from rawugc_sync.api.answers import Answer
from rawugc_sync.api.pacing import Allowance
from rawugc_sync.planning.basis import NOTHING_SENT, Sent, moved
from rawugc_sync.planning.budget import TRIES, is_old, rests_on_a_read
from rawugc_sync.planning.naming import named_live
from rawugc_sync.reading.answers import single
from rawugc_sync.reading.lists import read_list
from rawugc_sync.resources.resource_type import ResourceType
from rawugc_sync.words.errors import ApiError, Problem, Stale, TooLate, Unauthorized
from rawugc_sync.words.live import Live
from rawugc_sync.words.planned import Call, Change
from rawugc_sync.words.uploads import FileUrl


class Reader(Protocol):
    """Reads, and knows the time and the limit."""

    def get(self, path: str, query: Mapping[str, str] = ...) -> Answer: ...

    def allowance(self) -> Allowance: ...

    def monotonic(self) -> float: ...

    def server_time(self) -> float: ...


class Outdated(Exception):
    """What a call rests on has to be read again, for it was too long ago: it did not leave."""


@dataclass
class Rereading:
    """What one run rests on. `was` is collection → id → object as its plan read it, `read` when that was.

    `urls` gives URL → the file that is there by now, for what was sent names the files.
    """

    reader: Reader
    types: Mapping[str, ResourceType]
    was: Mapping[str, Mapping[str, Live]]
    read: dict[str, float]
    urls: Callable[[], Mapping[str, FileUrl]]
    _now: dict[str, dict[str, Live | None]] = field(default_factory=dict)
    _sent: dict[tuple[str, str], Sent] = field(default_factory=dict)

    def check(self, change: Change, call: Call) -> None:
        """Whether a call may leave now, by what was read last. Its turn has come, so nothing is read here.

        Raises Outdated when there is more to be read, Stale when the basis of the change has moved, and
        TooLate when its object has come to its end meanwhile.
        """
        if not rests_on_a_read(change, call):
            return
        if self._is_old(change.address.collection) or self._is_unseen(change, call):
            raise Outdated
        self._compare(change, call)

    def leaving(self, change: Change, call: Call) -> None:
        """A call leaves: from now on what it sends need not be somebody else's doing."""
        if not call.id_fields and (id := _object_of(change, call)):
            fields = {one.path: one.after for one in change.fields}
            self._sent[change.address.collection, id] = Sent(fields, deleted=call.removes == id)

    def again(self, change: Change, call: Call) -> None:
        """Read what a call rests on again, and compare; raises as `check`, and ApiError if it cannot."""
        type_ = self.types[change.address.collection]
        try:
            if self._is_old(type_.collection):
                found = read_list(self.reader, type_, {_object_of(change, call) or ""})
                self._now[type_.collection] = dict(found.objects)
                self.read[type_.collection] = found.left
            if self._is_unseen(change, call):
                self._ask_for(type_, _object_of(change, call) or "")
        except ApiError as failed:
            raise _unchecked(type_, failed) from None
        self._compare(change, call)

    def _is_old(self, collection: str) -> bool:
        age = self.reader.monotonic() - self.read[collection]
        return is_old(age, self.reader.allowance().limit)

    def _is_unseen(self, change: Change, call: Call) -> bool:
        """Whether the last list does not show what the plan saw: it may be gone, or the list late."""
        collection, id = change.address.collection, _object_of(change, call)
        seen = self._now.get(collection)
        return seen is not None and id not in seen and id in self.was.get(collection, {})

    def _ask_for(self, type_: ResourceType, id: str) -> None:
        seen = self._now[type_.collection]
        try:
            seen[id] = single(type_, self.reader.get(type_.calls.item(id)).body, id)
        except Problem as problem:
            if problem.status != HTTPStatus.NOT_FOUND:
                raise
            seen[id] = None

    def _compare(self, change: Change, call: Call) -> None:
        type_, id = self.types[change.address.collection], _object_of(change, call)
        seen = self._now.get(type_.collection)
        if seen is None or id is None:
            return
        urls = self.urls()
        was, now = (
            named_live(type_, one, urls) if one else None
            for one in (self.was.get(type_.collection, {}).get(id), seen.get(id))
        )
        if now is not None and type_.life.is_over(now, int(self.reader.server_time() * 1000)):
            over = "has come to its end while this run waited"
            raise TooLate.of("due-now", over, "It is history now, and left as it is.")
        sent = self._sent.get((type_.collection, id), NOTHING_SENT)
        if said := moved(type_, change, call, was, now, sent):
            raise Stale(said)


def too_slow() -> ApiError:
    """The error of a run in which nothing can be looked at right before it is overwritten."""
    return ApiError.of(
        "rate-limited",
        f"{TRIES} times the rate limit held a call up until what it rests on was old again",
        "Another program may be using the same key. Run again later.",
    )


def _object_of(change: Change, call: Call) -> str | None:
    """The id of the object that a call is about, or that what it makes takes the place of."""
    return call.removes or change.id


def _unchecked(type_: ResourceType, failed: ApiError) -> ApiError:
    """A read that failed. What nobody wrote cannot have been carried out, whatever became of the read."""
    if isinstance(failed, Unauthorized) or failed.diagnostics[0].code == "rate-limited":
        return failed
    return ApiError.of(
        "unchecked",
        f"was not sent, for {type_.collection} could not be read again: {failed.diagnostics[0].summary}",
        "Run apply again.",
    )
