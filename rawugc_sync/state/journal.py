"""The journal: what a run was about to do and what came of it, durable before anything else happens.

One JSON object a line. A run begins with `run`; each write has an `intent` before it and, once its
outcome is known, a `done` (with the record that the state holds now and what was paid, or with the URL of
an upload), a `void` (provably nothing happened) or a `lost` (a create that may or may not exist). Whatever
is cut off in the middle of a line was never relied on.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from rawugc_sync.files import durable
from rawugc_sync.words.errors import StateError


class Journal:
    """A file of lines that only grows, until the state has taken them over."""

    def __init__(self, path: Path, place: str) -> None:
        self.path = path
        self.place = place
        self._handle: int | None = None

    def append(self, lines: bytes) -> None:
        """Write whole lines and wait until they are on the disk; StateError when that fails."""
        try:
            if self._handle is None:
                self._open()
            assert self._handle is not None
            _write_all(self._handle, lines)
            os.fsync(self._handle)
        except OSError as failed:
            raise StateError.of(
                "journal-unwritable",
                f"{self.place} cannot be written: {failed.strerror}",
                "Nothing is sent without it. Make the folder writable and free space on the disk.",
            ) from None

    def read(self) -> bytes:
        """All that was written; nothing without a file. StateError when the file cannot be read."""
        try:
            return self.path.read_bytes()
        except FileNotFoundError:
            return b""
        except OSError as failed:
            raise StateError.of(
                "journal-unreadable", f"{self.place} cannot be read: {failed.strerror}"
            ) from None

    def clear(self) -> None:
        """Forget the entries: the state has them now."""
        self.close()
        try:
            self.path.unlink(missing_ok=True)
        except OSError as failed:
            raise StateError.of(
                "journal-unwritable", f"{self.place} cannot be removed: {failed.strerror}"
            ) from None

    def close(self) -> None:
        """Let go of the file."""
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None

    def _open(self) -> None:
        folder = self.path.parent
        durable.private_folder(folder)
        flags = os.O_RDWR | os.O_CREAT | os.O_APPEND | getattr(os, "O_BINARY", 0)
        self._handle = os.open(self.path, flags, 0o600)
        if os.lseek(self._handle, 0, os.SEEK_END):
            os.lseek(self._handle, -1, os.SEEK_END)
            if os.read(self._handle, 1) != b"\n":
                os.write(self._handle, b"\n")  # a torn line of an earlier run must not swallow ours
        durable.sync_folder(folder)
        durable.sync_folder(folder.parent)


def line_of(entry: Mapping[str, Any]) -> bytes:
    """One entry as a line."""
    return json.dumps(entry, separators=(",", ":")).encode("ascii") + b"\n"


def check(data: bytes, place: str) -> None:
    """StateError unless what lies in the place of a journal is one: nothing else must be dropped as one."""
    for number, whole in enumerate(data.split(b"\n"), 1):
        line = whole.strip(b"\x00\r ")  # room that was made for an entry, when the power failed
        if _is_entry(line):
            return
        if not _was_torn(line):
            raise StateError.of(
                "journal-foreign",
                f"{place} is no journal of rawugc-sync: its line {number} is {_shown(whole)}",
                "Something else has put it there, and it stays as it is. Move it away, and run again. "
                "If a run was interrupted, its journal lay there: look for that first.",
            )


def _is_entry(line: bytes) -> bool:
    entry = _read(line)
    return isinstance(entry, dict) and isinstance(entry.get("kind"), str)


def _was_torn(line: bytes) -> bool:
    """Whether it can be what is left of an entry."""
    head = b'{"kind":'
    return (line.startswith(head) or head.startswith(line)) and _read(line) is None


def _read(line: bytes) -> Any:
    """The value of a line; None without one."""
    try:
        return json.loads(line)
    except (ValueError, RecursionError):
        return None


def _shown(line: bytes, length: int = 40) -> str:
    text = line[:length].decode("utf-8", "backslashreplace").strip()
    return f'"{text}…"' if len(line) > length else f'"{text}"'


def entries_in(data: bytes) -> list[dict[str, Any]]:
    """The entries of a journal's lines, oldest first."""
    return list(_parsed(data))


def _parsed(data: bytes) -> Iterator[dict[str, Any]]:
    """A line that is not whole was being written when its run died, before anything relied on it."""
    for line in data.split(b"\n"):
        entry = _read(line)
        if isinstance(entry, dict):
            yield entry


def _write_all(handle: int, data: bytes) -> None:
    while data:
        data = data[os.write(handle, data) :]
