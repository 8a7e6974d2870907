"""What a manifest says and where: a tree of scalars, sequences and mappings with their places."""

from __future__ import annotations

import json
from bisect import bisect_right
from collections.abc import Mapping
from functools import cached_property
from typing import Any, TypeAlias

from rawugc_sync.words.diagnostics import Source, Spot


class Document:
    """The text of one file, with `\\n` line endings and without a byte order mark."""

    def __init__(self, file: str, text: str) -> None:
        self.file = file
        self.text = text

    @cached_property
    def lines(self) -> list[str]:
        return self.text.split("\n")

    @cached_property
    def _starts(self) -> list[int]:
        starts, start = [], 0
        for line in self.lines:
            starts.append(start)
            start += len(line) + 1
        return starts

    def line(self, number: int) -> str:
        """The line with this number, from 1; the nearest one when there is no such line."""
        return self.lines[min(max(number, 1), len(self.lines)) - 1]

    def place(self, index: int) -> tuple[int, int]:
        """Line and column, both from 1, of the character at `index`."""
        line = bisect_right(self._starts, index)
        return line, index - self._starts[line - 1] + 1

    def index(self, line: int, column: int) -> int:
        """The index of the character at a place: the way back from `place`."""
        return self._starts[line - 1] + column - 1

    def at(self, line: int, column: int) -> Spot:
        """`source` and `excerpt` of a diagnostic at this place."""
        return Spot(source=Source(self.file, line, column), excerpt=self.line(line))


class Scalar:
    """A text as written, a block's without its final newline; `style` is "" (plain), "'", '"', "|" or ">"."""

    __slots__ = ("column", "doc", "line", "style", "text")

    def __init__(self, doc: Document, line: int, column: int, text: str, style: str) -> None:
        self.doc = doc
        self.line = line
        self.column = column
        self.text = text
        self.style = style


class SequenceNode:
    """A list of nodes."""

    __slots__ = ("column", "doc", "items", "line")

    def __init__(self, doc: Document, line: int, column: int) -> None:
        self.doc = doc
        self.line = line
        self.column = column
        self.items: list[Node] = []


class MappingNode:
    """Nodes by key, in the order of the file; `places` has the line and column of each key.

    What `<<` brings in comes last, with the places where its keys stand.
    """

    __slots__ = ("column", "doc", "entries", "line", "places")

    def __init__(self, doc: Document, line: int, column: int) -> None:
        self.doc = doc
        self.line = line
        self.column = column
        self.entries: dict[str, Node] = {}
        self.places: dict[str, tuple[int, int]] = {}


Node: TypeAlias = Scalar | SequenceNode | MappingNode
"""An alias and its anchor share one node, so a tree may hold the same node more than once."""


def at(node: Node) -> Spot:
    """`source` and `excerpt` for a diagnostic about a node: `error(code, summary, detail, **at(node))`."""
    return node.doc.at(node.line, node.column)


def at_key(mapping: MappingNode, key: str) -> Spot:
    """`source` and `excerpt` for a diagnostic about a key of a mapping."""
    return mapping.doc.at(*mapping.places[key])


def plain(node: Node) -> Any:
    """What a node says as texts, lists and mappings."""
    if isinstance(node, Scalar):
        return node.text
    if isinstance(node, MappingNode):
        return {key: plain(value) for key, value in node.entries.items()}
    return [plain(item) for item in node.items]


def written(node: Node) -> str:
    """What a node says as canonical JSON: the same for the same, whatever its order and style."""
    return json.dumps(plain(node), sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def of_plain(value: Any, doc: Document) -> Node:
    """The way back from `plain`, for what was kept without its text: all of it stands at the top of `doc`."""
    if isinstance(value, Mapping):
        mapping = MappingNode(doc, 1, 1)
        mapping.entries = {str(key): of_plain(item, doc) for key, item in value.items()}
        mapping.places = dict.fromkeys(mapping.entries, (1, 1))
        return mapping
    if isinstance(value, list):
        sequence = SequenceNode(doc, 1, 1)
        sequence.items = [of_plain(item, doc) for item in value]
        return sequence
    return Scalar(doc, 1, 1, str(value), '"')
