"""What a change does to each field: texts and short values as a diff, media as code spans."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from operator import itemgetter
from typing import Literal, TypeAlias

from rawugc_sync.render.field_kind import KindOf
from rawugc_sync.render.field_rows import FieldRow, Unknown, field_rows
from rawugc_sync.render.safe import safe
from rawugc_sync.render.values import shown
from rawugc_sync.review.markdown import signed_lines
from rawugc_sync.review.markdown.verbatim import code, fence
from rawugc_sync.words.addresses import Value
from rawugc_sync.words.planned import Change
from rawugc_sync.words.uploads import FileUrl, Late

_SHORT = 60
"""Characters up to which a text stands on the line of its field."""

_Form: TypeAlias = Literal["text", "media", "line"]


def fields_markdown(change: Change, kinds: KindOf) -> str:
    """Paragraphs in the order of the fields; empty where there is none to show.

    The id is not one of them: it is nothing that anybody reads.
    """
    rows = [row for row in field_rows(change, kinds) if row.name != "id"]
    runs = groupby(((_form(row), row) for row in rows), key=itemgetter(0))
    return "\n\n".join(part for form, run in runs for part in _run(form, [row for _, row in run]))


def _form(row: FieldRow) -> _Form:
    if row.kind.kind == "media":
        return "media"
    texts = [value for value in (row.before, row.after) if value not in (None, "", [])]
    prose = all(isinstance(value, str) and not isinstance(value, Late | Unknown) for value in texts)
    return "text" if prose and any(len(text) > _SHORT or "\n" in text for text in texts) else "line"


def _run(form: _Form, rows: Sequence[FieldRow]) -> Iterator[str]:
    if form == "text":
        yield from (f"{_named(row)}\n\n{fence(_text(row), 'diff')}" for row in rows)
    elif form == "media":
        yield from map(_media, rows)
    else:
        yield fence([line for row in rows for line in _lines(row)], "diff")


def _named(row: FieldRow) -> str:
    return " ".join([code(f"{row.name}:"), *map(code, row.remarks)])


def _text(row: FieldRow) -> list[str]:
    if row.symbol == "~":
        return signed_lines.changed(row.before, row.after)
    return signed_lines.whole(row.before if row.symbol == "-" else row.after, row.symbol)


def _media(row: FieldRow) -> str:
    """A file that stays is named alike on both sides: of one that is recorded, only its SHA-256 is known."""
    sides = {"~": "{before} → {after}", "-": "{before}, taken away"}.get(row.symbol, "{after}")
    named = {str(item): item for item in _listed(row.after) if isinstance(item, FileUrl) and item.file}
    before = [named.get(str(item), item) for item in _listed(row.before)]
    told = sides.format(before=_items(before, row), after=_items(_listed(row.after), row))
    return " ".join([code(f"{row.name}:"), told, *map(code, row.remarks)])


def _listed(value: Value) -> Sequence[Value]:
    return value if isinstance(value, list | tuple) else [value]


def _items(items: Sequence[Value], row: FieldRow) -> str:
    return ", ".join(code(_bare(shown(item, row.kind, None))) for item in items)


def _bare(text: str) -> str:
    """A text without its quotes: a code span says as well where it ends."""
    return text[1:-1] if len(text) > 2 and text[0] == text[-1] == '"' else text


def _lines(row: FieldRow) -> Iterator[str]:
    remarks = "".join(f"  {safe(remark)}" for remark in row.remarks)
    before, after = (
        shown(value, row.kind, zone) for value, zone in zip((row.before, row.after), row.zones, strict=True)
    )
    if row.symbol in "~-":
        yield f"- {safe(row.name)}: {before}{remarks}"
    if row.symbol != "-":
        sign = "+" if row.symbol == "~" else row.symbol
        yield f"{sign} {safe(row.name)}: {after}{remarks if row.symbol != '~' else ''}"
