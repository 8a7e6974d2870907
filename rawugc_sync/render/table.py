"""Tables for people: a head, and a line for each row, as wide as the terminal."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from rawugc_sync.render.cells import cells, padded
from rawugc_sync.render.safe import safe
from rawugc_sync.render.style import Style
from rawugc_sync.words.moment import moment

_GAP = 2
_LEAST = 20
"""What the last column keeps, however narrow the terminal is."""


def table(head: Sequence[str], rows: Sequence[Sequence[Any]], style: Style, width: int | None) -> str:
    """The head and the rows, columns side by side; the last column is cut to what is left of `width`,
    where there is one.

    Values are shown as `shown` has them. Without rows there is nothing to show, not even a head.
    """
    if not rows:
        return ""
    texts = [list(head), *([shown(value) for value in row] for row in rows)]
    widths = [max(cells(row[column]) for row in texts) for column in range(len(head) - 1)]
    if width is not None:
        room = max(_LEAST, width - sum(widths) - _GAP * len(widths))
        texts = [[*row[:-1], cut(row[-1], room)] for row in texts]
    lines = [_line(row, widths) for row in texts]
    return "\n".join([style.dim(lines[0]), *lines[1:]])


def shown(value: Any) -> str:
    """A JSON value in one line of safe text; nothing for null."""
    if value is None:
        return ""
    if isinstance(value, str):
        return safe(" ".join(value.split()))
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float):
        return f"{value:g}" if isinstance(value, float) else str(value)
    return safe(json.dumps(value, ensure_ascii=False))


def when(value: Any) -> Any:
    """A time of the API, Unix ms or ISO 8601, as people read it; what is neither stays as it is.

    To the minute: what happened is not looked for by its milliseconds.
    """
    if not isinstance(value, int) or isinstance(value, bool):
        return value
    return moment(value - value % 60_000, None)


def _line(row: Sequence[str], widths: Sequence[int]) -> str:
    before = [padded(text, width) for text, width in zip(row, widths, strict=False)]
    return (" " * _GAP).join([*before, row[-1]]).rstrip()


def cut(text: str, room: int) -> str:
    """Safe text of at most `room` cells; `…` stands for what is left out, which is not looked at."""
    used = 0
    for at, char in enumerate(text):
        before, used = used, used + cells(char)
        if used > room:
            return f"{_within(text[:at], before, room)}…"
    return text


def _within(text: str, used: int, room: int) -> str:
    """The beginning of a text of so many cells that leaves one free."""
    while used >= room:
        used -= cells(text[-1])
        text = text[:-1]
    return text.rstrip()
