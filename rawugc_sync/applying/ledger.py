"""The state while a plan is applied: every step in the journal first, the state itself at the end."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any, Protocol

from rawugc_sync.state.document import record_json, renamings_json, unresolved_json
from rawugc_sync.words.addresses import Address
from rawugc_sync.words.planned import Action, Call, Change
from rawugc_sync.words.recorded import Applied, Moves, Record, Replacing, State, Takedown, Unresolved


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


class Ledger:
    """Takes over what was done. The serial moves once a run, and only with content.

    `applied` is what is remembered of a run that changes anything, and with `moved_on` of any.
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
    ) -> None:
        self._store = store
        self._applied = applied
        self._moved_on = moved_on
        self._before = before
        self._moves = moves or Moves(made=before.moved if before else frozenset())
        moved = self._moves.applied(before) if before else None
        self._lineage = before.lineage if before else str(uuid.uuid4())
        self._organization_id = organization_id or (before.organization_id if before else None)
        self._records: dict[Address, Record] = dict(moved.records) if moved else {}
        self._unresolved: dict[Address, Unresolved] = dict(moved.unresolved) if moved else {}
        self._lapsed = lapsed
        self._takedowns = list(before.takedowns) if before else []
        self._begun = False

    def ids(self, collection: str) -> frozenset[str]:
        """Every id that the records of a collection know now."""
        return _ids(self._records, collection)

    def new_ids(self, collection: str) -> frozenset[str]:
        """Those of them that this run has brought in."""
        return self.ids(collection) - _ids(self._before.records if self._before else {}, collection)

    def intend(self, change: Change, call: Call, attempt: Unresolved | None) -> None:
        """A call is about to be sent; `attempt` is what may be lost of a create."""
        self._begin()
        if self._identify(change) or self._mark_replacing(change, call):
            self._append_record(change)
        self._mark_deleting(change, call)
        sent = {"method": call.method, "path": call.path}
        create = unresolved_json(attempt) if attempt else None
        entry = _entry("intent", change, call=sent, create=create)
        # others must see a create before it is sent, and a lost place or lock has to stop every write
        self._store.journal.append(entry, urgent=True)
        self._store.assure()

    def _mark_replacing(self, change: Change, call: Call) -> bool:
        """Before an object is deleted for a new one, remember that its absence will be our doing."""
        record = self._records.get(change.address)
        goes_first = call is change.calls[0] and "create" in change.actions
        if record is None or not goes_first or call.removes != record.id:
            return False
        self._records[change.address] = replace(record, replacing=change.replacing)
        return True

    def _mark_deleting(self, change: Change, call: Call) -> None:
        """If the answer is lost, its absence is our doing; a journal shows that by the intent alone."""
        record = self._records.get(change.address)
        if record is not None and change.action is Action.DELETE and call.removes == record.id:
            self._records[change.address] = replace(record, replacing=record.replacing or Replacing({}))

    def pending(self, change: Change, done: int) -> Record:
        """The record of a create that is about to be sent as call number `done` of its change."""
        assert change.record is not None
        waiting = tuple(call.removes for call in change.calls[done:] if call.removes)
        return replace(change.record, deposed=(*change.record.deposed, *waiting))

    def called(self, change: Change, done: int, id: str | None) -> None:
        """`done` calls of a change have succeeded, and `id` is the object that it is about now.

        An old object whose delete is still to come is kept as deposed beside the new id.
        """
        self._identify(change)
        self._take_over(change, done, id)
        if change.calls:
            self._append_record(change)

    def void(self, change: Change) -> None:
        """The call that was intended provably did nothing."""
        record = self._records.get(change.address)
        if record is not None and record.replacing and not record.replacing.deleted:
            self._records[change.address] = replace(record, replacing=None)
            self._append_record(change)
            return
        self._store.journal.append(_entry("void", change))

    def lost(self, change: Change, attempt: Unresolved) -> None:
        """A create whose outcome cannot be told: a person, or a later run, has to."""
        self._unresolved[change.address] = attempt
        self._store.journal.append(_entry("lost", change, create=unresolved_json(attempt)))

    def refresh(self, records: Mapping[Address, Record | None]) -> None:
        """Take over records that changed without a call."""
        for address, record in records.items():
            self._put(address, self._as_it_is_now(address, record) if record else None)

    def save(self, note: str = "Apply") -> None:
        """Write the state if its content moved, then drop the journal; StateError when that fails.

        `note` says in a line what was done.
        """
        before = self._before
        serial, last = (before.serial, before.applied) if before else (0, None)
        state = State(
            self._lineage,
            serial,
            self._organization_id,
            self._records,
            self._unresolved,
            self._moves.made,
            self._applied if self._moved_on else last,
            tuple(self._takedowns),
        )
        if state != before and (before is not None or self._records or self._unresolved):
            young = tuple(one for one in self._takedowns if one not in self._lapsed)
            now = replace(state, serial=serial + 1, applied=self._applied or last, takedowns=young)
            self._store.write(now, note)
        elif self._begun:
            self._store.journal.clear()

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
            }
        )
        self._begun = True

    def _identify(self, change: Change) -> bool:
        """Record a lost create that the plan has found, as it was sent, before anything is done with it.

        Else a call that changes the object, and is lost as well, would make it unrecognisable.
        """
        lost = self._unresolved.get(change.address)
        if lost is None or change.id is None or change.id in lost.known:
            return False
        self._put(change.address, replace(lost.record, id=change.id))
        return True

    def _append_record(self, change: Change) -> None:
        record = self._records.get(change.address)
        self._store.journal.append(_entry("done", change, record=record_json(record) if record else None))

    def _take_over(self, change: Change, done: int, id: str | None) -> None:
        left = change.calls[done:]
        old = self._records.get(change.address)
        if change.action_reason == "deposed":
            self._drop_deposed(change.address, change.id)
        elif not left:
            self._finish(change, id)
        elif id is not None and id != change.id and change.record is not None:
            self._put(change.address, replace(self.pending(change, done), id=id))
        elif old is not None and any(call.removes == old.id for call in change.calls[:done]):
            self._put(change.address, replace(old, replacing=replace(change.replacing, deleted=True)))

    def _finish(self, change: Change, id: str | None) -> None:
        if change.takedown is not None:
            self._takedowns.append(change.takedown)
        if change.record is None:
            self._put(change.address, None)
        else:
            record = self._as_it_is_now(change.address, change.record)
            self._put(change.address, replace(record, id=id or record.id))

    def _as_it_is_now(self, address: Address, record: Record) -> Record:
        """A planned record without the deposed objects that this run has deleted already."""
        now = self._records.get(address)
        left = tuple(id for id in record.deposed if now is not None and id in now.deposed)
        return replace(record, deposed=left)

    def _drop_deposed(self, address: Address, id: str | None) -> None:
        record = self._records.get(address)
        if record is not None:
            left = tuple(old for old in record.deposed if old != id)
            self._put(address, replace(record, deposed=left))

    def _put(self, address: Address, record: Record | None) -> None:
        self._unresolved.pop(address, None)
        if record is None:
            self._records.pop(address, None)
        else:
            self._records[address] = record


def _ids(records: Mapping[Address, Record], collection: str) -> frozenset[str]:
    mine = [record for address, record in records.items() if address.collection == collection]
    return frozenset(id for record in mine for id in (record.id, *record.deposed))


def _entry(kind: str, change: Change, **more: Any) -> dict[str, Any]:
    return {"kind": kind, "address": str(change.address), **more}
