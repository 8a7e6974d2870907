"""Events of the C parser to a tree of nodes, within limits, with every error that does not end the file."""

from __future__ import annotations

from collections.abc import Iterator

from ruamel.yaml.error import YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from rawugc_sync.manifest import findings, limits, syntax
from rawugc_sync.manifest.events import Event
from rawugc_sync.manifest.hazards import Gap, Hazards
from rawugc_sync.manifest.nodes import Document, MappingNode, Node, Scalar, SequenceNode
from rawugc_sync.words.diagnostics import Diagnostic
from rawugc_sync.words.errors import InvalidInput

NULLS = frozenset({"", "~", "null", "Null", "NULL"})
_MERGE = "<<"
_ODD_KEYS = NULLS | {_MERGE}


class _Anchor:
    """A named node: `size` counts it with all below it, `height` its levels; no size while it is open."""

    __slots__ = ("height", "node", "size")

    def __init__(self, node: Node) -> None:
        self.node = node
        self.size = 0
        self.height = 0


class _Frame:
    """An open collection. `before` is the node count when it opened, `height` the levels in it so far."""

    __slots__ = ("anchor", "before", "entries", "flow", "height", "items", "merges", "node", "places")

    def __init__(self, node: MappingNode | SequenceNode, before: int, *, flow: bool) -> None:
        self.node = node
        self.flow = flow
        self.before = before
        self.anchor: _Anchor | None = None
        self.height = 1
        self.merges = False
        self.entries = node.entries if isinstance(node, MappingNode) else None
        self.places = node.places if isinstance(node, MappingNode) else {}
        self.items = node.items if isinstance(node, SequenceNode) else []

    def attach(self, key: str | None, node: Node) -> None:
        """Add a value: under its key to a mapping, at the end to a sequence."""
        if self.entries is not None and key is not None:
            self.entries[key] = node
        else:
            self.items.append(node)


