"""Finds the comments of a file that speak to this tool: `# rawugc: …`. Such words in a text are text."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from ruamel.yaml.error import YAMLError
from ruamel.yaml.events import ScalarEvent

from rawugc_sync.manifest.events import Event
from rawugc_sync.manifest.nodes import Document
from rawugc_sync.manifest.reader import events

_CALL = re.compile(r"rawugc[ \t]*:", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment from `line` and `column` (from 1) on; `said` is what stands behind `rawugc:`.

    `alone`: on a line of its own. `opens`: behind the `|` or `>` of a text.
    """

    line: int
    column: int
    said: str
    alone: bool
    opens: bool


def comments_in(document: Document) -> Iterator[Comment]:
    """These comments, in the order of the file; none of a file that the parser refuses."""
    calls = list(_CALL.finditer(document.text))
    if not calls:
        return
    try:
        scalars: list[Event] = [one for one in events(document.text) if isinstance(one, ScalarEvent)]
    except YAMLError:  # which has errors of its own
        return
    starts = [scalar.start_mark.index for scalar in scalars]
    done = 0
    for call in calls:
        before = bisect_right(starts, call.start()) - 1
        scalar = scalars[before] if before >= 0 else None
        line, _ = document.place(call.start())
        if line == done or _is_text(document, call.start(), scalar):
            continue
        done = line  # which has one comment at most
        if (comment := _comment(document, call, scalar)) is not None:
            yield comment


def _is_text(document: Document, at: int, scalar: Event | None) -> bool:
    """Whether a place is in a text, and not behind the sign that begins one."""
    if scalar is None or at >= scalar.end_mark.index:
        return False
    return not _opens(document, at, scalar)


def _opens(document: Document, at: int, scalar: Event | None) -> bool:
    """Whether a place is behind the `|` or `>` of a text, on its line."""
    if scalar is None or at >= scalar.end_mark.index or scalar.style not in ("|", ">"):
        return False
    return document.text.find("\n", scalar.start_mark.index, at) < 0


def _comment(document: Document, call: re.Match[str], scalar: Event | None) -> Comment | None:
    """The comment that begins with these words; None where they stand elsewhere in one."""
    at = call.start()
    line, column = document.place(at)
    opens = _opens(document, at, scalar)
    begin = at - column + 1
    if scalar is not None:
        begin = max(begin, scalar.start_mark.index if opens else scalar.end_mark.index)
    sign = document.text.find("#", begin, at)
    if sign < 0 or document.text[sign:at].strip("# \t"):
        return None
    whole = document.line(line)
    _, column = document.place(sign)
    said = whole[column - 1 + call.end() - sign :].strip()
    return Comment(line, column, said, not whole[: column - 1].strip(), opens)
