"""Folds a journal into a state: what a run that died had done, as if it had ended well."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import unquote

from rawugc_sync.state.document import record_of, renamings_of, unresolved_of, upload_of
from rawugc_sync.state.left import is_news
from rawugc_sync.state.malformed import Malformed
from rawugc_sync.state.spending import payment_of
from rawugc_sync.words.addresses import Address
from rawugc_sync.words.credits import Spending
from rawugc_sync.words.errors import StateError
from rawugc_sync.words.recorded import State, Unresolved


def fold(state: State | None, entries: Iterable[Mapping[str, Any]], place: str) -> State | None:
    """The state with everything that the journal knows; None without either.

    Entries of a run whose outcome the state holds already change nothing. StateError when the
    journal belongs to another state, or cannot be understood.
    """
    folding = _Folding(state)
    try:
        for entry in entries:
            folding.take(entry)
    except (Malformed, AttributeError, KeyError, TypeError, ValueError) as wrong:
        raise StateError.of(
            "journal-broken",
            f"{place} cannot be understood: {wrong}",
            "It holds what an interrupted run did. Keep a copy, then remove it: the next plan looks for "
            "the objects by their natural keys.",
        ) from None
    return folding.state()


class _Folding:
    def __init__(self, state: State | None) -> None:
        self._before = state
        self._lineage = state.lineage if state else None
        self._serial = state.serial if state else 0
        self._organization_id = state.organization_id if state else None
        self._records = dict(state.records) if state else {}
        self._unresolved = dict(state.unresolved) if state else {}
        self._moved = state.moved if state else frozenset()
        self._applied = state.applied if state else None
        self._takedowns = state.takedowns if state else ()
        self._let_go = state.let_go if state else frozenset()
        self._uploads = dict(state.uploads) if state else {}
        self._spending = state.spending if state else Spending()
        self._policy = state.policy if state else None
        self._served = dict(state.served) if state else {}
        self._settled = state.settled if state else None
        self._held = dict(state.held) if state else {}
        self._open: dict[Address, Unresolved] = {}
        self._serving: dict[Address, int] = {}
        self._deleting: dict[Address, str] = {}
        self._ours = True
        self._touched = False

    def take(self, entry: Mapping[str, Any]) -> None:
        kind = entry["kind"]
        if kind == "run":
            self._begin(entry)
        elif self._ours:
            self._step(kind, Address.parse(entry["address"]), entry)

    def state(self) -> State | None:
        """What is known now: an intent without an outcome is a create that may exist."""
        if self._lineage is None or not (self._touched or self._open or self._deleting):
            return self._before
        self._mark_deleted()
        unresolved = {**self._unresolved, **self._open}
        folded = State(
            self._lineage,
            self._serial,
            self._organization_id,
            self._records,
            unresolved,
            self._moved,
            self._applied,
            self._takedowns,
            self._let_go,
            self._uploads,
            self._spending,
            self._policy,
            {**self._served, **self._serving},
            self._settled,
            self._held,
        )
        return folded if folded == self._before else replace(folded, serial=self._serial + 1)

    def _begin(self, entry: Mapping[str, Any]) -> None:
        if self._lineage is not None and entry["lineage"] != self._lineage:
            raise Malformed("it belongs to another state")
        # A run that began from an older serial is in the state already; from a newer one, this is a copy.
        self._ours = is_news(entry, self._serial)
        self._serial = max(self._serial, entry["serial"])
        self._lineage = entry["lineage"]
        self._organization_id = entry["organizationId"] or self._organization_id
        if self._ours:
            self._rename(entry)

    def _rename(self, entry: Mapping[str, Any]) -> None:
        """A run makes its moves before anything else; a journal of before there were any has none."""
        if "moved" not in entry:
            return
        new = dict(renamings_of(entry["moves"]))
        self._records = {new.get(address, address): record for address, record in self._records.items()}
        self._unresolved = {new.get(address, address): lost for address, lost in self._unresolved.items()}
        self._held = {new.get(address, address): one for address, one in self._held.items()}
        self._moved = renamings_of(entry["moved"])

    def _step(self, kind: str, address: Address, entry: Mapping[str, Any]) -> None:
        self._open.pop(address, None)
        self._serving.pop(address, None)
        self._deleting.pop(address, None)
        if kind == "intent":
            self._intend(address, entry)
            return
        self._served |= {address: entry["served"]} if "served" in entry else {}
        if kind == "lost":
            self._unresolved[address] = unresolved_of(str(address), entry["create"])
        elif kind == "done" and "upload" in entry:
            done = entry["upload"]
            self._uploads[done["sha256"]] = upload_of(done["sha256"], done)
        elif kind == "done":
            for one in map(payment_of, entry.get("paid", ())):
                self._spending = self._spending.after(one)
            self._put(address, entry["record"])
            self._let_go |= {(address.collection, id) for id in entry.get("letGo", ())}
        elif kind == "void":
            return
        else:
            raise Malformed(f"{kind!r} is not a kind of entry")
        self._touched = True

    def _intend(self, address: Address, entry: Mapping[str, Any]) -> None:
        """A call that may have been carried out, and then a yes to it has served."""
        sent = entry.get("call", {})
        if sent.get("method") == "DELETE":
            self._deleting[address] = sent["path"]
        if entry["create"] is not None:
            self._open[address] = unresolved_of(str(address), entry["create"])
        self._serving |= {address: entry["served"]} if "served" in entry else {}

    def _mark_deleted(self) -> None:
        """An object whose delete has no outcome may be gone, and then nobody else has deleted it."""
        for address, path in self._deleting.items():
            record = self._records.get(address)
            if record is not None and unquote(path.rpartition("/")[2]) == record.id:
                self._records[address] = record.being_deleted

    def _put(self, address: Address, record: Any) -> None:
        self._unresolved.pop(address, None)
        self._held.pop(address, None)
        if record is None:
            self._records.pop(address, None)
        else:
            self._records[address] = record_of(str(address), record)
