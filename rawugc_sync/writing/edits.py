"""Edits of a file's text that leave every other byte of it as it is."""

from __future__ import annotations

import codecs
import re
from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Edit:
    """`text` in place of what stands from `start` to `end` of a document's text (as in `nodes.Document`)."""

    start: int
    end: int
    text: str


class Overlap(ValueError):
    """Two edits that want different texts at the same place."""


def edited(data: bytes, edits: Iterable[Edit]) -> bytes:
    """A UTF-8 file with its edits; the byte order mark stays, and new lines end as the old ones do.

    Overlap when two edits touch the same characters. Equal edits count once.
    """
    mark = codecs.BOM_UTF8 if data.startswith(codecs.BOM_UTF8) else b""
    text = data[len(mark) :].decode()
    returns = [match.start() for match in re.finditer("\r\n", text)]
    # A document's text has one character for each of these.
    folded = [at - number for number, at in enumerate(returns)]
    newline = "\r\n" if returns and returns[0] == text.find("\n") - 1 else "\n"
    parts, done = [], 0
    for edit in sorted(set(edits)):
        start, end = (at + bisect_left(folded, at) for at in (edit.start, edit.end))
        if start < done:
            raise Overlap
        parts += [text[done:start], edit.text.replace("\n", newline)]
        done = end
    return mark + "".join([*parts, text[done:]]).encode()


def text_edited(data: bytes, text: str) -> bytes:
    """A text file with another text; its line ends, byte order mark and last blank lines stay."""
    old = data.decode("utf-8-sig")
    tail = old[len(old.rstrip()) :]
    newline = "\r\n" if "\r\n" in old else "\n"
    mark = codecs.BOM_UTF8 if data.startswith(codecs.BOM_UTF8) else b""
    return mark + (text.replace("\n", newline) + tail).encode()
