"""What a state is to be, as a run goes: records, lost creates, uploads, payments. Writes nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from rawugc_sync.words.addresses import Address
from rawugc_sync.words.credits import Payment, Spending
from rawugc_sync.words.outputs import Outputs
from rawugc_sync.words.planned import Change, Step
from rawugc_sync.words.recorded import Held, LetGo, Moves, Record, State, Takedown, Unresolved, outputs_of
from rawugc_sync.words.uploads import FileUrl, Uploaded


class Book:
    """The content of a state under its new addresses, and what each step of a run makes of it."""

    def __init__(self, before: State | None, moves: Moves) -> None:
        moved = moves.applied(before) if before else None
        self._before: Mapping[Address, Record] = before.records if before else {}
        self.records: dict[Address, Record] = dict(moved.records) if moved else {}
        self.unresolved: dict[Address, Unresolved] = dict(moved.unresolved) if moved else {}
        self.takedowns: list[Takedown] = list(before.takedowns) if before else []
        self.uploads: dict[str, Uploaded] = dict(before.uploads) if before else {}
        self.spending = before.spending if before else Spending()
        self.served: dict[Address, int] = dict(before.served) if before else {}
        self.held: dict[Address, Held] = dict(moved.held) if moved else {}
        self._payments: dict[Address, list[Payment]] = {}
        self._let_go: set[LetGo] = set(before.let_go) if before else set()
        self._gone: set[tuple[Address, str]] = set()

    @property
    def let_go(self) -> frozenset[LetGo]:
        """What was forgotten and stays, and has not come back into a record."""
        records = self.records.items()
        return frozenset(self._let_go) - {(a.collection, id) for a, r in records for id in r.ids}

    def pay(self, address: Address, payment: Payment) -> None:
        """Something was paid for the resource of a change."""
        self.spending = self.spending.after(payment)
        self._payments.setdefault(address, []).append(payment)

    def told_payments(self, address: Address) -> list[Payment]:
        """What was paid for a resource and is not in the journal: from now on, it is."""
        return self._payments.pop(address, [])

    @property
    def outputs(self) -> Outputs:
        """What the objects of this state have to give by now."""
        return outputs_of(self.records)

    @property
    def urls(self) -> Mapping[str, FileUrl]:
        """URL → the file that is there."""
        return {one.url: FileUrl(sha256) for sha256, one in self.uploads.items()}

    def ids(self, collection: str) -> frozenset[str]:
        """Every id that the records of a collection know now."""
        return ids_of(self.records, collection)

    def new_ids(self, collection: str) -> frozenset[str]:
        """Those of them that this run has brought in."""
        return self.ids(collection) - ids_of(self._before, collection)

    def let(self, collection: str, id: str) -> None:
        """An object is forgotten for good."""
        self._let_go.add((collection, id))

    def put(self, address: Address, record: Record | None) -> None:
        """A record, or that there is none any more; whatever was open about it is settled."""
        self.unresolved.pop(address, None)
        self.held.pop(address, None)
        if record is None:
            self.records.pop(address, None)
        else:
            self.records[address] = record

    def forget(self, change: Change) -> None:
        """The resource of a change is not in the state any more."""
        if change.takedown is not None:
            self.takedowns.append(change.takedown)
        self.put(change.address, None)

    def drop(self, address: Address, id: str) -> None:
        """An object is deleted: if it was deposed, it is not any more."""
        self._gone.add((address, id))
        record = self.records.get(address)
        if record is not None:
            self.records[address] = self.as_it_is_now(address, record)

    def expected(self, change: Change, step: Step) -> Record:
        """The record that a step is to leave."""
        assert step.record is not None
        return self.as_it_is_now(change.address, _deposing(step.record, step))

    def as_it_is_now(self, address: Address, record: Record) -> Record:
        """A planned record without the deposed objects that this run has deleted already."""
        left = tuple(id for id in record.deposed if (address, id) not in self._gone)
        return record if left == record.deposed else replace(record, deposed=left)


def ids_of(records: Mapping[Address, Record], collection: str) -> frozenset[str]:
    """Every id that records of a collection know."""
    mine = [record for address, record in records.items() if address.collection == collection]
    return frozenset(id for record in mine for id in (record.id, *record.deposed))


def _deposing(record: Record, step: Step) -> Record:
    return replace(record, deposed=(*record.deposed, *step.deposes)) if step.deposes else record
