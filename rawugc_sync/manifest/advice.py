"""The way out that most errors share: write a free text as a block below its key."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import cast

_STATEMENT = re.compile(
    r"""[ \t]*
    (?P<dashes>(?:-[ \t]+)*)
    (?P<key>(?:"[^"]*"|'[^']*'|[^\s\#"'\[\]{},&*!|>%@`:][^:\n]*):(?=[ \t]|$))?
    [ \t]*(?P<text>.*)""",
    re.VERBOSE,
)

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


def as_block(line: str) -> str:
    """How to write the text of a line so that YAML leaves it alone, with the line's own key."""
    parts = statement(line)
    return f"Write the text as a block:\n{parts.head or 'key:'} |\n  {parts.text.rstrip()}"
