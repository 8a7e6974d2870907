"""Files that are there as a whole or not at all, also after a power cut."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path


def replace(path: Path, data: bytes, *, new_mode: int = 0o600) -> None:
    """Put `data` in the place of what a file holds, in one step; OSError leaves it as it was.

    A new file gets `new_mode`: what its owner may read can be made public by hand.
    """
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".new")
    try:
        with os.fdopen(handle, "wb") as file:
            os.fchmod(file.fileno(), _mode(path, new_mode))
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


def _mode(path: Path, new: int) -> int:
    """The file's own mode, or that of a new one."""
    try:
        return path.stat().st_mode & 0o777
    except FileNotFoundError:
        return new


def sync_folder(folder: Path) -> None:
    """Make the names in a folder durable, where the system can sync one."""
    if not hasattr(os, "O_DIRECTORY"):
        return
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
