"""The state while a plan is applied: what each finished call means for it, saved as it happens."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import replace
from typing import Protocol

from rawugc_sync.model import Address, Change, Record, State


class Store(Protocol):
    """Where a state is kept."""

    def read(self) -> State | None: ...

    def write(self, state: State) -> None: ...


class Ledger:
    """Takes over what was done and writes it down; the serial moves once a run, and only with content."""

    def __init__(self, store: Store, before: State | None, organization_id: str | None) -> None:
        self._store = store
        self._before = before
        self._lineage = before.lineage if before else str(uuid.uuid4())
        self._organization_id = organization_id or (before.organization_id if before else None)
        self._records: dict[Address, Record] = dict(before.records) if before else {}
        self._saved = before

    def called(self, change: Change, done: int, id: str | None) -> None:
        """`done` calls of a change have succeeded, and `id` is the object that it is about now.

        An old object whose delete is still to come is kept as deposed beside the new id.
        """
        left = change.calls[done:]
        old = self._records.get(change.address)
        if change.action_reason == "deposed":
            self._drop_deposed(change.address, change.id)
        elif not left:
            self._finish(change, id)
        elif id is not None and id != change.id and change.record is not None:
            waiting = tuple(call.removes for call in left if call.removes)
            self._put(
                change.address, replace(change.record, id=id, deposed=(*change.record.deposed, *waiting))
            )
        elif old is not None and any(call.removes == old.id for call in change.calls[:done]):
            self._put(change.address, None)

    def refresh(self, records: Mapping[Address, Record | None]) -> None:
        """Take over records that changed without a call."""
        for address, record in records.items():
            self._put(address, self._as_it_is_now(address, record) if record else None)

    def save(self) -> None:
        """Write the state if its content moved; StateError when that fails."""
        serial = self._before.serial if self._before else 0
        state = State(self._lineage, serial, self._organization_id, dict(self._records))
        if self._before is not None and state == self._before:
            return
        if self._before is None and not self._records:
            return
        state = replace(state, serial=serial + 1)
        if state != self._saved:
            self._store.write(state)
            self._saved = state

    def _finish(self, change: Change, id: str | None) -> None:
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
        if record is None:
            self._records.pop(address, None)
        else:
            self._records[address] = record
