"""From acts to edits: what is taken out, set back, written again, renamed and let go."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from rawugc_sync.manifest.load import Manifests
from rawugc_sync.manifest.nodes import MappingNode, Node, Scalar, SequenceNode
from rawugc_sync.manifest.sources import Elsewhere, Sources
from rawugc_sync.resources.resource_type import ResourceType
from rawugc_sync.undoing.act import Act
from rawugc_sync.undoing.edits import Edits, Item, Removal, Written
from rawugc_sync.undoing.places import Places, own, spelt
from rawugc_sync.words.addresses import Address, Fields
from rawugc_sync.words.desired import Desired
from rawugc_sync.writing.edits import Edit
from rawugc_sync.writing.lists import as_urls
from rawugc_sync.writing.resources import Value
from rawugc_sync.writing.scalars import inline


@dataclass(frozen=True, slots=True)
class Compiler:
    """Makes edits of acts; `desired` is what the manifests say with each output that they refer to."""

    manifests: Manifests
    desired: Mapping[Address, Desired]
    types: Mapping[str, ResourceType]
    places: Places

    @property
    def sources(self) -> Sources:
        return self.places.spots.sources

    def edits(self, act: Act, *, at_use: bool) -> Edits:
        """The edits of an act, at the sources of its values or `at_use`.

        Untold, Elsewhere, NoPlace and Unwritable say why there are none.
        """
        if act.again is not None:
            return self._again(act, act.again)
        if act.previous is not None:
            return self._renamed(act.address, act.previous)
        if act.out:
            return self._taken_out(act)
        found = self._set_back(act, at_use=at_use)
        if act.takes_up is not None:
            return found + self._taken_up(act.address, act.takes_up)
        return found + self._let_go(act.address) if act.lets_go else found

    def shared(self, act: Act) -> bool:
        """Whether a value of an act stands elsewhere than with its resource."""
        if not act.values:
            return False
        desired, type_ = self.desired[act.address], self.types[act.address.collection]
        return any(self.places.is_shared(type_, desired, name) for name in act.values)

    def _set_back(self, act: Act, *, at_use: bool) -> Edits:
        desired, type_ = self.desired[act.address], self.types[act.address.collection]
        edits = Edits()
        for name, value in self.places.spelt(type_, desired, act.values).items():
            if value is None:
                holder = self.places.holder(desired, name)
                edits += Edits(removals=[Removal(holder, name)], places={name: holder.doc.file})
                continue
            change = self.places.at_use if at_use else self.places.at_source
            changes = change(type_, desired, name, value)
            edits += Edits(changes, places={name: ", ".join(changes.paths)})
        return edits

    def _taken_out(self, act: Act) -> Edits:
        entry = self.sources.entries[act.address]
        if entry.parts:
            raise Elsewhere("is said in several places for this environment")
        edits = Edits(removals=[Removal(own(entry.owner), act.address.key)])
        return edits + self._let_go(act.address) if act.lets_go else edits

    def _let_go(self, address: Address) -> Edits:
        """Its object stays; what took it over by its id must not do so again."""
        path = self.sources.entries[address].owner.doc.file
        item = Item(path, "removed", f"{{from: {address}, destroy: false}}")
        return Edits(removals=list(self._items("imports", "to", address)), items=[item])

    def _taken_up(self, address: Address, id: str) -> Edits:
        path = self.sources.entries[address].owner.doc.file
        removals = list(self._items("removed", "from", address))
        return Edits(removals=removals) + _named(path, address, id)

    def _again(self, act: Act, before: Fields) -> Edits:
        type_ = self.types[act.address.collection]
        folder = act.path.rpartition("/")[0]
        defaults = self.sources.defaults(folder, act.address.collection)
        given = {name: value for name, value in before.items() if name in type_.fields.traits}
        texts = spelt(type_, given, given, {})
        fields: dict[str, Value] = {n: as_urls(v, self.places.spots.urls) for n, v in texts.items()}
        empty = {n: "" for n in defaults if n not in fields and n in type_.fields.traits}
        edits = Edits(written=[Written(act.address, act.path, fields | empty)])
        edits += Edits(removals=list(self._items("removed", "from", act.address)))
        return edits if act.takes_up is None else edits + _named(act.path, act.address, act.takes_up)

    def _renamed(self, address: Address, previous: Address) -> Edits:
        """The key, all that refers to it, and a `moved` block the other way round."""
        entry = self.sources.entries[address]
        if entry.parts:
            raise Elsewhere("is said in several places for this environment")
        owner = own(entry.owner)
        edits = Edits(removals=list(self._items("moved", "to", address)))
        spans = self.places.spots.spans(owner)
        start = owner.doc.index(*owner.places[address.key])
        key = next(one for one in spans.of(owner).keys if one.start == start)
        new = spans.text[key.start : key.end].replace(address.key, previous.key)
        edits.changes.edits.append((owner.doc.file, Edit(key.start, key.end, new)))
        edits.changes.edits += self._references(address, previous)
        edits.items.append(Item(owner.doc.file, "moved", f"{{from: {address}, to: {previous}}}"))
        return edits

    def _references(self, address: Address, previous: Address) -> Iterator[tuple[str, Edit]]:
        pattern = re.compile(rf"(?<=\$\{{)(\s*){re.escape(str(address))}(?=\.)")
        for tree in self.sources.trees.values():
            for node in _scalars(tree):
                if not pattern.search(node.text):
                    continue
                spans = self.places.spots.spans(own(node))
                span = spans.of(node)
                for match in pattern.finditer(spans.text, span.start, span.end):
                    edit = Edit(match.end() - len(str(address)), match.end(), str(previous))
                    yield node.doc.file, edit

    def _items(self, block: str, key: str, address: Address) -> Iterator[Removal]:
        """The items of a block that are about an address."""
        for tree in self.sources.trees.values():
            node = tree.entries.get(block)
            for at, item in enumerate(node.items if isinstance(node, SequenceNode) else ()):
                about = item.entries.get(key) if isinstance(item, MappingNode) else None
                if isinstance(about, Scalar) and about.text == str(address):
                    assert isinstance(node, SequenceNode)  # else it would have no items
                    yield Removal(own(node), at)


def _named(path: str, address: Address, id: str) -> Edits:
    """A block that says which live object a resource is."""
    return Edits(items=[Item(path, "imports", f"{{to: {address}, id: {inline(id, in_flow=True)}}}")])


def _scalars(node: Node) -> Iterator[Scalar]:
    if isinstance(node, Scalar):
        yield node
    elif isinstance(node, MappingNode):
        for value in node.entries.values():
            yield from _scalars(value)
    else:
        for item in node.items:
            yield from _scalars(item)