class TreeBuilder:
    """Builds the tree of one document; `errors` grows on the way."""

    def __init__(self, document: Document) -> None:
        self.errors: list[Diagnostic] = []
        self.stopped_at_colon = False
        self._document = document
        self._hazards = Hazards(document)
        self._roots = SequenceNode(document, 1, 0)
        self._stack = [_Frame(self._roots, 0, flow=False)]
        self._anchors: dict[str, _Anchor] = {}
        self._unused: dict[str, Scalar] = {}
        self._merges = 0
        self._documents = 0
        self._last: Event

    def build(self, events: Iterator[Event]) -> Node | None:
        """The root node; None for a file without content, or after an error that ends the file."""
        whole = False
        try:
            self._read(events)
            whole = True
            for node in self._unused.values():
                self._report(findings.unused_anchor(node))
        except InvalidInput as stop:
            self.errors.extend(stop.diagnostics)
        except YAMLError as raised:
            self._refuse(raised)
        self._finish()
        return self._roots.items[0] if whole and self._roots.items else None

    def _read(self, events: Iterator[Event]) -> None:  # noqa: C901
        # One long loop, with locals and no call for an ordinary scalar: large files spend their time here.
        document, hazards, max_nodes = self._document, self._hazards, limits.MAX_NODES
        frame = self._stack[0]
        entries, places, items = frame.entries, frame.places, frame.items
        key: str | None = None
        count, pending = 0, hazards.next
        for event in events:
            if event.end_mark.index > pending:
                pending = hazards.advance(Gap(self._last, event, frame.node, key, frame.flow), event)
            self._last = event
            kind: type[object] = event.__class__
            if kind is not ScalarEvent:
                frame, count = self._read_structure(event, frame, key, count)
                entries, places, items, key = frame.entries, frame.places, frame.items, None
                continue
            count += 1
            text, style, mark = event.value, event.style, event.start_mark
            line, column = mark.line + 1, mark.column + 1
            decorated = event.anchor is not None or event.tag is not None
            if entries is not None and key is None:
                if decorated or text in entries or text in _ODD_KEYS:
                    self._check_key(event, frame)
                key = text
                places[text] = (line, column)
                continue
            if style == "" and text in NULLS:
                self._add_null(event, frame, key)
            elif style in ("|", ">") and text[-1:] == "\n":
                text = text[:-1]
            node = Scalar(document, line, column, text, style)
            if decorated:
                self._decorate(event, node)
            if entries is None or key is None:
                items.append(node)
            else:
                entries[key] = node
                key = None
            if count > max_nodes:
                raise InvalidInput(limits.too_many_nodes(document, line, column))

    def _read_structure(self, event: Event, frame: _Frame, key: str | None, count: int) -> tuple[_Frame, int]:
        """Take in any event but a scalar; returns the innermost collection and the node count after it."""
        kind: type[object] = event.__class__
        if kind is MappingStartEvent or kind is SequenceStartEvent:
            count += 1
            frame = self._open(event, frame, key, count)
        elif kind is MappingEndEvent or kind is SequenceEndEvent:
            frame = self._close(count)
        elif kind is AliasEvent:
            count += self._add_alias(event, frame, key)
        elif kind is DocumentStartEvent:
            self._check_document(event)
        if count > limits.MAX_NODES:
            raise InvalidInput(limits.too_many_nodes(self._document, *_place(event)))
        return frame, count

    def _open(self, event: Event, parent: _Frame, key: str | None, count: int) -> _Frame:
        if parent.entries is not None and key is None:
            raise InvalidInput(self._collection_as_key(event, parent))
        if len(self._stack) > limits.MAX_DEPTH:
            raise InvalidInput(limits.too_deep(self._document, *_place(event)))
        kind = MappingNode if isinstance(event, MappingStartEvent) else SequenceNode
        # A block collection is where its first key or dash is, not where its anchor is.
        mark = event.start_mark if event.flow_style else event.end_mark
        node = kind(self._document, mark.line + 1, mark.column + 1)
        parent.attach(key, node)
        frame = _Frame(node, count - 1, flow=event.flow_style)
        if event.anchor is not None or event.tag is not None:
            frame.anchor = self._decorate(event, node)
        self._stack.append(frame)
        return frame

    def _close(self, count: int) -> _Frame:
        """Ends the innermost collection; returns the one around it."""
        closed = self._stack.pop()
        parent = self._stack[-1]
        parent.height = max(parent.height, closed.height + 1)
        if closed.merges and isinstance(closed.node, MappingNode):
            self._merge(closed.node)
        if closed.anchor is not None:
            closed.anchor.size = count - closed.before
            closed.anchor.height = closed.height
        return parent

    def _merge(self, mapping: MappingNode) -> None:
        """Bring in what `<<` names: the mapping's own keys win, then what comes first."""
        merged = mapping.entries.pop(_MERGE)
        place = mapping.places.pop(_MERGE)
        sources = merged.items if isinstance(merged, SequenceNode) else [merged]
        self._merges += len(sources)
        if self._merges > limits.MAX_MERGES:
            raise InvalidInput(limits.too_many_merges(self._document, *place))
        for source in sources:
            if not isinstance(source, MappingNode):
                self._report(findings.bad_merge(self._document, *place))
                return
            for key, node in source.entries.items():
                if key not in mapping.entries:
                    mapping.entries[key] = node
                    mapping.places[key] = source.places[key]

    def _add_alias(self, event: Event, frame: _Frame, key: str | None) -> int:
        """Attach what an alias stands for; returns how many nodes that is."""
        line, column = _place(event)
        if frame.entries is not None and key is None:
            raise InvalidInput(findings.bad_key(self._document, "an alias cannot be a key", line, column))
        name = event.anchor or ""
        self._unused.pop(name, None)
        anchor = self._anchors.get(name)
        if anchor is None or anchor.size == 0:
            finding = findings.unknown_alias if anchor is None else findings.alias_in_itself
            self._report(finding(self._document, name, line, column))
            frame.attach(key, Scalar(self._document, line, column, f"*{name}", ""))
            return 1
        # The root frame is no level of its own.
        if len(self._stack) - 1 + anchor.height > limits.MAX_DEPTH:
            raise InvalidInput(limits.too_deep(self._document, line, column))
        frame.height = max(frame.height, anchor.height + 1)
        frame.attach(key, anchor.node)
        return anchor.size

    def _decorate(self, event: Event, node: Node) -> _Anchor | None:
        """Note an anchor, refuse a tag; returns the anchor."""
        if event.tag is not None:
            self._report(findings.misread_tag(self._document, *_place(event)))
        if event.anchor is None:
            return None
        anchor = self._anchors[event.anchor] = _Anchor(node)
        if isinstance(node, Scalar):
            anchor.size = 1
            self._watch_anchor(event.anchor, node)
        return anchor

    def _watch_anchor(self, name: str, node: Scalar) -> None:
        """A plain text that begins with `&word` loses that word: an anchor that nothing uses shows it."""
        if name in self._unused:
            self._report(findings.unused_anchor(self._unused.pop(name)))
        if node.style == "" and node.text == "":
            self._report(findings.unused_anchor(node))
        elif node.style == "":
            self._unused[name] = node

    def _check_key(self, event: Event, frame: _Frame) -> None:
        """Look closer at a key that is known already, odd, or has an anchor or a tag."""
        key, (line, column) = event.value, _place(event)
        if isinstance(frame.node, MappingNode) and key in frame.node.entries:
            self._report(findings.duplicate_key(frame.node, key, line, column))
        elif event.style == "" and key == _MERGE:
            frame.merges = True
        elif event.style == "" and key in NULLS:
            summary = "a key cannot be empty or null"
            self._report(findings.bad_key(self._document, summary, line, column))
        if event.anchor is not None or event.tag is not None:
            self._decorate(event, Scalar(self._document, line, column, key, event.style))

    def _collection_as_key(self, event: Event, frame: _Frame) -> Diagnostic:
        line, column = (frame.node.line, frame.node.column) if frame.flow else _place(event)
        if event.flow_style:  # most likely a text: {{name}}, [New] …
            return findings.special_start(self._document, line, column)
        return findings.bad_key(self._document, "a key must be a text", line, column)

    def _add_null(self, event: Event, frame: _Frame, key: str | None) -> None:
        if event.anchor is not None or event.tag is not None or frame.node is self._roots:
            return  # those have errors of their own, and an empty document is an empty file
        if not frame.flow or event.value or self._follows_colon(event.start_mark.index):
            node = Scalar(self._document, *_place(event), event.value, "")
            self._report(findings.null(node, frame.node, key, event.value))
        else:  # no mapping at all: {productName} on a shelf
            self._add_once(findings.special_start(self._document, frame.node.line, frame.node.column))

    def _add_once(self, diagnostic: Diagnostic) -> None:
        if diagnostic not in self.errors[-1:]:
            self._report(diagnostic)

    def _follows_colon(self, index: int) -> bool:
        text = self._document.text
        while text[index - 1].isspace():
            index -= 1
        return text[index - 1] == ":"

    def _report(self, diagnostic: Diagnostic) -> None:
        self.errors.append(diagnostic)
        if len(self.errors) > limits.MAX_ERRORS:
            raise InvalidInput(limits.too_many_errors(self._document, *_place(self._last)))

    def _check_document(self, event: Event) -> None:
        self._documents += 1
        line, column = _place(event)
        if self._documents > 1:
            raise InvalidInput(findings.several_documents(self._document, line, column))
        if event.version is not None or event.tags is not None:
            self._report(findings.directive(self._document, line))

    def _refuse(self, raised: YAMLError) -> None:
        """Add the error for what the parser gave up on, unless another one explains it."""
        found = syntax.failure(self._document, raised, self._last)
        self.stopped_at_colon = found.problem == "found unexpected ':'"
        frame = self._stack[-1]
        self._hazards.judge(found.index, Gap(self._last, None, frame.node, None, frame.flow))
        diagnostic = syntax.explain(found)
        same = {(d.code, _line(d)) for d in self.errors + self._hazards.errors}
        cut_above = self._hazards.lines() & {found.begins[0], found.begins[0] - 1}
        misread = same & {("alias", _line(diagnostic)), (diagnostic.code, _line(diagnostic))}
        if not misread and not (cut_above and found.is_misplaced):
            self.errors.append(diagnostic)

    def _finish(self) -> None:
        """Add the hazards; a swallowed hashtag explains the null that it leaves on its line."""
        explained = self._hazards.lines()
        self.errors[:] = [d for d in self.errors if d.code != "null" or _line(d) not in explained]
        self.errors.extend(self._hazards.errors)


def _line(diagnostic: Diagnostic) -> int:
    return diagnostic.source.line if diagnostic.source else 0


def _place(event: Event) -> tuple[int, int]:
    mark = event.start_mark
    return mark.line + 1, mark.column + 1
