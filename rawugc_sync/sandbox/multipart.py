"""Bodies of `multipart/form-data`: where each part lies, without reading the whole into memory."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message
from email.parser import BytesParser
from email.policy import HTTP
from itertools import pairwise
from typing import IO

from rawugc_sync.sandbox.problems import Problem

_PIECE = 1 << 16
_HEAD = 1 << 14


@dataclass(frozen=True)
class Part:
    """One field of the form: its content is `size` bytes of the body, from `start` on."""

    name: str
    file_name: str | None
    content_type: str
    start: int
    size: int


def parts(stream: IO[bytes], content_type: str) -> list[Part]:
    """The parts of a body; raises a 400 `Problem` for anything that is no `multipart/form-data`."""
    delimiter = b"\r\n--" + _boundary(content_type)
    stream.seek(0)
    # The first delimiter stands at the very beginning, without its line end.
    if stream.read(len(delimiter) - 2) != delimiter[2:]:
        raise _malformed()
    marks = [-2, *_found(stream, delimiter)]
    spans = [(mark + len(delimiter) + 2, end) for mark, end in pairwise(marks)]
    stream.seek(marks[-1] + len(delimiter))
    if not spans or stream.read(2) != b"--":
        raise _malformed()
    return [_part(stream, start, end) for start, end in spans]


def _boundary(content_type: str) -> bytes:
    message = Message()
    message["Content-Type"] = content_type
    boundary = message.get_boundary()
    if message.get_content_type() != "multipart/form-data" or not boundary:
        raise Problem(400, "The body must be multipart/form-data.")
    return boundary.encode("utf-8", "replace")


def _found(stream: IO[bytes], delimiter: bytes) -> Iterator[int]:
    """Where the delimiter stands in the rest of the stream."""
    at, held = stream.tell(), b""
    while piece := stream.read(_PIECE):
        held += piece
        while (index := held.find(delimiter)) >= 0:
            yield at + index
            at, held = at + index + len(delimiter), held[index + len(delimiter) :]
        # What may be the beginning of a delimiter stays for the next piece.
        kept = min(len(held), len(delimiter) - 1)
        at, held = at + len(held) - kept, held[len(held) - kept :]


def _part(stream: IO[bytes], start: int, end: int) -> Part:
    stream.seek(start)
    head, blank, _ = stream.read(min(_HEAD, max(0, end - start))).partition(b"\r\n\r\n")
    headers = BytesParser(policy=HTTP).parsebytes(head, headersonly=True)
    name = headers.get_param("name", header="content-disposition")
    if not blank or not isinstance(name, str):
        raise _malformed()
    begin = start + len(head) + len(blank)
    return Part(name, headers.get_filename(), headers.get_content_type(), begin, end - begin)


def _malformed() -> Problem:
    return Problem(400, "The body is not valid multipart/form-data.")
