"""A text that came, went or became different → the lines of a `diff` fence."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from rawugc_sync.render.field_lines import COMPARED, size
from rawugc_sync.render.safe import safe
from rawugc_sync.render.text_block import folded, plain_block, shortened, wrapped
from rawugc_sync.render.word_diff import NEWLINE, Fate, Line, word_diff

_WIDTH = 120
"""Cells after which a line is wrapped: fences do not wrap by themselves, and few texts are written wider."""


def whole(text: str, sign: str) -> list[str]:
    """Every line of a text with the same sign."""
    return [f"{sign} {line}".rstrip() for line in plain_block(safe(text, keep_newlines=True), _WIDTH)]


def changed(before: str, after: str) -> list[str]:
    """`-` and `+` for the lines in which words differ; the others are folded, and so are long stretches."""
    if max(len(before), len(after)) > COMPARED:
        return [f"- {size(before)}", f"+ {size(after)}", "  too long to show what differs"]
    lines = word_diff(safe(before, keep_newlines=True), safe(after, keep_newlines=True))
    return [row for line in folded(lines) for row in _rows(line)]


def _rows(line: Line) -> Iterator[str]:
    fates = {word.fate for word in line}
    if not fates & {Fate.GONE, Fate.NEW}:
        yield from _signed(line, " ", (Fate.KEPT, Fate.FOLD))
        return
    line = shortened(line)
    if fates != {Fate.NEW}:
        yield from _signed(line, "-", (Fate.KEPT, Fate.FOLD, Fate.GONE))
    if fates != {Fate.GONE}:
        yield from _signed(line, "+", (Fate.KEPT, Fate.FOLD, Fate.NEW))


def _signed(line: Line, sign: str, fates: Collection[Fate]) -> Iterator[str]:
    words = tuple(word for word in line if word.fate in fates)
    rows = ["".join(word.text for word in row) for row in wrapped(words, _WIDTH)]
    # The sign says already that an empty line came or went.
    yield from [sign] if rows == [NEWLINE] else (f"{sign} {row}".rstrip() for row in rows)
