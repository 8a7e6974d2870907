"""Lists and mappings in brackets, from the parser's events."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ruamel.yaml.events import AliasEvent, MappingEndEvent, MappingStartEvent, ScalarEvent, SequenceEndEvent

from rawugc_sync.manifest.events import Event
from rawugc_sync.writing.formatting.parts import Alias, Entry, Flow, Node, Scalar

BLANKS = " \t"
"""What YAML takes for blanks; all other white space is text."""

GAP = re.compile(r"(?:[ \t\n]++|#[^\n]*+)*+")
"""What may stand between two tokens: blanks, ends of lines and comments."""

ENDS = (MappingEndEvent, SequenceEndEvent)


class FlowReader:
    """Reads one outermost collection; `end` is where it ends once it is read."""

    def __init__(self, text: str, events: Iterator[Event]) -> None:
        self.end = 0
        self._text = text
        self._events = events
        self._whole = True

    def read(self, start: Event, at: int, anchor: str, column: int) -> Flow:
        """The collection whose bracket is at `at`; its owner begins at `column`."""
        flow = self._collection(start, at, anchor)
        flow.source, flow.column, flow.whole = self._text[at : self.end], column, self._whole
        return flow

    def _collection(self, start: Event, at: int, anchor: str) -> Flow:
        opening = self._text[at] if self._text[at] in "[{" else ""
        self.end = start.end_mark.index
        entry = self._pair if isinstance(start, MappingStartEvent) else self._item
        entries = []
        while not isinstance(event := next(self._events), ENDS):
            entries.append(entry(event))
        self._pass(event)
        return Flow(anchor, opening, entries)

    def _pair(self, key: Event) -> Entry:
        self._pass(key)
        source = self._text[key.start_mark.index : key.end_mark.index]
        self._whole = self._whole and "\n" not in source
        return Entry(source, key.value, self._value(next(self._events)), [], "", key.anchor or "")

    def _item(self, event: Event) -> Entry:
        return Entry("", "", self._value(event), [], "")

    def _value(self, event: Event) -> Node:
        if isinstance(event, AliasEvent):
            self._pass(event)
            return Alias(event.anchor or "")
        anchor = event.anchor or ""
        at = self._pass(event, anchor)
        if not isinstance(event, ScalarEvent):
            return self._collection(event, at, anchor)
        source = self._text[at : self.end]
        self._whole = self._whole and "\n" not in source
        return Scalar(anchor, source, event.value)

    def _pass(self, event: Event, anchor: str = "") -> int:
        """Go on to the end of `event`; returns where it begins behind its anchor."""
        at = event.start_mark.index
        if anchor:
            gap = GAP.match(self._text, at + len(anchor) + 1)
            assert gap is not None
            at = gap.end()
        self._whole = self._whole and "#" not in self._text[self.end : at]
        self.end = event.end_mark.index
        return at
