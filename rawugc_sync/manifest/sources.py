"""Where the values of resources stand in the files, for whoever wants to edit them."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from rawugc_sync.manifest.collect import Entry
from rawugc_sync.manifest.discover import CONFIG_NAME
from rawugc_sync.manifest.nodes import MappingNode, Node, Scalar
from rawugc_sync.manifest.references import Given, NoValue, Resolver, Target, whole_reference
from rawugc_sync.resources.traits import Kind
from rawugc_sync.words.addresses import Address


class Elsewhere(Exception):
    """A value that is no single text in one place; the message completes "the field …"."""


@dataclass(frozen=True, slots=True)
class Sources:
    """`data` holds every manifest and every file that one names, by path, `trees` the manifests' trees.

    `entries` are the resources as written, without defaults; `fields` gives them with those, and
    `defaults` those of a folder and a collection.
    """

    data: Mapping[str, bytes]
    trees: Mapping[str, MappingNode]
    entries: Mapping[Address, Entry]
    fields: Callable[[Address], Mapping[str, Node] | None]
    defaults: Callable[[str, str], Mapping[str, Node]]
    resolver: Resolver

    def origin(self, node: Node, kind: Kind) -> Node | str:
        """Where the value of a node finally stands, through references: a node, or the path of a text file.

        Elsewhere when it is put together from several texts, or comes from the defaults of another.
        """
        seen: set[str] = set()
        while isinstance(node, Scalar) and "${" in node.text:
            name = whole_reference(node.text)
            if name is None:
                if "${" in node.text.replace("$${", ""):
                    raise Elsewhere("holds references beside its own text")
                break
            if name in seen:
                raise Elsewhere("refers to itself")
            seen.add(name)
            target = self.resolver.find(name)
            if isinstance(target, Given):  # an output stands nowhere: the reference itself is the value
                break
            node = self._target(name, target)
        if isinstance(node, MappingNode) and kind is not Kind.MEDIA:
            return self._file(node)
        if node.doc.file == CONFIG_NAME:
            raise Elsewhere(f"stands in {CONFIG_NAME}, which is never edited")
        return node

    def text(self, node: Node) -> str | None:
        """The text that a node stands for, if it is one; None for a list."""
        try:
            value = self.resolver.value(node, Kind.TEXT, set())
        except NoValue:
            return None
        return value if isinstance(value, str) else None

    def _target(self, name: str, target: Target | str) -> Node:
        if not isinstance(target, Target):
            raise Elsewhere("refers to nothing")
        parts = name.split(".")
        if len(parts) == 3:
            entry = self.entries.get(Address(parts[0], parts[1]))
            if entry is None or parts[2] not in entry.fields:
                raise Elsewhere(f"comes from a default, through ${{{name}}}")
        return target.node

    def _file(self, node: MappingNode) -> str:
        name = self.text(node.entries["file"]) if list(node.entries) == ["file"] else None
        if name is None:
            raise Elsewhere("is neither a text nor a list")
        return self.resolver.inside(posixpath.dirname(node.doc.file), name)
