"""Rows of fields → aligned lines: short values on one line, texts as a word diff, lists item by item."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from rawugc_sync.render.cells import cells, padded
from rawugc_sync.render.field_kind import FieldKind
from rawugc_sync.render.field_rows import FieldRow
from rawugc_sync.render.folding import folded
from rawugc_sync.render.safe import safe
from rawugc_sync.render.style import Style
from rawugc_sync.render.text_block import plain_block, text_block
from rawugc_sync.render.unseen import alike, revealed
from rawugc_sync.render.values import shown
from rawugc_sync.render.word_diff import word_diff
from rawugc_sync.words.addresses import Value
from rawugc_sync.words.count import count
from rawugc_sync.words.uploads import FileUrl

_INDENT = " " * 6
_GUTTER = " " * 10 + "│ "
_SPOKEN_GUTTER = " " * 8 + "text: "
"""Heard with each line: a caption must not pass for a line of the plan."""
_SHORT = 40
"""Two texts up to this many cells are easier to compare side by side than as a word diff."""
_LEAST = 20
"""Cells that a line of a block has, however narrow the terminal is."""
_RECALL = 3
"""Lines of a text that goes as a whole: enough to recognise it."""
COMPARED = 20_000
"""Characters up to which a text is compared word by word: nobody reads more, and it takes long."""


@dataclass(frozen=True, slots=True)
class Layout:
    """How wide lines may be, and their colours."""

    style: Style
    width: int

    @property
    def gutter(self) -> str:
        """What the lines of a block begin with."""
        return _SPOKEN_GUTTER if self.style.spoken else _GUTTER

    @property
    def room(self) -> int:
        """The cells of a line in a block."""
        return max(_LEAST, self.width - len(self.gutter))

    def signed(self, symbol: str, text: str) -> Iterator[str]:
        """The lines of a block that stand for a value of one side."""
        signed = f"{self.style.sign(symbol)} {text}" if symbol.strip() or not self.style.spoken else text
        yield from folded(signed, self.room).split("\n")


class _Side(NamedTuple):
    """One of a row's values with its sign and its zone."""

    sign: str
    value: Value
    zone: str | None


def field_lines(rows: Sequence[FieldRow], layout: Layout) -> list[str]:
    """All rows of one change, with the values of one-line fields below one another."""
    column = max((cells(safe(row.name)) for row in rows), default=0) + 1
    return [line for row in rows for line in _row_lines(row, column, layout)]


def _row_lines(row: FieldRow, column: int, layout: Layout) -> Iterator[str]:
    symbol = layout.style.sign(row.symbol)
    name, remarks = (
        safe(row.name) + ":",
        "".join(f"  {layout.style.remark(remark)}" for remark in row.remarks),
    )
    value = _inline(row, layout.width - len(_INDENT) - column - 3, layout.style)
    if value is not None:
        yield f"{_INDENT}{symbol} {padded(name, column)} {value}{remarks}"
        return
    yield f"{_INDENT}{symbol} {name}{remarks}"
    for line in _block(row, layout):
        yield (layout.gutter + line).rstrip()


def _inline(row: FieldRow, room: int, style: Style) -> str | None:
    """The values on one line; None where they do not fit or read badly."""
    sides = _sides(row)
    if any(_is_long(side.value) for side in sides):
        return None
    texts = _compared(*(shown(side.value, row.kind, side.zone) for side in sides))
    line = style.into.join(texts)
    if cells(line) > room or (_is_prose(row) and max(map(cells, texts)) > _SHORT):
        return None
    return line


def _compared(*texts: str) -> list[str]:
    """Safe texts that stand side by side, with what nobody sees in them made visible."""
    if len(texts) < 2:
        return list(texts)
    wholly = alike(*texts)
    return [revealed(text, wholly=wholly) for text in texts]


def _sides(row: FieldRow) -> list[_Side]:
    if row.symbol == "~":
        return [_Side("-", row.before, row.zones[0]), _Side("+", row.after, row.zones[1])]
    if row.symbol == "-":
        return [_Side("-", row.before, row.zones[0])]
    return [_Side(row.symbol, row.after, row.zones[1])]


def _is_long(value: Value) -> bool:
    return bool(value) if _is_list(value) else isinstance(value, str) and "\n" in value


def _is_list(value: Value) -> bool:
    return isinstance(value, list | tuple)


def _is_prose(row: FieldRow) -> bool:
    """Two texts, of which people want to see the words that differ."""
    if row.symbol != "~" or not (isinstance(row.before, str) and isinstance(row.after, str)):
        return False
    return row.kind.kind == "text" or "\n" in row.before + row.after


def _block(row: FieldRow, layout: Layout) -> Iterator[str]:
    if _is_prose(row) and max(len(row.before), len(row.after)) > COMPARED:
        sizes = layout.style.into.join(map(size, (row.before, row.after)))
        yield f"{sizes}: too long to show what differs; plan --json has both"
    elif _is_prose(row):
        lines = word_diff(safe(row.before, keep_newlines=True), safe(row.after, keep_newlines=True))
        yield from text_block(lines, layout.style, layout.room)
    elif row.symbol == "~" and _is_list(row.before) and _is_list(row.after):
        yield from _item_diff(row, layout)
    elif row.symbol != "~" and isinstance(row.after or row.before, str):
        yield from _whole_text(row, layout)
    else:
        for side in _sides(row):
            values = side.value if _is_list(side.value) else [side.value]
            for value in values:
                yield from layout.signed(side.sign, shown(value, row.kind, side.zone))


def size(text: str) -> str:
    """`20 001 characters`."""
    return f"{len(text):,} characters".replace(",", " ")


def _whole_text(row: FieldRow, layout: Layout) -> list[str]:
    gone = row.symbol == "-"
    text = safe(row.before if gone else row.after, keep_newlines=True)
    lines = plain_block(text, layout.room)
    if gone and len(lines) > _RECALL + 1:
        return [*lines[:_RECALL], layout.style.folded(f"… {len(lines) - _RECALL} more lines")]
    return lines


def _item_diff(row: FieldRow, layout: Layout) -> Iterator[str]:
    from difflib import SequenceMatcher

    named = {item: item for item in row.after if isinstance(item, FileUrl)}
    before = [named.get(item, item) if isinstance(item, FileUrl) else item for item in row.before]
    old, new = ([shown(item, row.kind, None) for item in value] for value in (before, row.after))
    was, now = ([_told(item, row.kind) for item in value] for value in (row.before, row.after))
    for tag, i, to_i, j, to_j in SequenceMatcher(None, was, now, autojunk=False).get_opcodes():
        if tag == "equal":
            yield layout.style.folded(f"… {count(to_i - i, 'unchanged item')}")
            continue
        gone, came = old[i:to_i], new[j:to_j]
        wholly = alike("".join(gone), "".join(came))
        for sign, items in (("-", gone), ("+", came)):
            for item in items:
                yield from layout.signed(sign, revealed(item, wholly=wholly))


def _told(item: Value, kind: FieldKind) -> str:
    """What an item is compared by: a file by its content, for what is recorded of it has no path."""
    return str(item) if isinstance(item, FileUrl) else shown(item, kind, None)
