"""Files that are there as a whole or not at all, also after a power cut."""

from __future__ import annotations

import errno
import os
import tempfile
import uuid
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path


def private_folder(folder: Path) -> None:
    """Make a folder whose content git never takes in, if it is not there; OSError when it cannot be made."""
    folder.mkdir(parents=True, exist_ok=True)
    ignoring = folder / ".gitignore"
    if not ignoring.exists():
        with suppress(OSError), ignoring.open("x", encoding="ascii") as file:
            file.write("*\n")


def replace(path: Path, data: bytes, *, new_mode: int = 0o600, scratch: Path | None = None) -> None:
    """Put `data` in the place of what a file holds, in one step; OSError leaves it as it was.

    A new file gets `new_mode`: what its owner may read can be made public by hand. It is written in the
    folder `scratch` first, so that a run that dies leaves nothing beside the file; where that is on
    another file system, and without one, in the file's own folder.
    """
    if scratch is not None:
        try:
            _replace(path, data, new_mode, scratch)
        except OSError as failed:
            if failed.errno != errno.EXDEV:
                raise
        else:
            return
    _replace(path, data, new_mode, path.parent)


def _replace(path: Path, data: bytes, new_mode: int, folder: Path) -> None:
    handle, temporary = tempfile.mkstemp(dir=folder, prefix=f".{path.name}.", suffix=".new")
    try:
        with os.fdopen(handle, "wb") as file:
            if hasattr(os, "fchmod"):  # Windows has it from Python 3.13 on, and knows no modes either way
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


PUBLIC = 0o666
"""Of a file that people ask for: who may read it is for their umask to say."""


def create(path: Path, chunks: Iterable[bytes], *, mode: int = 0o600) -> None:
    """Put `chunks` into a file that is new, in one step; FileExistsError, and nothing, where there is one.

    Whatever goes wrong, while the chunks come in as well, leaves no file. `mode` is before the umask.
    """
    with _beside(path, chunks, mode) as temporary:
        path.hardlink_to(temporary)
    sync_folder(path.parent)


def publish(path: Path, data: bytes) -> None:
    """Put `data` into a file that people ask for, in the place of what it holds; OSError leaves that.

    In one step, unless it is no plain file, such as /dev/stdout: that is written to.
    """
    if path.exists() and not path.is_file():
        path.write_bytes(data)
        return
    with _beside(path, (data,), PUBLIC) as temporary:
        temporary.replace(path)
    sync_folder(path.parent)


@contextmanager
def _beside(path: Path, chunks: Iterable[bytes], mode: int) -> Iterator[Path]:
    """A file in the same folder with the chunks, durably; gone afterwards, if it still has that name."""
    temporary = path.with_name(f".{uuid.uuid4().hex}.new")
    handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), mode)
    try:
        with os.fdopen(handle, "wb") as file:
            file.writelines(chunks)
            file.flush()
            os.fsync(file.fileno())
        yield temporary
    finally:
        temporary.unlink(missing_ok=True)
