"""Sends one call of a change, and settles what became of a create or a publish that was not answered."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Protocol, TypeGuard

from rawugc_sync.api.answers import Answer
from rawugc_sync.api.paths import segment
from rawugc_sync.applying.ledger import Ledger
from rawugc_sync.applying.rereading import Outdated, Rereading, too_slow
from rawugc_sync.planning.budget import TRIES
from rawugc_sync.planning.look import Found, Sight, look
from rawugc_sync.reading.answers import listed, single
from rawugc_sync.resources.life import OPEN, Standing, Verdict
from rawugc_sync.resources.resource_type import ResourceType
from rawugc_sync.words.diagnostics import error
from rawugc_sync.words.errors import (
    ApiError,
    BadAnswer,
    Intercepted,
    InvalidInput,
    OutcomeUnknown,
    Problem,
    Stale,
    TooLate,
    Unauthorized,
)
from rawugc_sync.words.planned import Call, Change
from rawugc_sync.words.recorded import Unresolved

BETWEEN_LOOKS = 10.0
"""Seconds between two looks: a list may show a new object late."""

_TRIES = 3


class Client(Protocol):
    """Reads, and sends the calls of a plan."""

    def get(self, path: str, query: Mapping[str, str] = ...) -> Answer: ...

    def send(self, call: Call, ready: Callable[[], None] | None = None) -> Answer: ...

    def server_time(self) -> float: ...


class Lost(Exception):
    """A create that may or may not have happened: it stays unresolved."""

    def __init__(self, cause: ApiError, attempt: Unresolved, found: Found) -> None:
        super().__init__(str(cause))
        self.cause = cause
        self.attempt = attempt
        self.found = found


@dataclass(frozen=True, slots=True)
class Sending:
    """Sends the calls of one run. `known` are the ids that the plan's lists showed, by collection."""

    client: Client
    ledger: Ledger
    known: Mapping[str, frozenset[str]]
    types: Mapping[str, ResourceType]
    sleep: Callable[[float], None]
    rereading: Rereading

    def timely(self, change: Change) -> Verdict:
        """Whether a change may still be sent by the server's clock, and not merely when it was planned."""
        if not change.calls:
            return OPEN
        last = self.client.server_time() + self._until_last(change)
        return self.types[change.address.collection].life.timely(change, int(last * 1000))

    def _until_last(self, change: Change) -> float:
        """Seconds until the last call of a change leaves, its first being next: a window may lie between."""
        room = self.rereading.reader.allowance()
        return 0.0 if len(change.calls) <= room.left else room.seconds

    def _check_time(self, change: Change, done: int) -> None:
        """TooLate when the first call of a change has missed its moment; the others must follow it."""
        verdict = self.timely(change) if done == 1 else OPEN
        if verdict.standing is Standing.SKIP:
            raise TooLate.of(verdict.code, verdict.summary, verdict.detail)

    def send(self, change: Change, done: int, id: str | None) -> str | None:
        """Send call number `done` (from 1) of a change; returns the id that it is about now.

        Raises ApiError when it failed, and Lost when a create may have happened.
        """
        call = change.calls[done - 1]
        if call.id_fields:
            return self._create(change, call, done)

        intended = False

        def ready() -> None:
            nonlocal intended
            self._check_time(change, done)
            self.rereading.check(change, call)
            self.rereading.leaving(change, call)
            self.ledger.intend(change, call, None)
            intended = True

        try:
            self._send_on_a_fresh_basis(change, call, ready)
        except OutcomeUnknown:
            if call.repeatable or not self._took_effect(change):
                raise
        except (Problem, Intercepted, Stale, TooLate):
            if intended:
                self.ledger.void(change)
            raise
        return id

    def _send_on_a_fresh_basis(self, change: Change, call: Call, ready: Callable[[], None]) -> Answer:
        """Send a call that `ready` may keep back until its collection has been read again."""
        for _ in range(TRIES):
            try:
                return self.client.send(call, ready)
            except Outdated:
                self.rereading.again(change, call)
        raise too_slow()

    # -- creates

    def _create(self, change: Change, call: Call, done: int) -> str:
        for number in range(1, _TRIES + 1):
            intents: list[Unresolved] = []
            try:
                return self._try(change, call, done, intents)
            except (OutcomeUnknown, BadAnswer) as unknown:
                found = self._search(change, intents[-1], unknown)
                if found.sight is Sight.OURS:
                    return found.ids[0]
                again = found.sight is Sight.NOTHING and self._may_repeat(change, unknown)
                if not again or number == _TRIES:
                    raise Lost(unknown, self._told(intents[-1], unknown), found) from None
                self.ledger.void(change)
            except ApiError:
                if intents:
                    self.ledger.void(change)
                raise
        raise AssertionError("the last try returns or raises")

    def _try(self, change: Change, call: Call, done: int, intents: list[Unresolved]) -> str:
        """Send a create once. Its intent is written when its turn has come: only then is its time known."""

        def ready() -> None:
            self._check_time(change, done)
            self.rereading.check(change, call)
            intents.append(self._attempt(change, done))
            self.ledger.intend(change, call, intents[-1])

        return self._new_id(call, self._send_on_a_fresh_basis(change, call, ready), self._taken(change))

    def _attempt(self, change: Change, done: int) -> Unresolved:
        collection = change.address.collection
        known = self.known.get(collection, frozenset()) | self.ledger.ids(collection)
        record, sent_at = self.ledger.pending(change, done), int(self.client.server_time() * 1000)
        return Unresolved(
            sent_at, known, record, sent=None if change.after == record.fields else change.after
        )

    def _taken(self, change: Change) -> frozenset[str]:
        """Ids that are those of other objects; one that was recorded and is gone may well come again."""
        collection = change.address.collection
        return self.known.get(collection, frozenset()) | self.ledger.new_ids(collection)

    def _new_id(self, call: Call, answer: Answer, taken: frozenset[str]) -> str:
        body = answer.body if isinstance(answer.body, Mapping) else {}
        id = next((body[name] for name in call.id_fields if name in body), None)
        if _usable(id) and id not in taken:
            return id
        what = f"{call.method} {call.path} was accepted, but its answer has no new id that can be used"
        raise BadAnswer(error("no-id", what), answer.status)

    def _search(self, change: Change, tried: Unresolved, unknown: ApiError) -> Found:
        """Look at once, and when nothing is there, once more a little later."""
        try:
            found = self._look(change, tried)
            if found.sight is not Sight.NOTHING:
                return found
            self.sleep(BETWEEN_LOOKS)
            return self._look(change, tried)
        except Unauthorized as refused:
            raise Lost(refused, self._told(tried, unknown), Found(Sight.UNCLEAR)) from None
        except ApiError:
            return Found(Sight.UNCLEAR)

    def _look(self, change: Change, tried: Unresolved) -> Found:
        type_ = self.types[change.address.collection]
        live = listed(type_, self.client.get(type_.calls.path, type_.calls.query).body).objects
        return look(type_, tried.content, live, tried.known)

    def _may_repeat(self, change: Change, unknown: ApiError) -> bool:
        """Only what nobody sees and nobody pays for, and only if the API may not have accepted it."""
        return self.types[change.address.collection].calls.repeats_lost_creates and not _accepted(unknown)

    def _told(self, tried: Unresolved, unknown: ApiError) -> Unresolved:
        return replace(tried, exists=_accepted(unknown))

    # -- publishing

    def _took_effect(self, change: Change) -> bool:
        """Whether a call that must not be repeated was carried out, by looking at its object."""
        assert change.id is not None
        type_ = self.types[change.address.collection]
        try:
            live = single(type_, self.client.get(type_.calls.item(change.id)).body, change.id)
        except ApiError:
            return False
        return live is not None and type_.life.published(live)


def _accepted(unknown: ApiError) -> bool:
    """Whether a 2xx has come: then the object exists, however unreadable the rest of the answer was."""
    return isinstance(unknown, BadAnswer) and unknown.status in range(200, 300)


def _usable(id: Any) -> TypeGuard[str]:
    try:
        return isinstance(id, str) and bool(segment(id))
    except InvalidInput:
        return False
