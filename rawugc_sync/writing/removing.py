"""Pairs that leave a mapping, with the comments that belong to them; every other line stays."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable

from rawugc_sync.writing.edits import Edit
from rawugc_sync.writing.rewriting import NoPlace
from rawugc_sync.writing.spans import Span, Spans

_BARE_KEY = re.compile(r"[^\s#].*?:(?=[ \t]*(?:#.*)?$)")


def names_of(spans: Spans, mapping: Span) -> list[str]:
    """The keys of a mapping as they are meant, in step with its items."""
    return [spans.text[key.start : key.end].strip("\"'") for key in mapping.keys]


def pairs_removed(spans: Spans, mapping: Span, names: Collection[str]) -> list[Edit]:
    """The edits that take pairs out of a mapping; without any pair left it is `{}`.

    NoPlace where a pair comes from elsewhere, has no lines of its own, or a comment would be lost.
    """
    found = names_of(spans, mapping)
    gone = [at for at, name in enumerate(found) if name in names]
    if len(gone) < len(names):
        raise NoPlace("comes from another place, through `<<`")
    if mapping.flow:
        return [_cut(spans, mapping, first, last) for first, last in _runs(gone)]
    places = _merged(_lines(spans, mapping, at) for at in gone)
    edits = [Edit(start, end, "") for start, end in places]
    return [*edits, _braces(spans, mapping)] if len(gone) == len(found) else edits


def _runs(places: Iterable[int]) -> list[tuple[int, int]]:
    """The first and the last of each run of neighbours."""
    runs: list[tuple[int, int]] = []
    for at in places:
        if runs and runs[-1][1] == at - 1:
            runs[-1] = (runs[-1][0], at)
        else:
            runs.append((at, at))
    return runs


def _cut(spans: Spans, mapping: Span, first: int, last: int) -> Edit:
    """Neighbours in brackets, with the commas that they need."""
    keys, items = mapping.keys, mapping.items
    if first:
        edit = Edit(items[first - 1].end, items[last].end, "")
    elif last + 1 < len(items):
        edit = Edit(keys[0].start, keys[last + 1].start, "")
    else:
        edit = Edit(mapping.start + 1, mapping.end - 1, "")
    between = [spans.text[edit.start : keys[first].start], spans.text[items[last].end : edit.end]]
    if any("#" in text for text in between):
        raise NoPlace("has a comment beside it, in brackets")
    return edit


def _lines(spans: Spans, mapping: Span, at: int) -> tuple[int, int]:
    """The lines of a pair with the comments that touch it, and the blank ones that part it from others."""
    key, text = mapping.keys[at], spans.text
    column, start = spans.column(key.start), spans.line_start(key.start)
    if text[start : key.start].strip():
        raise NoPlace("has no line of its own")
    floor = spans.line_end(mapping.items[at - 1].stop) + 1 if at else 0
    while start > floor and _margin(text[spans.line_start(start - 1) : start]) == column:
        start = spans.line_start(start - 1)
    end = _next_line(spans, mapping.items[at].stop)
    while end < spans.end and _margin(text[end : spans.line_end(end)]) > column:
        end = _next_line(spans, end)
    if at + 1 < len(mapping.items):
        while end < spans.end and not text[end : spans.line_end(end)].strip():
            end = _next_line(spans, end)
    else:
        while start > floor and not text[spans.line_start(start - 1) : start].strip():
            start = spans.line_start(start - 1)
    return start, end


def _margin(line: str) -> int:
    """How far a line that is only a comment is indented; -1 for any other."""
    bare = line.lstrip(" ")
    return len(line) - len(bare) if bare.startswith("#") else -1


def _next_line(spans: Spans, index: int) -> int:
    return min(spans.line_end(index) + 1, len(spans.text))


def _merged(places: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for start, end in places:
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _braces(spans: Spans, mapping: Span) -> Edit:
    """`{}` behind the key of a mapping that stands on lines of its own."""
    start = spans.line_start(mapping.start)
    while start:
        start = spans.line_start(start - 1)
        line = spans.text[start : spans.line_end(start)].rstrip()
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        if (key := _BARE_KEY.search(line)) is None:
            break
        return Edit(start + key.end(), start + key.end(), " {}")
    raise NoPlace("is the last one, and the mapping that holds it has no key of its own")
