"""Long lines of safe text, folded at blanks to the width of a terminal, which else breaks words in two."""

from __future__ import annotations

import re

from rawugc_sync.render.cells import cells

_COLOUR = re.compile(r"\x1b\[[0-9;]*m")
_WORD = re.compile(r"\s*\S+")
_LEAST = 16
"""Cells that a line keeps behind its indentation, however narrow the terminal is."""


def folded(text: str, width: int, hang: str = "  ") -> str:
    """The text with no line above `width` cells, but for words that are longer themselves.

    These stay where they are, for what shows them breaks them anyway.

    What a line goes on with stands deeper than its beginning by `hang`, so that it passes for no line of its
    own. Colours take no cells.
    """
    return "\n".join(row for line in text.split("\n") for row in _rows(line, width, hang))


def _rows(line: str, width: int, hang: str) -> list[str]:
    if _taken(line) <= width:
        return [line]
    indent = line[: len(line) - len(line.lstrip())] + hang
    if width - len(indent) < _LEAST:
        indent = hang
    rows = [""]
    for word in _WORD.findall(line):
        next_row = indent + word.lstrip()
        helps = _taken(next_row) <= width or _taken(rows[-1]) > width
        if rows[-1] and _taken(rows[-1] + word) > width and helps:
            rows.append(next_row)
        else:
            rows[-1] += word
    return rows


def _taken(line: str) -> int:
    return cells(_COLOUR.sub("", line))
