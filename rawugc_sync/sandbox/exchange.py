"""One HTTP request and its answer as plain values, free of any HTTP library."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, Any

JsonObject = dict[str, Any]

_PIECE = 1 << 16


@dataclass(frozen=True)
class Request:
    """`path` is below the base and still percent-encoded (`/personas/per_1`); header names are lower-case.

    `origin` is scheme and host as the client wrote them, `""` where there is none. A `stream` holds the body
    where that is too large for memory; `body` is empty then.
    """

    method: str
    path: str
    query: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    origin: str = ""
    stream: IO[bytes] | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True)
class Response:
    """An empty `body` means no body at all; a `file` is sent instead of it, piece by piece."""

    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    file: Path | None = None

    def adding(self, headers: Mapping[str, str]) -> Response:
        """The same answer with more headers."""
        return replace(self, headers={**self.headers, **headers})

    @property
    def size(self) -> int:
        """How many bytes the body has."""
        return self.file.stat().st_size if self.file else len(self.body)

    def pieces(self, size: int) -> Iterator[bytes]:
        """The first `size` bytes of the body."""
        if self.file is None:
            yield self.body[:size]
            return
        with self.file.open("rb") as source:
            while piece := source.read(min(_PIECE, size)):
                size -= len(piece)
                yield piece


def answer(status: int, content: Any, media_type: str = "application/json") -> Response:
    """A JSON answer. Escaped to ASCII, so that text with lone surrogates survives as well."""
    return Response(status, {"Content-Type": media_type}, json.dumps(content).encode("ascii"))


def is_streamed(content_type: str) -> bool:
    """Whether a body of this type may be too large for memory."""
    return content_type.lower().startswith("multipart/")


def spooled(pieces: Iterable[bytes]) -> IO[bytes]:
    """A body in a file without a name; whoever asks closes it."""
    with ExitStack() as stack:
        stream = stack.enter_context(TemporaryFile())
        for piece in pieces:
            stream.write(piece)
        stack.pop_all()
    return stream
