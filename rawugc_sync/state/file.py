"""The state in a file beside the manifests, written atomically, with the previous ones kept."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from rawugc_sync.errors import StateError
from rawugc_sync.model import State
from rawugc_sync.state import document, durable
from rawugc_sync.state.fold import fold
from rawugc_sync.state.journal import Journal
from rawugc_sync.state.lock import Lock

BACKUPS = 10
"""How many earlier states are kept."""


class StateFile:
    """One workspace's state on disk; `place` is how messages call it.

    `private` is the folder for what is never committed: the journal, the lock, and backups.
    """

    def __init__(self, path: Path, private: Path, place: str) -> None:
        self.path = Path(os.path.realpath(path))  # a link stays a link
        self.place = place
        self._private = private
        self.journal = Journal(private / "journal.jsonl", f"{private.name}/journal.jsonl")
        self.lock = Lock(private / "lock", f"{private.name}/lock")

    def read(self) -> State | None:
        """The state with what its journal knows; None without either. StateError when they cannot be used."""
        entries = self.journal.entries()  # first: a run that ends meanwhile saves the state, then drops them
        return fold(self._stored(), entries, self.journal.place)

    def settle(self) -> State | None:
        """Take over what a run that died left in the journal. Only with the lock held."""
        entries = self.journal.entries()
        stored = self._stored()
        state = fold(stored, entries, self.journal.place)
        if state is not None and state != stored:
            self.write(state)
        if entries:
            self.journal.clear()
        return state

    def write(self, state: State) -> None:
        """Replace the file in one step: whoever reads it sees the old state or the new one."""
        if complaint := document.inconsistency(state):
            raise StateError.of("state-inconsistent", f"the state was not written: {complaint}")
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self._back_up()
            durable.replace(self.path, _encoded(state))
        except OSError as failed:
            raise StateError.of(
                "state-unwritable",
                f"{self.place} cannot be written: {failed.strerror}",
                f"Make the folder writable and free space on the disk. {self._rescue(state)}",
            ) from None

    def _stored(self) -> State | None:
        try:
            text = self.path.read_bytes().decode("utf-8")
        except FileNotFoundError:
            return None
        except UnicodeDecodeError:
            text = "\ufffd"
        except OSError as failed:
            raise StateError.of(
                "state-unreadable", f"{self.place} cannot be read: {failed.strerror}"
            ) from None
        return document.load(text, self.place)

    def _back_up(self) -> None:
        """Keep the state that is about to be replaced, and drop the oldest beyond `BACKUPS`."""
        try:
            data = self.path.read_bytes()
        except FileNotFoundError:
            return
        folder = self._private / "backups"
        folder.mkdir(parents=True, exist_ok=True)
        names = sorted(folder.glob(f"state-{'[0-9]' * 6}.json"))
        number = int(names[-1].stem.removeprefix("state-")) + 1 if names else 1
        durable.replace(folder / f"state-{number:06}.json", data)
        for old in names[: max(0, len(names) + 1 - BACKUPS)]:
            old.unlink(missing_ok=True)

    def _rescue(self, state: State) -> str:
        """A copy elsewhere of a state that could not be written; says where."""
        try:
            handle, path = tempfile.mkstemp(prefix="rawugc-state-", suffix=".json")
            with os.fdopen(handle, "wb") as file:
                file.write(_encoded(state))
        except OSError:
            return "The journal has what was done, and the next run takes it over."
        return f"A copy is at {path}; the journal has the same, and the next run takes it over."


def _encoded(state: State) -> bytes:
    """UTF-8; half a surrogate pair, which an API may well send, as the escape that JSON has for it."""
    return document.dump(state).encode("utf-8", "backslashreplace")
