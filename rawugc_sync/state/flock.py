"""An operating system's lock on a file, which frees itself when its holder dies."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

from rawugc_sync.files import durable
from rawugc_sync.state.store import Holder

_FAR = 1 << 30
"""Where Windows locks a byte: far behind the text, which others may read."""


class FileLock:
    """The lock of one file; OSError when the file cannot be used."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._handle: int | None = None

    def acquire(self, holder: Holder) -> bool:
        """Take it and sign it; False when somebody else has it."""
        handle = self._opened()
        try:
            if not _try(handle):
                os.close(handle)
                return False
            _sign(handle, holder)
        except BaseException:
            os.close(handle)
            raise
        self._handle = handle
        return True

    def release(self) -> bool:
        """Let go of it; False when it is not ours."""
        if self._handle is None:
            return False
        _free(self._handle)
        os.close(self._handle)
        self._handle = None
        return True

    def holder(self) -> Holder | None:
        """Who has it; None when it is free."""
        handle = self._opened()
        try:
            if not _try(handle):
                return self._signature()
            _free(handle)
            return None
        finally:
            os.close(handle)

    def _opened(self) -> int:
        durable.private_folder(self.path.parent)
        return os.open(self.path, os.O_RDWR | os.O_CREAT, 0o600)

    def _signature(self) -> Holder:
        try:
            return Holder.of(json.loads(self.path.read_bytes()))
        except (OSError, ValueError):
            return Holder("")


def _sign(handle: int, holder: Holder) -> None:
    os.ftruncate(handle, 0)
    os.lseek(handle, 0, os.SEEK_SET)
    os.write(handle, json.dumps(holder.as_json()).encode("ascii"))


def _try(handle: int) -> bool:
    """Take the lock of an open file if it is free. It goes with the process, however that ends."""
    if sys.platform == "win32":
        import msvcrt

        try:
            os.lseek(handle, _FAR, os.SEEK_SET)
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True
    import fcntl

    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _free(handle: int) -> None:
    """Let go before it is closed: Windows takes its time with what is locked then."""
    if sys.platform == "win32":
        import msvcrt

        os.lseek(handle, _FAR, os.SEEK_SET)
        msvcrt.locking(handle, msvcrt.LK_UNLCK, 1)
