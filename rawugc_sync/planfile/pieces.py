"""JSON piece by piece: of a large plan there is never more than a row at once, and never its whole text."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

_LEVELS = 3
"""So many levels of mappings are taken apart; what lies deeper, and each row of a list, is one piece."""

_CANONICAL = json.JSONEncoder(sort_keys=True, separators=(",", ":"))
_INDENTED = json.JSONEncoder(indent=2)
_INDENT = "  "


class Rows:
    """A list of JSON values, each made only when its turn comes, and as often as that."""

    def __init__(self, row: Callable[[Any], Any], items: Iterable[Any]) -> None:
        self._row = row
        self._items = items

    def __iter__(self) -> Iterator[Any]:
        return map(self._row, self._items)


def whole(row: Callable[[Any], Any], items: Iterable[Any]) -> list[Any]:
    """The same as a list, with all of it at once."""
    return [row(item) for item in items]


def written(value: Any, level: int = 0) -> Iterator[str]:
    """The text that `json.dumps(value, indent=2)` gives, in pieces; ASCII. None ends within a text."""
    inner = "\n" + _INDENT * (level + 1)
    if isinstance(value, Mapping) and level < _LEVELS:
        yield from _listed("{}", _entries(value, level, inner), level)
    elif isinstance(value, Rows):
        rows = (_INDENTED.encode(row).replace("\n", inner) for row in value)
        yield from _listed("[]", ((inner, row) for row in rows), level)
    else:
        yield _INDENTED.encode(value).replace("\n", "\n" + _INDENT * level)


def _entries(value: Mapping[str, Any], level: int, inner: str) -> Iterator[Iterator[str]]:
    for name, item in value.items():
        yield _entry(f"{inner}{json.dumps(name)}: ", written(item, level + 1))


def _entry(head: str, rest: Iterator[str]) -> Iterator[str]:
    yield head
    yield from rest


def _listed(brackets: str, entries: Iterable[Iterable[str]], level: int) -> Iterator[str]:
    yield brackets[0]
    comma = ""
    for entry in entries:
        yield comma
        yield from entry
        comma = ","
    yield ("\n" + _INDENT * level if comma else "") + brackets[1]


def checksum(content: Mapping[str, Any]) -> str:
    """`sha256:…` of the canonical JSON of a content, which is what a digest of the whole would be."""
    hashed = hashlib.sha256()
    for piece in _canonical(content):
        hashed.update(piece.encode("ascii"))
    return f"sha256:{hashed.hexdigest()}"


def _canonical(value: Any, level: int = 0) -> Iterator[str]:
    if isinstance(value, Mapping) and level < _LEVELS:
        comma = "{"
        for name in sorted(value):
            yield f"{comma}{json.dumps(name)}:"
            yield from _canonical(value[name], level + 1)
            comma = ","
        yield "}" if value else "{}"
    elif isinstance(value, Rows | list | tuple):
        comma = "["
        for row in value:
            yield comma + _CANONICAL.encode(row)
            comma = ","
        yield "]" if comma == "," else "[]"
    else:
        yield _CANONICAL.encode(value)
