"""Carries out one step of a change: intend, send, look or void, settle. The journal is written from here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from http import HTTPStatus
from typing import Any, Protocol, TypeGuard, TypeVar

from rawugc_sync.api.answers import Answer
from rawugc_sync.api.paths import segment
from rawugc_sync.applying.editing import Editing
from rawugc_sync.applying.filling import filled
from rawugc_sync.applying.late_values import LateValues
from rawugc_sync.applying.ledger import Ledger
from rawugc_sync.applying.lost import BETWEEN_LOOKS, Lost, was_accepted, written_down
from rawugc_sync.applying.purse import Purse, receipt_in
from rawugc_sync.applying.rereading import Outdated, Rereading, too_slow
from rawugc_sync.applying.waiting import Pace
from rawugc_sync.planning.budget import TRIES
from rawugc_sync.planning.look import Found, Sight, look
from rawugc_sync.planning.naming import named_live
from rawugc_sync.reading.answers import single
from rawugc_sync.reading.lists import read_list
from rawugc_sync.resources.edits import Version
from rawugc_sync.resources.life import OPEN, Standing, Verdict
from rawugc_sync.resources.resource_type import ResourceType
from rawugc_sync.words.credits import Receipt, month_of
from rawugc_sync.words.diagnostics import error
from rawugc_sync.words.errors import (
    ApiError,
    BadAnswer,
    Intercepted,
    InvalidInput,
    OutcomeUnknown,
    Problem,
    Stale,
    StateError,
    TooLate,
    Unauthorized,
)
from rawugc_sync.words.planned import Call, Change, Edit, Step, uploading
from rawugc_sync.words.recorded import Unresolved
from rawugc_sync.words.uploads import Upload, Uploaded

T = TypeVar("T")

_TRIES = 3


class Client(Protocol):
    """Reads, and sends the calls of a plan."""

    def get(self, path: str, query: Mapping[str, str] = ...) -> Answer: ...

    def send(self, call: Call, ready: Callable[[], None] | None = None) -> Answer: ...

    def upload(self, call: Call, ready: Callable[[], None] | None = None) -> str: ...

    def is_gone(self, url: str) -> bool: ...

    def server_time(self) -> float: ...

    def monotonic(self) -> float: ...


class Unwritten(Exception):
    """A step that was carried out, and could not be written down; `id` is what its change is about now."""

    def __init__(self, cause: StateError, id: str | None) -> None:
        super().__init__(str(cause))
        self.cause = cause
        self.id = id


def _nothing_to_heed() -> None:
    """Nobody has asked a run to stop."""


@dataclass(frozen=True, slots=True)
class Stepping:
    """Carries out the steps of one run. `known` are the ids that the plan's lists showed, by collection.

    `pace` is how the run waits for what has to get ready. `estimates` grows as it goes: id → what the API
    said of how long that takes. `purse` is what is paid from. `heed` raises what has to stop the run, right
    before a call leaves.
    """

    client: Client
    ledger: Ledger
    known: Mapping[str, frozenset[str]]
    types: Mapping[str, ResourceType]
    sleep: Callable[[float], None]
    rereading: Rereading
    pace: Pace = field(default_factory=Pace)
    estimates: dict[str, str] = field(default_factory=dict)
    purse: Purse = field(default_factory=Purse)
    heed: Callable[[], None] = _nothing_to_heed

    def timely(self, change: Change) -> Verdict:
        """Whether a change may still be sent by the server's clock, and not merely when it was planned."""
        if not change.calls:
            return OPEN
        last = self.client.server_time() + self._until_last(change)
        return self.types[change.address.collection].life.timely(change, int(last * 1000))

    def carry_out(self, change: Change, number: int, id: str | None) -> str | None:
        """Carry out step `number` (from 0) of a change about the object `id`; returns which it is about then.

        Raises ApiError when it failed, Lost when a create may have happened, and Unwritten when it was done.
        """
        change = filled(change, self.ledger.book)
        step = change.steps[number]
        if step.call is not None and step.call.file is not None:
            self._upload(change, step.call.file)
            return id
        if step.call is not None and step.call.edit is not None:
            made = self._edit(change, step, step.call, step.call.edit)
            settle = partial(self.ledger.edited, change, step, made)
        else:
            id = self._call(change, step, step.call, id) if step.call is not None else id
            settle = partial(self.ledger.settle, change, step, id)
        try:
            settle()
        except StateError as failed:
            raise Unwritten(failed, id) from None
        return id

    def _edit(self, change: Change, step: Step, call: Call, edit: Edit) -> Version:
        def send(change: Change, call: Call, ready: Callable[[], None]) -> Answer:
            def in_turn() -> None:
                self._check_turn(change, call)
                ready()

            return self.client.send(call, in_turn)

        editing = Editing(self.client, self.ledger, self.types, self.sleep, send)
        return self._paying(
            change, call, lambda: editing.make(change, step, self._settled(change, call), edit)
        )

    def _upload(self, change: Change, file: Upload) -> None:
        """Upload a file for a change, whether the plan has that as a step or its URL has gone meanwhile."""
        step = Step(call=uploading(file))
        assert step.call is not None
        call, intended = step.call, False

        def ready() -> None:
            nonlocal intended
            self._check_turn(change, call)
            self.ledger.intend(change, step, None)
            intended = True

        try:
            url = self.client.upload(call, ready)
        except (Problem, Intercepted, Stale, TooLate):
            if intended:
                self.ledger.void(change, step)
            raise
        try:
            self.ledger.uploaded(change, file, Uploaded(url, int(self.client.server_time() * 1000)))
        except StateError as failed:
            raise Unwritten(failed, change.id) from None

    def _call(self, change: Change, step: Step, call: Call, id: str | None) -> str | None:
        def carry_out() -> tuple[str | None, Receipt]:
            filled = self._settled(change, call)
            if call.id_fields:
                return self._create(change, step, call, filled)
            return id, self._send(change, step, call, filled)

        return self._paying(change, call, carry_out)

    def _settled(self, change: Change, call: Call) -> Call:
        return LateValues(self.client, self.ledger.book, self._upload).settled(change, call)

    def _paying(self, change: Change, call: Call, carry_out: Callable[[], tuple[T, Receipt]]) -> T:
        """Carry a call out as far as the purse allows it, and note what it has cost."""
        self.purse.check(call, self.ledger.book.spending.months.get(self._month(), 0))
        try:
            made, receipt = carry_out()
        except Problem as refused:
            if refused.status == HTTPStatus.PAYMENT_REQUIRED:
                self.purse.run_out()
            raise
        except Lost:
            self.purse.may_have_paid(call)
            raise
        if payment := self.purse.paid(call, receipt, self._month()):
            self.ledger.book.pay(change.address, payment)
        return made

    def _month(self) -> str:
        return month_of(int(self.client.server_time() * 1000))

    def _send(self, change: Change, step: Step, call: Call, filled: Call) -> Receipt:
        intended = False

        def ready() -> None:
            nonlocal intended
            self._check_turn(change, call)
            self.rereading.leaving(change, call)
            self.ledger.intend(change, step, None)
            intended = True

        try:
            return receipt_in(self._send_on_a_fresh_basis(change, call, filled, ready))
        except OutcomeUnknown:
            if call.repeatable or not self._took_effect(change):
                raise
            return Receipt()
        except (Problem, Intercepted, Stale, TooLate):
            if intended:
                self.ledger.void(change, step)
            raise

    def _check_turn(self, change: Change, call: Call) -> None:
        """Whether a call may leave: the first of a change in time, and each on what was read lately.

        What begins in time goes on: the others must follow the first, unless the run is to stop.
        """
        self.heed()
        verdict = self.timely(change) if change.begins_with(call) else OPEN
        if verdict.standing is Standing.SKIP:
            raise TooLate.of(verdict.code, verdict.summary, verdict.detail)
        self.rereading.check(change, call)

    def _until_last(self, change: Change) -> float:
        """Seconds until the last call of a change leaves, its first being next: a window may lie between."""
        room = self.rereading.reader.allowance()
        return 0.0 if len(change.calls) <= room.left else room.seconds

    def _send_on_a_fresh_basis(
        self, change: Change, call: Call, filled: Call, ready: Callable[[], None]
    ) -> Answer:
        """Send a call, `filled` in, that `ready` may keep back until its collection has been read again."""
        for _ in range(TRIES):
            try:
                return self.client.send(filled, ready)
            except Outdated:
                self.rereading.again(change, call)
        raise too_slow()

    # -- creates

    def _create(self, change: Change, step: Step, call: Call, filled: Call) -> tuple[str, Receipt]:
        for number in range(1, _TRIES + 1):
            intents: list[Unresolved] = []
            try:
                return self._try(change, step, call, filled, intents)
            except (OutcomeUnknown, BadAnswer) as unknown:
                found = self._search(change, intents[-1], unknown)
                if found.sight is Sight.OURS:
                    return found.ids[0], Receipt(found.credits)
                again = found.sight is Sight.NOTHING and self._may_repeat(change, unknown)
                if not again or number == _TRIES:
                    raise written_down(self.ledger, change, Lost(unknown, intents[-1], found)) from None
                self.ledger.void(change, step)
            except ApiError:
                if intents:
                    self.ledger.void(change, step)
                raise
        raise AssertionError("the last try returns or raises")

    def _try(
        self, change: Change, step: Step, call: Call, filled: Call, intents: list[Unresolved]
    ) -> tuple[str, Receipt]:
        """Send a create once. Its intent is written when its turn has come: only then is its time known."""

        def ready() -> None:
            self._check_turn(change, call)
            intents.append(self._attempt(change, step))
            self.ledger.intend(change, step, intents[-1])

        answer = self._send_on_a_fresh_basis(change, call, filled, ready)
        id = _new_id(call, answer, self._taken(change))
        self.estimates.update(_estimated(change, id, answer))
        return id, receipt_in(answer)

    def _attempt(self, change: Change, step: Step) -> Unresolved:
        collection = change.address.collection
        known = self.known.get(collection, frozenset()) | self.ledger.book.ids(collection)
        record, sent_at = self.ledger.book.expected(change, step), int(self.client.server_time() * 1000)
        whole = None if change.after == record.fields else change.after
        return Unresolved(sent_at, known, record, sent=whole)

    def _taken(self, change: Change) -> frozenset[str]:
        """Ids that are those of other objects; one that was recorded and is gone may well come again."""
        collection = change.address.collection
        return self.known.get(collection, frozenset()) | self.ledger.book.new_ids(collection)

    def _search(self, change: Change, tried: Unresolved, unknown: ApiError) -> Found:
        """Look at once, and when nothing is there, once more a little later."""
        try:
            found = self._look(change, tried)
            if found.sight is not Sight.NOTHING:
                return found
            self.sleep(BETWEEN_LOOKS)
            return self._look(change, tried)
        except Unauthorized as refused:
            raise written_down(
                self.ledger, change, Lost(refused, tried, Found(Sight.UNCLEAR), unknown)
            ) from None
        except ApiError:
            return Found(Sight.UNCLEAR)

    def _look(self, change: Change, tried: Unresolved) -> Found:
        type_ = self.types[change.address.collection]
        live = read_list(self.client, type_).objects
        urls = self.ledger.book.urls
        found = {id: named_live(type_, one, urls) for id, one in live.items()}
        return look(type_, tried, found, tried.known)

    def _may_repeat(self, change: Change, unknown: ApiError) -> bool:
        """Only what nobody sees and nobody pays for, and only if the API may not have accepted it."""
        return self.types[change.address.collection].calls.repeats_lost_creates and not was_accepted(unknown)

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


def _estimated(change: Change, id: str, answer: Answer) -> dict[str, str]:
    """How long the API thinks that a new object takes, by its id; nothing where it says nothing."""
    wait = next((step.wait for step in change.steps if step.wait), None)
    told = answer.body.get(wait.estimate) if wait and isinstance(answer.body, Mapping) else None
    return {id: told} if isinstance(told, str) and told else {}


def _new_id(call: Call, answer: Answer, taken: frozenset[str]) -> str:
    body = answer.body if isinstance(answer.body, Mapping) else {}
    id = next((body[name] for name in call.id_fields if name in body), None)
    if _usable(id) and id not in taken:
        return id
    what = f"{call.method} {call.path} was accepted, but its answer has no new id that can be used"
    raise BadAnswer(error("no-id", what), answer.status)


def _usable(id: Any) -> TypeGuard[str]:
    try:
        return isinstance(id, str) and bool(segment(id))
    except InvalidInput:
        return False
