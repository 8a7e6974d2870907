"""Keeps a state in a store: reads it with what its journal knows, writes it whole, holds its lock."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Any

from rawugc_sync.state import document
from rawugc_sync.state.fold import fold
from rawugc_sync.state.journal import Journal, check, entries_in, line_of
from rawugc_sync.state.left import left_in
from rawugc_sync.state.lock import Clock, held
from rawugc_sync.state.store import Conflict, Holder, JournalKept, Leased, LockLost, Store
from rawugc_sync.words.errors import RawugcError, StateError
from rawugc_sync.words.left import Left
from rawugc_sync.words.recorded import State

WINDOW = 60.0
"""Seconds after which what only this machine knows goes to where the state is."""


class Keeper:
    """One workspace's state. `spool` is a journal on this machine, before a store that is elsewhere."""

    def __init__(self, store: Store, clock: Clock, spool: Journal | None = None) -> None:
        self.store = store
        self.journal = RunJournal(store, clock, spool)
        self._clock = clock
        self._version: str | None = None

    @property
    def place(self) -> str:
        return self.store.place

    def held(
        self,
        command: str,
        timeout: float = 0,
        stuck: Callable[[RawugcError], object] | None = None,
        clock: Clock | None = None,
    ) -> AbstractContextManager[Holder]:
        """Hold the lock, as a context; LockHeld when it is not free within `timeout` seconds.

        They are waited for by `clock`, else by the keeper's own. `stuck` hears of a lock that cannot be
        given back.
        """
        far = not self.journal.is_local
        return held(self.store, command, clock or self._clock, timeout, stuck, far=far)

    def assure(self) -> None:
        """LockLost when the lock has ended since the journal was written: then nothing may be sent."""
        if isinstance(self.store, Leased):
            self.store.assure()

    def read(self) -> State | None:
        """The state with what its journal knows; None without either. StateError when they cannot be used."""
        entries = self.journal.entries()  # first: a run that ends meanwhile saves the state, then drops them
        return fold(self._stored(), entries, self.journal.place)

    def settle(
        self, record: Callable[[Sequence[Left], State | None], object] = lambda _, __: None
    ) -> State | None:
        """Take over what a run that died left in the journal. Only with the lock held.

        `record` gets its runs, and the state with them, before that is written: until then the journal has
        them, so that nothing is lost if this one dies, too.
        """
        entries = self.journal.entries()
        stored = self._stored()
        state = fold(stored, entries, self.journal.place)
        if left := left_in(stored, entries):
            record(left, state)
        if state is not None and state != stored:
            self.write(state, "Take over an interrupted run")
        elif entries:
            self.journal.clear()
        return state

    def write(self, state: State, note: str) -> None:
        """Replace the state in one step, and drop the journal. Only with the lock held.

        JournalKept when only the latter fails. StateError when the former does; a copy is kept on this
        machine then. Conflict when somebody else has written since it was read.
        """
        if complaint := document.inconsistency(state):
            raise StateError.of("state-inconsistent", f"the state was not written: {complaint}")
        data = _encoded(state)
        try:
            self._version = self.store.write(data, self._version, note)
        except JournalKept:
            raise  # nothing is lost: the state is where it belongs
        except StateError as failed:
            kind = type(failed) if isinstance(failed, Conflict | LockLost) else StateError
            why = failed.diagnostics[0]
            detail = f"{why.detail} {_rescue(data, self.journal)}".strip()
            raise kind.of(why.code, why.summary, detail) from None
        self.journal.written()

    def _stored(self) -> State | None:
        stored = self.store.read()
        self._version = stored.version if stored else None
        if stored is None:
            return None
        try:
            text = stored.data.decode("utf-8")
        except UnicodeDecodeError:
            text = "\ufffd"
        return document.load(text, self.place)


class RunJournal:
    """The journal of a run: on this machine at once, and with the state before it matters to others.

    Where the state lies on this machine, both are one.
    """

    def __init__(self, store: Store, clock: Clock, spool: Journal | None) -> None:
        self._store = store
        self._clock = clock
        self._spool = spool
        self._waiting = b""
        self._sent_at = clock.monotonic()

    @property
    def place(self) -> str:
        """Where its entries are: with the state, and on this machine as far as there are any."""
        spooled = f" or {self._spool.place}" if self._spool and self._spool.read() else ""
        return f"{self._store.journal_place}{spooled}"

    @property
    def is_local(self) -> bool:
        """Whether the state lies on this machine, so that there is one journal."""
        return self._spool is None

    @property
    def kept(self) -> tuple[str, str]:
        """Where all entries are, and which run sees them: the last ones may be on this machine alone."""
        if self._spool is None:
            return "the journal", "the next run"
        return f"{self._spool.place} on this machine", "the next run here"

    def append(self, entry: Mapping[str, Any], *, urgent: bool = False) -> None:
        """Write one entry down, durably; an `urgent` one everybody must be able to see from now on."""
        line = line_of(entry)
        if self._spool is None:
            self._store.append(line)
            return
        self._spool.append(line)
        self._waiting += line
        if urgent or self._clock.monotonic() - self._sent_at >= WINDOW:
            self._store.append(self._waiting)
            self._waiting = b""
            self._sent_at = self._clock.monotonic()

    def entries(self) -> list[dict[str, Any]]:
        """Every whole entry, oldest first.

        What this machine has spooled goes on where the store ends, perhaps behind a line that was torn; or
        it is of a run before that. StateError when something else lies in the place of either.
        """
        stored = self._store.read_journal()
        spooled = self._spool.read() if self._spool else b""
        check(stored, self._store.journal_place)
        if self._spool:
            check(spooled, self._spool.place)
        return entries_in(spooled if stored in spooled else spooled + b"\n" + stored)

    def clear(self) -> None:
        """Forget the entries: the state has them now."""
        self._store.drop_journal()
        self.written()

    def written(self) -> None:
        """The store has dropped its journal."""
        self._waiting = b""
        if self._spool is not None:
            self._spool.clear()


def _encoded(state: State) -> bytes:
    """UTF-8; half a surrogate pair, which an API may well send, as the escape that JSON has for it."""
    return document.dump(state).encode("utf-8", "backslashreplace")


def _rescue(data: bytes, journal: RunJournal) -> str:
    """A copy elsewhere of a state that could not be written; says where."""
    where, run = journal.kept
    try:
        handle, path = tempfile.mkstemp(prefix="rawugc-state-", suffix=".json")
        with os.fdopen(handle, "wb") as file:
            file.write(data)
    except OSError:
        return f"{where} has what was done, and {run} takes it over."
    return f"A copy is at {path}; {where} has the same, and {run} takes it over."
