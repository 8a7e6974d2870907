"""The state in a file beside the manifests, written atomically, with the previous ones kept."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

from rawugc_sync.files import durable
from rawugc_sync.state.flock import FileLock
from rawugc_sync.state.journal import Journal
from rawugc_sync.state.lock import in_use
from rawugc_sync.state.store import Holder, Stored, dropping_journal
from rawugc_sync.state.stores.complaints import conflict
from rawugc_sync.words.errors import StateError

BACKUPS = 10
"""How many earlier states are kept."""


class LocalStore:
    """One workspace's state on disk.

    `private` is the folder for what is never committed: the journal, the lock, and backups; messages
    call it `private_place`.
    """

    def __init__(self, path: Path, private: Path, place: str, private_place: str = ".rawugc") -> None:
        self.path = Path(os.path.realpath(path))  # a link stays a link
        self.place = place
        self._private = private
        self._private_place = private_place
        self.journal_place = f"{private_place}/journal.jsonl"
        self._journal = Journal(private / "journal.jsonl", self.journal_place)
        self._lock = FileLock(private / "lock")

    def read(self) -> Stored | None:
        data = self._data()
        return None if data is None else Stored(data, _version(data))

    def write(self, data: bytes, expected: str | None, note: str) -> str:
        before = self._data()
        if (None if before is None else _version(before)) != expected:
            raise conflict(self.place)
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            if before is not None:
                self._back_up(before)
            durable.replace(self.path, data)
        except OSError as failed:
            raise StateError.of(
                "state-unwritable",
                f"{self.place} cannot be written: {failed.strerror}",
                "Make the folder writable and free space on the disk.",
            ) from None
        with dropping_journal(self.journal_place):
            self.drop_journal()
        return _version(data)

    def read_journal(self) -> bytes:
        return self._journal.read()

    def append(self, lines: bytes) -> None:
        self._journal.append(lines)

    def drop_journal(self) -> None:
        self._journal.clear()

    def lock(self, holder: Holder) -> None:
        try:
            taken = self._lock.acquire(holder)
        except OSError as failed:
            raise self._unusable(failed) from None
        if not taken:
            raise in_use("this workspace", self._holder() or Holder(""), frees_itself=True)

    def unlock(self, id: str) -> None:
        """Of ourselves; that of another process cannot be taken away, and goes with it."""
        if self._lock.release():
            return
        if (holder := self._holder()) is not None:
            raise in_use("this workspace", holder, frees_itself=True)

    def holder(self) -> Holder | None:
        return self._holder()

    def _holder(self) -> Holder | None:
        try:
            return self._lock.holder()
        except OSError as failed:
            raise self._unusable(failed) from None

    def _unusable(self, failed: OSError) -> StateError:
        return StateError.of(
            "lock-unusable",
            f"{self._private_place}/lock cannot be written: {failed.strerror}",
            "Without the lock nothing is applied. Make the folder writable and free space on the disk.",
        )

    def _data(self) -> bytes | None:
        try:
            return self.path.read_bytes()
        except FileNotFoundError:
            return None
        except OSError as failed:
            raise StateError.of(
                "state-unreadable", f"{self.place} cannot be read: {failed.strerror}"
            ) from None

    def _back_up(self, data: bytes) -> None:
        """Keep the state that is about to be replaced, and drop the oldest beyond `BACKUPS`."""
        folder = self._private / "backups"
        folder.mkdir(parents=True, exist_ok=True)
        names = sorted(folder.glob(f"state-{'[0-9]' * 6}.json"))
        number = int(names[-1].stem.removeprefix("state-")) + 1 if names else 1
        durable.replace(folder / f"state-{number:06}.json", data)
        for old in names[: max(0, len(names) + 1 - BACKUPS)]:
            old.unlink(missing_ok=True)


def _version(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
