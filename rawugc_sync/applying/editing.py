"""Makes a paid edit: sent once, and looked for among the versions of its object when its answer is lost."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Protocol

from rawugc_sync.api.answers import Answer
from rawugc_sync.applying.ledger import Ledger
from rawugc_sync.applying.lost import BETWEEN_LOOKS, Lost, written_down
from rawugc_sync.applying.purse import receipt_in
from rawugc_sync.planning.look import Found, Sight, look
from rawugc_sync.reading.answers import single
from rawugc_sync.resources.edits import Version, highest_of
from rawugc_sync.resources.resource_type import ResourceType
from rawugc_sync.words.credits import Receipt
from rawugc_sync.words.diagnostics import error
from rawugc_sync.words.errors import ApiError, BadAnswer, OutcomeUnknown, Unauthorized
from rawugc_sync.words.live import Live
from rawugc_sync.words.planned import Call, Change, Edit, Step
from rawugc_sync.words.recorded import LostEdit, Unresolved


class Reader(Protocol):
    """Reads, and knows the time."""

    def get(self, path: str, query: Mapping[str, str] = ...) -> Answer: ...

    def server_time(self) -> float: ...


@dataclass(frozen=True, slots=True)
class Editing:
    """Makes the edits of one run. `send` sends a call once its turn has come, of which `ready` then hears."""

    reader: Reader
    ledger: Ledger
    types: Mapping[str, ResourceType]
    sleep: Callable[[float], None]
    send: Callable[[Change, Call, Callable[[], None]], Answer]

    def make(self, change: Change, step: Step, call: Call, edit: Edit) -> tuple[Version, Receipt]:
        """Send an edit, its late values filled in, and tell the version that it has made and what it cost.

        Raises ApiError when it was not made, and Lost when that cannot be told.
        """
        intents: list[Unresolved] = []

        def ready() -> None:
            intents.append(self._attempt(change, step, edit))
            self.ledger.intend(change, step, intents[-1])

        try:
            answer = self.send(change, call, ready)
            return self._version_in(change, call, answer), receipt_in(answer)
        except (OutcomeUnknown, BadAnswer) as unknown:
            if not intents:
                raise
            return self._search(change, intents[-1], unknown), Receipt()
        except ApiError:
            if intents:
                self.ledger.void(change, step)
            raise

    def _attempt(self, change: Change, step: Step, edit: Edit) -> Unresolved:
        before, sent_at = self.ledger.book.records[change.address], int(self.reader.server_time() * 1000)
        record = replace(self.ledger.book.expected(change, step), id=before.id)
        return Unresolved(sent_at, frozenset(), record, edit=LostEdit(edit.field, highest_of(before)))

    def _version_in(self, change: Change, call: Call, answer: Answer) -> Version:
        version = self.types[change.address.collection].calls.edits.version_in(answer.body)
        if version is not None:
            return version
        what = f"{call.method} {call.path} was accepted, but its answer has no version that can be used"
        raise BadAnswer(error("no-version", what), answer.status)

    def _search(self, change: Change, attempt: Unresolved, unknown: ApiError) -> Version:
        """Look at once, and when nothing is there, once more a little later."""
        assert attempt.edit is not None
        edits = self.types[change.address.collection].calls.edits
        try:
            live, found = self._look(change, attempt)
            if found.sight is Sight.NOTHING:
                self.sleep(BETWEEN_LOOKS)
                live, found = self._look(change, attempt)
        except Unauthorized as refused:
            raise written_down(
                self.ledger, change, Lost(refused, attempt, Found(Sight.UNCLEAR), unknown)
            ) from None
        except ApiError:
            raise written_down(self.ledger, change, Lost(unknown, attempt, Found(Sight.UNCLEAR))) from None
        if found.sight is not Sight.OURS:
            raise written_down(self.ledger, change, Lost(unknown, attempt, found)) from None
        return edits.made_by(attempt.edit.field, attempt.edit.above, live)[0]

    def _look(self, change: Change, attempt: Unresolved) -> tuple[Live, Found]:
        type_, id = self.types[change.address.collection], self.ledger.book.records[change.address].id
        live = single(type_, self.reader.get(type_.calls.item(id)).body, id)
        if live is None:
            raise BadAnswer.of("bad-answer", f"the answer to GET {type_.calls.item(id)} is of another video")
        return live, look(type_, attempt, {id: live}, frozenset())
