"""The state in a file beside the manifests, written atomically."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from rawugc_sync.errors import StateError
from rawugc_sync.model import State
from rawugc_sync.state import document


class StateFile:
    """One workspace's state on disk; `place` is how messages call it."""

    def __init__(self, path: Path, place: str) -> None:
        self.path = Path(os.path.realpath(path))  # a link stays a link
        self.place = place

    def read(self) -> State | None:
        """The state; None when there is no file. StateError when it cannot be used."""
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

    def write(self, state: State) -> None:
        """Replace the file in one step: whoever reads it sees the old state or the new one."""
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            _replace(self.path, document.dump(state).encode("utf-8"))
        except OSError as failed:
            raise StateError.of(
                "state-unwritable",
                f"{self.place} cannot be written: {failed.strerror}",
                "Make the folder writable and free space on the disk, then run the command again.",
            ) from None


def _replace(path: Path, data: bytes) -> None:
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".new")
    try:
        with os.fdopen(handle, "wb") as file:
            os.fchmod(file.fileno(), _mode(path))
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink()
        raise
    _sync_folder(path.parent)


def _mode(path: Path) -> int:
    """The file's own mode; for a new one what its owner may read: it can be made public by hand."""
    try:
        return path.stat().st_mode & 0o777
    except FileNotFoundError:
        return 0o600


def _sync_folder(folder: Path) -> None:
    """Make the rename itself durable, where the system can sync a folder."""
    if not hasattr(os, "O_DIRECTORY"):
        return
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
