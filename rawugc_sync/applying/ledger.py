"""The state while a plan is applied: every step in the journal first, the state itself at the end."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from typing import Any, Protocol

from rawugc_sync.applying.book import Book
from rawugc_sync.resources.edits import Version, with_version
from rawugc_sync.state.document import record_json, renamings_json, unresolved_json, upload_json
from rawugc_sync.state.spending import payment_json
from rawugc_sync.words.addresses import Address, Fields
from rawugc_sync.words.planned import Change, Leaves, Step
from rawugc_sync.words.recorded import Applied, Moves, Record, State, Takedown, Unresolved
from rawugc_sync.words.uploads import Upload, Uploaded


class Journal(Protocol):
    """Where steps become durable."""

    def append(self, entry: Mapping[str, Any], *, urgent: bool = False) -> None:
        """An `urgent` entry must be seen by everybody before anything else happens."""

    def clear(self) -> None: ...


class Store(Protocol):
    """Where a state is kept."""

    @property
    def journal(self) -> Journal: ...

    def write(self, state: State, note: str) -> None:
        """Write the state, and drop the journal."""

    def assure(self) -> None:
        """StateError when others may write by now: asked right before a call is sent."""


class Noting(Protocol):
    """What the journal has of a run beside what the state takes over: if it dies, the next one records it."""

    @property
    def run(self) -> Mapping[str, Any]:
        """What is known of it when it begins."""

    def change(self, change: Change) -> Mapping[str, Any]:
        """A change, as it was planned."""


class Ledger:
    """Takes over what each step leaves. The serial moves once a run, and only with content.

    `applied` is what is remembered of a run that changes anything, and with `moved_on` of any. `serving` says
    up to when (Unix ms) what was said at an address has served, once something is done there; None where a
    yes lasts. `policy` is what counts from now on; None as before. `settles` is the commit of which nothing
    is left open once all is done; None as before. `noting` is None where no runs are kept.
    """

    def __init__(
        self,
        store: Store,
        before: State | None,
        organization_id: str | None,
        moves: Moves | None = None,
        applied: Applied | None = None,
        lapsed: Collection[Takedown] = (),
        *,
        moved_on: bool = False,
        serving: Callable[[Address], int | None] = lambda _: None,
        policy: Mapping[str, Any] | None = None,
        settles: str | None = None,
        noting: Noting | None = None,
    ) -> None:
        self._store = store
        self._applied = applied
        self._moved_on = moved_on
        self._serving = serving
        self._policy = before.policy if policy is None and before else policy
        self._before = before
        self._settles = settles
        self._noting = noting
        self._noted: set[int] = set()
        self._moves = moves or Moves(made=before.moved if before else frozenset())
        self._lineage = before.lineage if before else str(uuid.uuid4())
        self._organization_id = organization_id or (before.organization_id if before else None)
        self._book = Book(before, self._moves)
        self._lapsed = lapsed
        self._begun = False

    @property
    def book(self) -> Book:
        """What the state is to be by now."""
        return self._book

    def intend(self, change: Change, step: Step, attempt: Unresolved | None) -> None:
        """The call of a step is about to be sent; `attempt` is what may be lost of a create or an edit."""
        assert step.call is not None
        self._begin()
        if step.meanwhile is not None:
            self._mark(change, step.meanwhile)
        sent = {"method": step.call.method, "path": step.call.path}
        create = unresolved_json(attempt) if attempt else None
        served = self._served(change) if attempt else {}
        entry = _entry("intent", change, call=sent, create=create, **served, **self._note(change))
        # others must see a create before it is sent, and a lost place or lock has to stop every write
        self._store.journal.append(entry, urgent=True)
        self._store.assure()

    def edited(self, change: Change, step: Step, version: Version) -> None:
        """A step has made this version of the object of its change."""
        record = with_version(self._book.expected(change, step), self._book.records[change.address], version)
        self._book.put(change.address, record)
        self._append_record(change, whole=step is change.steps[-1])

    def settle(self, change: Change, step: Step, id: str | None) -> None:
        """A step is done, and `id` is the object that its change is about now."""
        if step.call is not None and step.call.removes is not None:
            self._book.drop(change.address, step.call.removes)
        if step.paid is not None:
            self._book.pay(change.address, step.paid)
        if step.lets_go is not None:
            self._book.let(change.address.collection, step.lets_go)
        if step.leaves is Leaves.NOTHING:
            self._book.forget(change)
        elif step.leaves is Leaves.RECORD:
            record = self._book.expected(change, step)
            self._book.put(change.address, replace(record, id=record.id or id or ""))
        if change.ends_with(step.call):
            self._note_served(change)
        if change.calls and (step.call is not None or step.leaves is not Leaves.AS_IS):
            self._begin()
            self._append_record(change, step.lets_go, whole=step is change.steps[-1])

    def ready(self, change: Change, outputs: Fields, *, whole: bool = False) -> None:
        """The object of a change is ready, and has these outputs; with that, all of it may be done."""
        record = self._book.records.get(change.address)
        if record is not None and outputs and record.outputs != outputs:
            self._book.put(change.address, replace(record, outputs=outputs))
            self._begin()
            self._append_record(change, whole=whole)

    def uploaded(self, change: Change, file: Upload, uploaded: Uploaded) -> None:
        """A file has its URL, which nothing may use before this is written down."""
        self._book.uploads[file.sha256] = uploaded
        done = {"sha256": file.sha256, **upload_json(uploaded)}
        self._store.journal.append(_entry("done", change, upload=done))

    def void(self, change: Change, step: Step) -> None:
        """The call that was intended provably did nothing."""
        record = self._book.records.get(change.address)
        if step.meanwhile is None or record is None:
            self._store.journal.append(_entry("void", change))
            return
        self._book.records[change.address] = replace(record, replacing=None)
        self._append_record(change, void=True)

    def lost(self, change: Change, attempt: Unresolved) -> None:
        """A create or an edit whose outcome cannot be told: a person, or a later run, has to."""
        self._book.unresolved[change.address] = attempt
        served = self._note_served(change)  # it may be done
        self._store.journal.append(_entry("lost", change, create=unresolved_json(attempt), **served))

    def refresh(self, records: Mapping[Address, Record | None]) -> None:
        """Take over records that changed without a call."""
        for address, record in records.items():
            self._book.put(address, self._book.as_it_is_now(address, record) if record else None)

    def save(self, note: str = "Apply", *, all_done: bool = False) -> None:
        """Write the state if its content moved, then drop the journal; StateError when that fails.

        `note` says in a line what was done, `all_done` that the run has left nothing open.
        """
        before = self._before
        serial, last = (before.serial, before.applied) if before else (0, None)
        state = State(
            self._lineage,
            serial,
            self._organization_id,
            self._book.records,
            self._book.unresolved,
            self._moves.made,
            self._applied if self._moved_on else last,
            tuple(self._book.takedowns),
            self._book.let_go,
            self._book.uploads,
            self._book.spending,
            self._policy,
            self._book.served,
            self._settles if all_done and self._settles else before.settled if before else None,
            self._book.held,
        )
        if state != before and (
            before is not None or self._book.records or self._book.unresolved or self._book.uploads
        ):
            young = tuple(one for one in self._book.takedowns if one not in self._lapsed)
            now = replace(state, serial=serial + 1, applied=self._applied or last, takedowns=young)
            self._store.write(now, note)
        elif self._begun:
            self._store.journal.clear()

    def _served(self, change: Change) -> dict[str, int]:
        """Up to when what was said of a change has served, as an entry has it; empty where a yes lasts."""
        at = self._serving(change.address)
        return {} if at is None else {"served": at}

    def _note_served(self, change: Change) -> dict[str, int]:
        """The same, noted."""
        served = self._served(change)
        if served:
            self._book.served[change.address] = served["served"]
        return served

    def _note(self, change: Change) -> dict[str, Any]:
        """What an entry has of a change that is begun; it is told once."""
        if self._noting is None or id(change) in self._noted:
            return {}
        self._noted.add(id(change))
        return {"planned": self._noting.change(change)}

    def _begin(self) -> None:
        if self._begun:
            return
        serial = self._before.serial if self._before else 0
        moves = ((old, new) for new, old in self._moves.previous.items())
        self._store.journal.append(
            {
                "kind": "run",
                "lineage": self._lineage,
                "serial": serial,
                "organizationId": self._organization_id,
                "moves": renamings_json(moves),
                "moved": renamings_json(self._moves.made),
                **({"run": self._noting.run} if self._noting else {}),
            }
        )
        self._begun = True

    def _mark(self, change: Change, meanwhile: Record) -> None:
        """What the record says until there is an answer; not written where the intent alone says so."""
        before = self._book.records.get(change.address)
        record = self._book.as_it_is_now(change.address, meanwhile)
        self._book.records[change.address] = record
        if before is None or record != before.being_deleted:
            self._append_record(change)

    def _append_record(self, change: Change, lets_go: str | None = None, **flags: bool) -> None:
        record = self._book.records.get(change.address)
        more: dict[str, Any] = {"letGo": [lets_go]} if lets_go is not None else {}
        more |= {name: True for name, is_set in flags.items() if is_set}
        if change.address in self._book.served:
            more["served"] = self._book.served[change.address]
        if paid := self._book.told_payments(change.address):
            more["paid"] = list(map(payment_json, paid))
        entry = _entry("done", change, record=record_json(record) if record else None, **more)
        self._store.journal.append(entry)


def _entry(kind: str, change: Change, **more: Any) -> dict[str, Any]:
    return {"kind": kind, "address": str(change.address), **more}
