"""A file as a multipart form (RFC 7578), streamed from the disk: never more than a piece of it in memory."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from rawugc_sync.words.errors import Stale
from rawugc_sync.words.uploads import Upload

_PIECE = 256 * 1024


def _as_it_is(path: str) -> BinaryIO:
    return Path(path).open("rb")


def _unheard(file: Upload, sent: int) -> None:
    """Nobody wants to know."""


@dataclass(frozen=True, slots=True)
class Outbox:
    """Where files that are uploaded come from, and who hears how many bytes of one have left.

    `open` raises OSError, or an ApiError that says why not.
    """

    open: Callable[[str], BinaryIO] = _as_it_is
    progress: Callable[[Upload, int], None] = _unheard


class Form:
    """The body of an upload. Its last piece leaves only if the file still is what it was.

    Raises Stale while it is read, so that no server ever has all of a file that nobody has planned.
    """

    def __init__(self, file: Upload, outbox: Outbox) -> None:
        self._file = file
        self._outbox = outbox
        self._boundary = uuid.uuid4().hex
        self._head = (
            f"--{self._boundary}\r\n"
            f'Content-Disposition: form-data; name="file"; filename="{_name(file)}"\r\n'
            f"Content-Type: {file.content_type}\r\n\r\n"
        ).encode()
        self._tail = f"\r\n--{self._boundary}--\r\n".encode()

    @property
    def headers(self) -> dict[str, str]:
        return {
            "Content-Type": f"multipart/form-data; boundary={self._boundary}",
            "Content-Length": str(len(self._head) + self._file.size + len(self._tail)),
        }

    def __iter__(self) -> Iterator[bytes]:
        yield self._head
        sent = 0
        for piece in self._pieces():
            yield piece
            sent += len(piece)
            self._outbox.progress(self._file, sent)
        yield self._tail

    def _pieces(self) -> Iterator[bytes]:
        """The content piece by piece, the last one held back until all of it is known."""
        seen, size, held = hashlib.sha256(), 0, b""
        with self._opened() as source:
            while piece := source.read(_PIECE):
                seen.update(piece)
                size += len(piece)
                if size > self._file.size:
                    break
                if held:
                    yield held
                held = piece
        if size != self._file.size or f"sha256:{seen.hexdigest()}" != self._file.sha256:
            raise _changed(self._file, "is not what it was when the plan was made")
        yield held

    def _opened(self) -> BinaryIO:
        try:
            return self._outbox.open(self._file.path)
        except OSError as failed:
            raise _changed(self._file, f"cannot be read any more: {failed.strerror}") from None


def _name(file: Upload) -> str:
    """A name that tells nothing of whose machine it came from, and needs no escaping."""
    return f"{file.sha256.rpartition(':')[2][:16]}.{file.content_type.rpartition('/')[2]}"


def _changed(file: Upload, what: str) -> Stale:
    summary = f"the file {file.path} {what}"
    return Stale.of("file-changed", summary, "Nothing was kept of it. Make a new plan.")
