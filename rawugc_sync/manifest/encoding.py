"""The bytes of one file to its text, or what is wrong with them."""

from __future__ import annotations

import codecs
import re
from itertools import islice

from rawugc_sync.manifest.limits import MAX_ERRORS
from rawugc_sync.manifest.nodes import Document
from rawugc_sync.words.diagnostics import Diagnostic, Source, error

CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")
"""C0 but tab and newline, DEL, C1, line and paragraph separators, byte order marks, noncharacters."""

_REST_OF_LINE = re.compile(CONTROL.pattern + ".*")
_MARKS = (
    (codecs.BOM_UTF32_LE, "UTF-32"),
    (codecs.BOM_UTF32_BE, "UTF-32"),
    (codecs.BOM_UTF16_LE, "UTF-16"),
    (codecs.BOM_UTF16_BE, "UTF-16"),
)


def decode(data: bytes, file: str) -> tuple[Document | None, list[Diagnostic]]:
    """The text of a UTF-8 file (a byte order mark and CRLF are fine), or None and an error `encoding`."""
    data = data.removeprefix(codecs.BOM_UTF8)
    if (other := _other_encoding(data)) is not None:
        return None, [_not_utf8(f"the file is {other}, not UTF-8", Source(file, 1, 1), "")]
    if b"\r" in data:
        data = data.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    try:
        return Document(file, data.decode()), []
    except UnicodeDecodeError as failure:
        return None, [_bad_byte(data, failure.start, file)]


def control_characters(document: Document) -> list[Diagnostic]:
    """An error for each line that holds a control character, at the first one."""
    if CONTROL.search(document.text) is None:
        return []
    return [
        control_character(document, document.text[match.start()], *document.place(match.start()))
        for match in islice(_REST_OF_LINE.finditer(document.text), MAX_ERRORS)
    ]


def control_character(document: Document, character: str, line: int, column: int) -> Diagnostic:
    """The error for one control character."""
    summary = f"the invisible character U+{ord(character):04X} cannot stand in a manifest"
    detail = "Delete it: it often comes along when text is pasted. Begin a new line for a line break."
    return error("control-character", summary, detail, **document.at(line, column))


def _other_encoding(data: bytes) -> str | None:
    for mark, name in _MARKS:
        if data.startswith(mark):
            return name
    # ASCII text in UTF-16 is valid UTF-8 with a NUL beside each letter.
    return "UTF-16" if b"\0" in data[:2] else None


def _bad_byte(data: bytes, index: int, file: str) -> Diagnostic:
    start = data.rfind(b"\n", 0, index) + 1
    end = data.find(b"\n", index)
    line = data.count(b"\n", 0, index) + 1
    column = len(data[start:index].decode()) + 1
    excerpt = data[start : end if end >= 0 else len(data)].decode(errors="replace")
    summary = f"byte {index - start + 1} of this line, 0x{data[index]:02X}, is not UTF-8"
    return _not_utf8(summary, Source(file, line, column), excerpt)


def _not_utf8(summary: str, source: Source, excerpt: str) -> Diagnostic:
    detail = "Save the file as UTF-8 (editors call others UTF-16, Latin-1, Windows-1252 or ANSI)."
    return error("encoding", summary, detail, source=source, excerpt=excerpt)
