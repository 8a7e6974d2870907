"""The way out that most errors share: write a free text as a block below its key."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import cast

from rawugc_sync.manifest.nodes import Document

_STATEMENT = re.compile(
    r"""[ \t]*
    (?P<dashes>(?:-[ \t]+)*)
    (?P<key>(?:"[^"]*"|'[^']*'|[^\s\#"'\[\]{},&*!|>%@`:][^:\n]*):(?=[ \t]|$))?
    [ \t]*(?P<text>.*)""",
    re.VERBOSE,
)

_INDENTED = re.compile(r"^( +)[^\s#]", re.MULTILINE)
_STEPS = range(2, 9)

_LINES = 20
"""How many lines of a text an advice shows."""

_REACH = 500
"""How far into a line this looks: a line may have megabytes, and many errors."""


@dataclass(frozen=True, slots=True)
class Statement:
    """A line taken apart without YAML: dashes and a `key:`, and the text after them (`column` from 1)."""

    head: str
    text: str
    column: int

    @property
    def key(self) -> str:
        """The key without dashes and colon; empty when the line has none."""
        return self.head.lstrip("- ").removesuffix(":")


def statement(line: str) -> Statement:
    """The parts of one line; a line without a key is all text."""
    # Every part may be empty, so it always matches.
    match = cast("re.Match[str]", _STATEMENT.match(line[:_REACH]))
    head = match["dashes"] + (match["key"] or "")
    return Statement(head.rstrip(), match["text"], match.start("text") + 1)


def field_at(document: Document, line: int) -> str:
    """The key on a line, or that an item of a list on it belongs to; empty where there is none."""
    if key := statement(document.line(line)).key:
        return key
    while line > 1 and document.line(line).lstrip().startswith("-"):
        line -= 1
    parts = statement(document.line(line))
    return "" if parts.text else parts.key


def as_block(document: Document, line: int, last: int = 0) -> str:
    """How to write the text that begins on a line so that YAML leaves it alone, indented as the file is.

    It ends with the lines that are deeper than its key, or on the line `last`.
    """
    first = document.line(line)
    parts = statement(first)
    margin = len(first) - len(first.lstrip())
    # Behind dashes it is the key that the text has to be deeper than.
    key = margin + (len(parts.head) - len(parts.head.lstrip("- ")) if parts.key else 0)
    last = max(last, _end(document, line, key))
    below = [document.line(number).strip() for number in range(line + 1, min(last, line + _LINES) + 1)]
    more = ["…"] if len(first) > _REACH or last > line + _LINES else []
    text = [text for text in (parts.text.rstrip(),) if text or not below]
    written = "".join(f"\n{' ' * (key + step(document))}{one}".rstrip(" ") for one in (*text, *below, *more))
    return f"Write the text as a block:\n{' ' * margin}{parts.head or 'key:'} |{written}"


def step(document: Document) -> int:
    """By how many spaces a file indents what belongs below a key."""
    match = _INDENTED.search(document.text)
    return len(match[1]) if match and len(match[1]) in _STEPS else 2


def _end(document: Document, line: int, key: int) -> int:
    """The last of the lines below a line that are deeper than its key, as far as this looks."""
    last = line
    for number in range(line + 1, min(line + _LINES + 1, len(document.lines)) + 1):
        text = document.line(number)
        if text.strip() and len(text) - len(text.lstrip()) <= key:
            break
        last = number if text.strip() else last
    return last
