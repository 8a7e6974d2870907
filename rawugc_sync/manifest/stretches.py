"""Which lines of which files a resource rests on: its block, and all that goes into some of its fields."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from ruamel.yaml.events import (
    AliasEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from rawugc_sync.files.fence import OutOfBounds
from rawugc_sync.manifest.nodes import Document, MappingNode, Node, Scalar
from rawugc_sync.manifest.reader import events
from rawugc_sync.manifest.references import Target, names_in
from rawugc_sync.manifest.sources import Sources
from rawugc_sync.words.addresses import Address
from rawugc_sync.words.diagnostics import Source

Place = tuple[int, int]
"""Line and column, both from 1."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """Lines of a file, `first` and `last` among them, from 1; all of it without a `last`."""

    file: str
    first: int = 1
    last: int | None = None


@dataclass(frozen=True, slots=True)
class Stretches:
    """Finds them; each manifest that matters is parsed once more, for a tree knows no ends."""

    sources: Sources
    _ends: dict[str, dict[Place, int]] = field(default_factory=dict)

    def of(self, address: Address, fields: Iterable[str]) -> set[Stretch]:
        """What a resource of the manifests rests on, as far as it is about some of its fields."""
        return set(self._block(address)) | self.values(address, fields)

    def values(self, address: Address, fields: Iterable[str]) -> set[Stretch]:
        """The same without what its block says of other fields."""
        entry, found = self.sources.entries[address], set[Stretch]()
        written = self.sources.fields(address) or {}
        seen: set[int] = set()
        for name in fields:
            if name in written:
                found |= set(self._value(written[name], seen))
            if name in entry.fields:
                found.add(self._key(entry.holder(name), name))
        return found

    def texts(self, address: Address, fields: Iterable[str]) -> set[str]:
        """The text files that some fields come from."""
        return {
            one.file for one in self.values(address, fields) if one.last is None
        } & self.sources.data.keys()

    def at(self, source: Source) -> Stretch:
        """What begins at a place of a manifest, such as an item of a block."""
        tree = self.sources.trees.get(source.file)
        last = self._last(tree.doc, (source.line, source.column)) if tree else source.line
        return Stretch(source.file, source.line, last)

    def _key(self, holder: MappingNode, name: str) -> Stretch:
        """The line of a key: an alias has its value elsewhere."""
        line, _ = holder.places[name]
        return Stretch(holder.doc.file, line, line)

    def _block(self, address: Address) -> Iterator[Stretch]:
        entry = self.sources.entries[address]
        key = entry.source
        last = self._range(entry.node).last or key.line
        yield Stretch(key.file, key.line, max(last, key.line))
        for part in (entry.node, *entry.parts):
            yield self._range(part)
            yield from map(self._range, below(part))

    def _value(self, node: Node, seen: set[int]) -> Iterator[Stretch]:
        """A value, what its references name, and the file that it comes from."""
        if id(node) in seen:
            return
        seen.add(id(node))
        yield self._range(node)
        for one in (node, *below(node)):
            if isinstance(one, Scalar):
                for name in names_in(one.text):
                    target = self.sources.resolver.find(name)
                    if isinstance(target, Target):
                        yield from self._value(target.node, seen)
            elif isinstance(one, MappingNode) and list(one.entries) == ["file"]:
                yield from self._file(one)

    def _file(self, node: MappingNode) -> Iterator[Stretch]:
        if (name := self.sources.text(node.entries["file"])) is not None:
            try:
                yield Stretch(self.sources.resolver.inside(posixpath.dirname(node.doc.file), name))
            except OutOfBounds:  # it was there when the manifests were read
                return

    def _range(self, node: Node) -> Stretch:
        return Stretch(node.doc.file, node.line, self._last(node.doc, (node.line, node.column)))

    def _last(self, document: Document, place: Place) -> int:
        if document.file not in self._ends:
            self._ends[document.file] = _ends(document)
        return self._ends[document.file].get(place, place[0])


def below(node: Node) -> Iterator[Node]:
    """All that a node holds, and what that holds."""
    items = node.entries.values() if isinstance(node, MappingNode) else getattr(node, "items", ())
    for item in items:
        yield item
        yield from below(item)


def _ends(document: Document) -> dict[Place, int]:
    """Where something begins → the line on which the last text in it ends."""
    ends: dict[Place, int] = {}
    opened: list[Place] = []
    last = 0
    for event in events(document.text):
        place = (event.start_mark.line + 1, event.start_mark.column + 1)
        if isinstance(event, ScalarEvent | AliasEvent):
            end = event.end_mark
            last = max(place[0], end.line + (end.column > 0))
            ends[place] = max(last, ends.get(place, 0))
        elif isinstance(event, MappingStartEvent | SequenceStartEvent):
            opened.append(place)
        elif isinstance(event, MappingEndEvent | SequenceEndEvent):
            begun = opened.pop()
            ends[begun] = max(last, begun[0], ends.get(begun, 0))
    return ends
