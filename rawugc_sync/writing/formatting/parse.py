"""A manifest without errors → its parts: events say where values are, comments stand between them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ruamel.yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceStartEvent,
)

from rawugc_sync.manifest.events import Event
from rawugc_sync.writing.formatting.flow import BLANKS, ENDS, GAP, FlowReader
from rawugc_sync.writing.formatting.parts import (
    Alias,
    Block,
    BlockText,
    Entry,
    Flow,
    Line,
    Node,
    Scalar,
    Written,
)
from rawugc_sync.writing.scalars import inline

_HEADER = re.compile(r"[|>](?:(?P<digit>[1-9])|[+-])*")


def parse(text: str, events: Sequence[Event]) -> Written:
    """The parts of a text with the parser's events for it; it has no errors, and its lines end in `\\n`."""
    return _Parser(text, events).written()


class _Parser:
    """Goes through the events, and from token to token in the text between them.

    `_at` is where the next token begins; `_lines` are those before it that nothing has taken yet.
    """

    def __init__(self, text: str, events: Sequence[Event]) -> None:
        self._text = text
        self._events = iter(events)
        self._at = 0
        self._lines: list[Line] = []
        self._columns: list[int] = []

    def written(self) -> Written:
        """The whole file."""
        self._pass(0)
        next(self._events)
        if not isinstance(begin := next(self._events), DocumentStartEvent):
            return Written(self._taken(), None, "", [])
        top = self._marker(begin)
        start = next(self._events)
        top += self._head() if _is_block(start) and start.anchor is None else self._taken()
        root, beside = None, ""
        if not isinstance(start, ScalarEvent):
            node, _, beside = self._value(start, "")
            root = node if isinstance(node, Block | Flow) else None
        bottom = self._taken()
        return Written(top, root, beside, bottom + self._marker(next(self._events)) + self._taken())

    # -- between the tokens

    def _pass(self, end: int) -> str:
        """Go on behind a token that ends at `end`; returns the comment beside it."""
        gap = GAP.match(self._text, end)
        assert gap is not None
        beside, *below = gap.group().split("\n")
        if end == 0 or self._text[end - 1] == "\n":
            below.insert(0, beside)
            beside = ""
        if below and not below[-1].strip(BLANKS):  # what indents the next token
            below.pop()
        self._lines += [Line(len(line) - len(line.lstrip(BLANKS)), line.strip(BLANKS)) for line in below]
        self._at = gap.end()
        return beside.strip(BLANKS)

    def _taken(self) -> list[Line]:
        lines, self._lines = self._lines, []
        return lines

    def _comments(self, beside: str) -> list[Line]:
        """The comments up to here, `beside` as the first of them."""
        lines = [line for line in self._taken() if line.text]
        return [Line(0, beside), *lines] if beside else lines

    def _head(self) -> list[Line]:
        """What is about the file, not about its first key: all up to a blank line, or all there is."""
        blank = [number for number, line in enumerate(self._lines, 1) if not line.text]
        count = blank[-1] if blank else len(self._lines)
        head, self._lines = self._lines[:count], self._lines[count:]
        return head

    def _tail(self, column: int) -> list[Line]:
        """The comments at the end of a block that begins at `column`: those that are not less indented."""
        count = 0
        for number, line in enumerate(self._lines, 1):
            if line.text and line.column < column:
                break
            count = number if line.text else count
        tail, self._lines = self._lines[:count], self._lines[count:]
        return tail

    def _marker(self, event: Event) -> list[Line]:
        """The lines before a `---` or `...`, and the marker, where there is one."""
        lines = self._taken()
        mark = self._text[event.start_mark.index : event.end_mark.index]
        if mark:
            lines.append(Line(0, f"{mark} {self._pass(event.end_mark.index)}".rstrip()))
        return lines

    # -- values

    def _value(self, event: Event, beside: str) -> tuple[Node, list[Line], str]:
        """The value that `event` begins, the comments that belong above its entry, and the one beside it.

        `beside` is the comment beside the colon or dash in front.
        """
        above: list[Line] = []
        anchor = "" if isinstance(event, AliasEvent) else event.anchor or ""
        if anchor:
            above = self._comments(beside)
            beside = self._pass(self._at + len(anchor) + 1)
        if _is_block(event):
            return self._block(event, anchor), above, beside
        above += self._comments(beside)
        node, beside = self._leaf(event, anchor)
        return node, above, beside

    def _leaf(self, event: Event, anchor: str) -> tuple[Node, str]:
        """A value that is no block, and the comment beside it."""
        end = event.end_mark.index
        if isinstance(event, AliasEvent):
            return Alias(event.anchor or ""), self._pass(end)
        if not isinstance(event, ScalarEvent):
            reader = FlowReader(self._text, self._events)
            flow = reader.read(event, self._at, anchor, self._columns[-1] if self._columns else 0)
            return flow, self._pass(reader.end)
        if event.style in ("|", ">"):
            return self._block_text(event, anchor)
        source = self._text[self._at : end]
        return Scalar(anchor, source, event.value), self._pass(end)

    def _block(self, start: Event, anchor: str) -> Block:
        column = self._at - self._text.rfind("\n", 0, self._at) - 1
        # The items of a list may stand as far left as the key that it belongs to.
        shared = column in self._columns[-1:]
        self._columns.append(column)
        entry = self._entry if isinstance(start, MappingStartEvent) else self._item
        entries = []
        while not isinstance(event := next(self._events), ENDS):
            entries.append(entry(event))
        self._columns.pop()
        return Block(anchor, entries, self._tail(column + shared))

    def _entry(self, key: Event) -> Entry:
        above = self._taken()
        if self._at < key.start_mark.index:  # ? key
            above += self._comments(self._pass(self._at + 1))
        source = self._text[key.start_mark.index : key.end_mark.index]
        # Only behind a `?` a key may have several lines.
        spelled = inline(key.value) if "\n" in source else source
        above += self._comments(self._pass(key.end_mark.index))
        beside = self._pass(self._at + 1)
        value, lines, beside = self._value(next(self._events), beside)
        return Entry(spelled, key.value, value, above + lines, beside, key.anchor or "")

    def _item(self, event: Event) -> Entry:
        above = self._taken()
        value, lines, beside = self._value(event, self._pass(self._at + 1))
        return Entry("", "", value, above + lines, beside)

    def _block_text(self, event: Event, anchor: str) -> tuple[BlockText, str]:
        start, end = self._at, event.end_mark.index
        first, _, body = self._text[start:end].partition("\n")
        header = _HEADER.match(first)
        assert header is not None
        lines = body.split("\n")
        margin = self._columns[-1] + int(header["digit"]) if header["digit"] else _margin(lines)
        keeps = "+" in header.group()
        if not lines[-1][margin:]:  # no line, but what follows the end of the last one
            lines.pop()
        if not keeps:  # blank lines at its end are no part of it
            while lines and not lines[-1][margin:]:
                lines.pop()
            end = min(end, start + len(first) + 1 + sum(len(line) + 1 for line in lines))
        self._pass(end)
        lines = [line[margin:] for line in lines]
        text = BlockText(anchor, event.style, lines, event.value.removesuffix("\n"))
        return text, first[header.end() :].strip(BLANKS)


def _is_block(event: Event) -> bool:
    return isinstance(event, MappingStartEvent | SequenceStartEvent) and not event.flow_style


def _margin(lines: Sequence[str]) -> int:
    """How far a block text is indented that does not say so."""
    margin = 0
    for line in lines:
        margin = max(margin, len(line) - len(line.lstrip(" ")))
        if line.strip(" "):
            break
    return margin
