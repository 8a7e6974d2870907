"""A list that stands in a manifest already, with items added and taken away, and all others untouched."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from rawugc_sync.resources.spelling import Written
from rawugc_sync.writing.edits import Edit
from rawugc_sync.writing.rewriting import NoPlace
from rawugc_sync.writing.scalars import inline, literal
from rawugc_sync.writing.spans import Span, Spans


@dataclass(frozen=True, slots=True)
class Steps:
    """What turns one list into another.

    `replaced` are an old index and a new value, `deleted` ranges of old indexes, `inserted` the old
    index that new values go in front of.
    """

    replaced: tuple[tuple[int, str], ...]
    deleted: tuple[tuple[int, int], ...]
    inserted: tuple[tuple[int, tuple[str, ...]], ...]

    def written(self, urls: Mapping[str, str]) -> Steps:
        """The same steps with a URL for each content that comes to a new place."""
        return Steps(
            tuple((at, urls.get(value, value)) for at, value in self.replaced),
            self.deleted,
            tuple((at, tuple(urls.get(one, one) for one in values)) for at, values in self.inserted),
        )


def as_urls(value: Written, urls: Mapping[str, str]) -> Written:
    """A value as it is written where there is no file: with a URL for each content."""
    return [urls.get(one, one) for one in value] if isinstance(value, list) else urls.get(value, value)


def steps(old: Sequence[str], new: Sequence[str]) -> Steps:
    """The fewest steps; an item that gives way to another one is replaced."""
    replaced: list[tuple[int, str]] = []
    deleted: list[tuple[int, int]] = []
    inserted: list[tuple[int, tuple[str, ...]]] = []
    for kind, i, j, m, n in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            continue
        pairs = min(j - i, n - m)
        replaced += zip(range(i, i + pairs), new[m : m + pairs], strict=True)
        if i + pairs < j:
            deleted.append((i + pairs, j))
        if m + pairs < n:
            inserted.append((i + pairs, tuple(new[m + pairs : n])))
    return Steps(tuple(replaced), tuple(deleted), tuple(inserted))


def items_changed(spans: Spans, span: Span, old: Sequence[str], todo: Steps) -> list[Edit]:
    """The edits of a list in which items come and go; those that are replaced are not among them.

    NoPlace where a comment would be lost, or the list is written in an unusual way.
    """
    if span.flow:
        return _in_flow(spans, span, todo)
    if todo.deleted == ((0, len(old)),):
        return [_emptied(spans, span)]
    chunks = _chunks(spans, span)
    gone = [at for i, j in todo.deleted for at in range(i, j)]
    moved = {old[at]: spans.text[slice(*chunks[at])] for at in gone}
    margin = " " * spans.column(span.start)

    def line(value: str) -> str:
        return moved.get(value, f"{margin}- {inline(literal(value))}")

    edits = [Edit(chunks[i][0] - 1, chunks[j - 1][1], "") for i, j in todo.deleted]
    for at, values in todo.inserted:
        if at == 0:
            start = chunks[0][0]
            edits.append(Edit(start, start, "".join(f"{line(value)}\n" for value in values)))
        else:
            end = chunks[at - 1][1]
            edits.append(Edit(end, end, "".join(f"\n{line(value)}" for value in values)))
    return edits


def _emptied(spans: Spans, span: Span) -> Edit:
    head = spans.text[: span.start].rstrip()
    if not head.endswith(":") or "#" in spans.text[span.start : span.end]:
        raise NoPlace("has lost all its items")
    return Edit(len(head), span.end, " []")


def _chunks(spans: Spans, span: Span) -> list[tuple[int, int]]:
    """From the beginning of its line to the end of its last line, for each item of a block list."""
    column, chunks, done = spans.column(span.start), [], spans.line_start(span.start)
    for item in span.items:
        start = _dash_line(spans, column, done, item.start)
        end = spans.line_end(item.stop)
        chunks.append((start, end))
        done = end + 1
    return chunks


def _dash_line(spans: Spans, column: int, low: int, high: int) -> int:
    """The start of the line with the dash of the item that begins at `high`."""
    start = spans.line_start(high)
    while start >= low:
        line = spans.text[start : spans.line_end(start)]
        if line[column : column + 1] == "-" and not line[:column].strip():
            return start
        start = spans.line_start(start - 1) if start else -1
    raise NoPlace("is a list that is written in an unusual way")


def _in_flow(spans: Spans, span: Span, todo: Steps) -> list[Edit]:
    items = span.items
    edits = [_cut(span, i, j) for i, j in todo.deleted]
    if any("#" in _outside(spans, span, edit) for edit in edits):
        raise NoPlace("is a list with comments between its items")
    for at, values in todo.inserted:
        texts = [inline(literal(value), in_flow=True) for value in values]
        if at:
            end = items[at - 1].end
            edits.append(Edit(end, end, "".join(f", {text}" for text in texts)))
        elif items:
            start = items[0].start
            edits.append(Edit(start, start, "".join(f"{text}, " for text in texts)))
        else:
            edits.append(Edit(span.start + 1, span.start + 1, ", ".join(texts)))
    return edits


def _cut(span: Span, i: int, j: int) -> Edit:
    """Items `i` to `j` of a list in brackets, with the commas that they need."""
    if i:
        return Edit(span.items[i - 1].end, span.items[j - 1].end, "")
    if j < len(span.items):
        return Edit(span.items[0].start, span.items[j].start, "")
    return Edit(span.start + 1, span.end - 1, "")


def _outside(spans: Spans, span: Span, edit: Edit) -> str:
    """What an edit takes away beside items."""
    text = list(spans.text[edit.start : edit.end])
    for item in span.items:
        for at in range(max(item.start, edit.start), min(item.end, edit.end)):
            text[at - edit.start] = ""
    return "".join(text)
