"""Where each value of a manifest begins and ends in its text, for edits that touch nothing else."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from ruamel.yaml.events import (
    AliasEvent,
    DocumentEndEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from rawugc_sync.manifest.events import Event
from rawugc_sync.manifest.nodes import Document, Node, Scalar
from rawugc_sync.manifest.reader import events

_ANCHOR = re.compile(r"&[^\s,\[\]{}]+(?:\s|#[^\n]*\n)*")


class Form(StrEnum):
    """What a span is."""

    SCALAR = "scalar"
    ALIAS = "alias"
    SEQUENCE = "sequence"
    MAPPING = "mapping"


@dataclass(slots=True)
class Span:
    """One value from `start` to `end`, without its anchor, and without blank lines and comments behind it.

    `style` is a scalar's, as in `nodes.Scalar`; `flow` says that a collection stands in brackets,
    `in_flow` that the value stands in one that does. `stop` is the end with the blank lines that a block
    scalar keeps. `keys` are a mapping's, in step with its `items`.
    """

    form: Form
    start: int
    end: int
    stop: int
    style: str = ""
    flow: bool = False
    in_flow: bool = False
    keys: list[Span] = field(default_factory=list)
    items: list[Span] = field(default_factory=list)


class Spans:
    """The spans of one document; `end` is where a new last line would begin."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.text = document.text
        self.end = len(document.text)
        self.root: Span | None = None
        self._scalars: dict[int, Span] = {}
        self._collections: dict[int, Span] = {}
        self._read(events(document.text))

    def of(self, node: Node) -> Span:
        """The span of a node of this document."""
        index = self.document.index(node.line, node.column)
        return (self._scalars if isinstance(node, Scalar) else self._collections)[index]

    def line_start(self, index: int) -> int:
        """Where the line of `index` begins."""
        return self.text.rfind("\n", 0, index) + 1

    def line_end(self, index: int) -> int:
        """Where the line of `index` ends, in front of its newline."""
        end = self.text.find("\n", index)
        return len(self.text) if end < 0 else end

    def column(self, index: int) -> int:
        """How many characters stand in front of `index` on its line."""
        return index - self.line_start(index)

    def _read(self, found: Iterable[Event]) -> None:
        stack: list[Span] = []
        for event in found:
            if isinstance(event, MappingEndEvent | SequenceEndEvent):
                closed = stack.pop()
                closed.end = event.end_mark.index if closed.flow else closed.items[-1].end
                closed.stop = event.end_mark.index if closed.flow else closed.items[-1].stop
                continue
            if isinstance(event, DocumentEndEvent) and event.start_mark.index < event.end_mark.index:
                self.end = event.start_mark.index
            if (span := self._span(event, in_flow=bool(stack) and stack[-1].flow)) is None:
                continue
            self._attach(span, stack)
            if span.form in (Form.MAPPING, Form.SEQUENCE):
                stack.append(span)

    def _attach(self, span: Span, stack: list[Span]) -> None:
        if not stack:
            self.root = span
        elif stack[-1].form is Form.MAPPING and len(stack[-1].keys) == len(stack[-1].items):
            stack[-1].keys.append(span)
        else:
            stack[-1].items.append(span)

    def _span(self, event: Event, *, in_flow: bool) -> Span | None:
        start, end = event.start_mark.index, event.end_mark.index
        if isinstance(event, ScalarEvent):
            span = self._scalar(event, in_flow=in_flow)
            self._scalars[start] = span
            return span
        if isinstance(event, AliasEvent):
            return Span(Form.ALIAS, start, end, end, in_flow=in_flow)
        if not isinstance(event, MappingStartEvent | SequenceStartEvent):
            return None
        form = Form.MAPPING if isinstance(event, MappingStartEvent) else Form.SEQUENCE
        # As the tree has it: a block collection is where its first key or dash is.
        place = start if event.flow_style else end
        begin = self._behind_anchor(event) if event.flow_style else place
        if form is Form.SEQUENCE and not event.flow_style and self.text[place] != "-":
            begin -= 1  # where its dashes stand below its key, the parser points behind the first one
        span = Span(form, begin, begin, begin, flow=event.flow_style, in_flow=in_flow)
        self._collections[place] = span
        return span

    def _scalar(self, event: Event, *, in_flow: bool) -> Span:
        start, stop = self._behind_anchor(event), event.end_mark.index
        if event.style not in ("|", ">"):
            return Span(Form.SCALAR, start, stop, stop, event.style, in_flow=in_flow)
        text = self.text[start:stop]
        end = self.line_end(start + len(text.rstrip(" \t\n")) - 1)
        keeps = "+" in text.partition("\n")[0].partition("#")[0]
        return Span(Form.SCALAR, start, end, max(end, stop - 1) if keeps else end, event.style)

    def _behind_anchor(self, event: Event) -> int:
        start = event.start_mark.index
        anchor = _ANCHOR.match(self.text, start) if event.anchor is not None else None
        return anchor.end() if anchor else start
