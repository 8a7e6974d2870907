"""Lines of words → lines for the terminal: unchanged ones folded, long ones wrapped, changed words marked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby

from rawugc_sync.render.cells import cells
from rawugc_sync.render.style import Style
from rawugc_sync.render.word_diff import NEWLINE, Fate, Line, Word, text_lines
from rawugc_sync.render.words import are_characters, is_character

_CONTEXT_LINES = 1
_CONTEXT_WORDS = 6
_CONTEXT_CHARACTERS = 12
_WORTH_FOLDING = 3
_LEAST = 2
"""Cells in which any character fits."""

Marks = Mapping[Fate, tuple[str, str]]
_UNMARKED: Marks = {}
_MARKS: Marks = {Fate.GONE: ("[-", "-]"), Fate.NEW: ("{+", "+}")}
_SPOKEN: Marks = {Fate.GONE: ("[removed: ", "]"), Fate.NEW: ("[added: ", "]")}


def text_block(lines: Sequence[Line], style: Style, width: int) -> list[str]:
    """A word diff: `[-gone-]` and `{+new+}`, `… 3 unchanged lines` for the rest; `lines` must be safe."""
    marks = _SPOKEN if style.spoken else _MARKS
    shown: list[str] = []
    for line in folded(map(_named, lines) if style.spoken else lines):
        shown += [_marked(row, style, marks) for row in wrapped(shortened(line), width, marks)]
    return shown


def _named(line: Line) -> Line:
    """The line with words for the sign of a line end."""
    return tuple(
        word._replace(text=word.text.replace(NEWLINE, "line break"))
        if word.fate is not Fate.KEPT and word.text.strip() == NEWLINE
        else word
        for word in line
    )


def plain_block(text: str, width: int) -> list[str]:
    """A whole safe text, wrapped."""
    rows = [row for line in text_lines(text) for row in wrapped(line, width)]
    return ["".join(word.text for word in row) for row in rows]


def folded(lines: Iterable[Line]) -> Iterator[Line]:
    """The lines near a change, and `… 3 unchanged lines` for the rest."""
    lines = list(lines)
    near = _near_a_change(lines)
    for is_near, run in groupby(range(len(lines)), key=near.__contains__):
        hidden = [lines[at] for at in run]
        if is_near or len(hidden) == 1:
            yield from hidden
        else:
            yield (Word(Fate.FOLD, f"… {len(hidden)} unchanged lines"),)


def _near_a_change(lines: Sequence[Line]) -> set[int]:
    changed = [at for at, line in enumerate(lines) if any(word.fate is not Fate.KEPT for word in line)]
    reach = range(-_CONTEXT_LINES, _CONTEXT_LINES + 1)
    return {at + step for at in changed for step in reach}


def shortened(line: Line) -> Line:
    """The line without the middle of its long unchanged stretches."""
    shown: list[Word] = []
    for fate, run in groupby(line, key=lambda word: word.fate):
        words = list(run)
        shown += _folded_words(words) if fate is Fate.KEPT else words
    return tuple(shown)


def _folded_words(words: list[Word]) -> list[Word]:
    single = are_characters([word.text for word in words])
    context = _CONTEXT_CHARACTERS if single else _CONTEXT_WORDS
    hidden = len(words) - 2 * context
    if hidden < _WORTH_FOLDING:
        return words
    fold = Word(Fate.FOLD, f" … {hidden} unchanged {'characters … ' if single else 'words …'}")
    return [*words[:context], fold, *words[-context:]]


def wrapped(line: Line, width: int, marks: Marks = _UNMARKED) -> list[Line]:
    """Rows of at most `width` cells, `marks` counted; at least one, so that empty lines stay."""
    rows: list[list[Word]] = [[]]
    used = 0
    for word in (
        part for whole in line for part in _parts(whole, max(_LEAST, width - _marking(whole.fate, marks)))
    ):
        size = cells(word.text) + _joining(rows[-1], word, marks)
        if rows[-1] and used + size > width:
            rows.append([])
            used, size = 0, cells(word.text) + _joining([], word, marks)
        rows[-1].append(
            word if used or len(rows) == 1 else word._replace(text=word.text.lstrip() or word.text)
        )
        used += size
    return [tuple(row) for row in rows]


def _joining(row: Sequence[Word], word: Word, marks: Marks) -> int:
    """The cells that marks take when a word comes behind a row: none within a stretch that has them."""
    last = row[-1].fate if row else Fate.KEPT
    if word.fate is last:
        return 0
    return _marking(word.fate, marks) + (last is Fate.GONE and word.fate is Fate.NEW)


def _marking(fate: Fate, marks: Marks) -> int:
    return sum(map(len, marks.get(fate, ())))


def _parts(word: Word, width: int) -> list[Word]:
    """A word that is longer than a line, in pieces that are not."""
    if cells(word.text) <= width:
        return [word]
    pieces, used = [""], 0
    for char in word.text:
        used += cells(char)
        if used > width:
            pieces.append("")
            used = cells(char)
        pieces[-1] += char
    return [word._replace(text=piece) for piece in pieces]


def _marked(row: Line, style: Style, marks: Marks) -> str:
    shown, last = "", Fate.KEPT
    for fate, run in groupby(row, key=lambda word: word.fate):
        text = "".join(word.text for word in run)
        # among characters without blanks, one between the marks would pass for a part of the text
        close = text[0].isspace() or is_character(text)
        apart = " " if last is Fate.GONE and fate is Fate.NEW and not close else ""
        shown += apart + _mark(fate, text, style, marks)
        last = fate
    return shown


def _mark(fate: Fate, text: str, style: Style, marks: Marks) -> str:
    if fate is Fate.KEPT:
        return text
    words = text.lstrip() or text
    blanks = text[: len(text) - len(words)]
    if fate is Fate.FOLD:
        return blanks + style.folded(words)
    before, behind = marks[fate]
    paint = style.gone_words if fate is Fate.GONE else style.new_words
    return blanks + paint(f"{before}{words}{behind}")
