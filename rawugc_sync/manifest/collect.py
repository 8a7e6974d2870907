"""The manifests as one set: every resource, variable and default with its place, nothing resolved yet."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from rawugc_sync.manifest import nodes
from rawugc_sync.manifest.blocks import KEY, BlockAt
from rawugc_sync.manifest.blocks import KEYS as BLOCKS
from rawugc_sync.manifest.explain import nearest
from rawugc_sync.manifest.foreign import OTHERS
from rawugc_sync.manifest.marks import MARKS
from rawugc_sync.manifest.nodes import MappingNode, Node, Scalar
from rawugc_sync.resources.resource_type import ResourceType
from rawugc_sync.words.addresses import Address
from rawugc_sync.words.diagnostics import Diagnostic, Source, Spot, error

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*", re.ASCII)


@dataclass(frozen=True, slots=True)
class Entry:
    """One resource as written: its mapping, and the mapping that holds its key.

    `parts` are the mappings that an environment lays over it, the last one on top, and `together` the
    fields of all. `unknown` is what to say of a field that is missing, where no other manifest has it.
    """

    address: Address
    node: MappingNode
    owner: MappingNode
    parts: tuple[MappingNode, ...] = ()
    together: Mapping[str, Node] | None = None
    unknown: str = ""

    @property
    def fields(self) -> Mapping[str, Node]:
        """What is written of it, without defaults."""
        return self.node.entries if self.together is None else self.together

    @property
    def top(self) -> MappingNode:
        """The mapping that wins over the others."""
        return self.parts[-1] if self.parts else self.node

    def holder(self, name: str) -> MappingNode:
        """The mapping that a field stands in."""
        return next((part for part in reversed(self.parts) if name in part.entries), self.node)

    @property
    def lifecycles(self) -> list[Node]:
        """Its `lifecycle` blocks, the last one on top."""
        return [part.entries["lifecycle"] for part in (self.node, *self.parts) if "lifecycle" in part.entries]

    @property
    def source(self) -> Source:
        """Where its key stands."""
        return Source(self.owner.doc.file, *self.owner.places[self.address.key])

    @property
    def place(self) -> Spot:
        """`source` and `excerpt` of its key."""
        return nodes.at_key(self.owner, self.address.key)


@dataclass(slots=True)
class Collected:
    """What all files together say. `defaults` is folder → collection → field → node.

    `parts` are the resources of an environment's own files, which may be said in several. `overriding`
    is collection → field → node: an environment's defaults, which win over those of any folder.
    """

    entries: dict[Address, Entry] = field(default_factory=dict)
    parts: dict[Address, list[Entry]] = field(default_factory=dict)
    variables: dict[str, tuple[MappingNode, Node]] = field(default_factory=dict)
    defaults: dict[str, dict[str, dict[str, tuple[MappingNode, Node]]]] = field(default_factory=dict)
    overriding: Mapping[str, Mapping[str, Node]] = field(default_factory=dict)
    declared: set[str] = field(default_factory=set)
    blocks: list[BlockAt] = field(default_factory=list)
    errors: list[Diagnostic] = field(default_factory=list)


def collect(
    trees: Iterable[MappingNode], types: Mapping[str, ResourceType], *, partial: bool = False
) -> Collected:
    """Take the files together; what does not fit is among the errors. `partial` resources are `parts`."""
    collected = Collected()
    for tree in trees:
        _Collector(collected, types, tree, partial).run()
    return collected


def collect_settings(environment: MappingNode, types: Mapping[str, ResourceType]) -> Collected:
    """The `vars` and `defaults` of an environment in `rawugc.yaml`, which stand as those of a manifest."""
    collected = Collected()
    _Collector(collected, types, environment).settings()
    return collected


@dataclass(frozen=True, slots=True)
class _Collector:
    into: Collected
    types: Mapping[str, ResourceType]
    tree: MappingNode
    partial: bool = False

    def run(self) -> None:
        for name, node in self.tree.entries.items():
            if name.startswith("x-"):
                continue
            if name in self.types:
                self._collection(name, node)
            elif name in BLOCKS:
                self.into.blocks.append((name, self.tree))
            elif name not in OTHERS:
                self._unknown(name)
        self.settings()

    def settings(self) -> None:
        """Its variables and defaults."""
        if (variables := self.tree.entries.get("vars")) is not None:
            self._variables(variables)
        if (defaults := self.tree.entries.get("defaults")) is not None:
            self._defaults(defaults)

    def _unknown(self, name: str) -> None:
        hint = nearest(name, (*self.types, *OTHERS, *BLOCKS)) + " A key that begins with x- is ignored."
        self._fail("unknown-key", f"`{name}` is not a collection", hint, self.tree, name)

    def _collection(self, collection: str, node: Node) -> None:
        self.into.declared.add(collection)
        if not isinstance(node, MappingNode):
            self._not_a_mapping(collection, "its resources", self.tree)
            return
        for key, resource in node.entries.items():
            address = Address(collection, key)
            if not KEY.fullmatch(key):
                detail = "Use lower-case letters, digits, - and _, beginning with a letter or digit."
                self._fail("bad-key", f"`{key}` cannot be a key", detail, node, key, address=str(address))
            elif not isinstance(resource, MappingNode):
                detail = "Write its fields below it, indented, each as name: value."
                self._fail(
                    "not-a-mapping", "must be a mapping of fields", detail, node, key, address=str(address)
                )
            else:
                self._entry(Entry(address, resource, node))

    def _entry(self, entry: Entry) -> None:
        if self.partial:
            self.into.parts.setdefault(entry.address, []).append(entry)
            return
        first = self.into.entries.setdefault(entry.address, entry)
        if first is not entry:
            detail = f"It is defined at {first.place['source']} already; give one of them another key."
            self.into.errors.append(
                error(
                    "duplicate-address", "is defined twice", detail, address=str(entry.address), **entry.place
                )
            )

    def _variables(self, node: Node) -> None:
        if not isinstance(node, MappingNode):
            self._not_a_mapping("vars", "names and values", self.tree)
            return
        for name, value in node.entries.items():
            if not _NAME.fullmatch(name):
                self._fail(
                    "bad-key",
                    f"`{name}` cannot be the name of a variable",
                    "Use letters, digits, _ and -.",
                    node,
                    name,
                )
                continue
            first, _ = self.into.variables.setdefault(name, (node, value))
            if first is not node:
                place = nodes.at_key(first, name)["source"]
                self._fail(
                    "duplicate-variable",
                    f"vars.{name} is defined twice",
                    f"It is defined at {place} already.",
                    node,
                    name,
                )

    def _defaults(self, node: Node) -> None:
        if not isinstance(node, MappingNode):
            self._not_a_mapping("defaults", "collections", self.tree)
            return
        for collection, fields in node.entries.items():
            if collection not in self.types:
                self._fail(
                    "unknown-key",
                    f"`{collection}` is not a collection",
                    nearest(collection, self.types),
                    node,
                    collection,
                )
            elif not isinstance(fields, MappingNode):
                self._not_a_mapping(collection, "fields", node)
            else:
                self._default_fields(collection, fields)

    def _default_fields(self, collection: str, fields: MappingNode) -> None:
        folder = posixpath.dirname(fields.doc.file)
        known = (*self.types[collection].fields.words, *MARKS)
        merged = self.into.defaults.setdefault(folder, {}).setdefault(collection, {})
        for name, value in fields.entries.items():
            if name not in known:
                self._fail(
                    "unknown-field",
                    f"`{name}` is not a field of {collection}",
                    nearest(name, known),
                    fields,
                    name,
                )
                continue
            first, _ = merged.setdefault(name, (fields, value))
            if first is not fields:
                detail = f"The same folder sets it at {nodes.at_key(first, name)['source']}."
                self._fail(
                    "duplicate-default", f"defaults.{collection}.{name} is set twice", detail, fields, name
                )

    def _not_a_mapping(self, name: str, of: str, owner: MappingNode) -> None:
        detail = f"To have none, write {name}: {{}}." if isinstance(owner.entries[name], Scalar) else ""
        self._fail("not-a-mapping", f"`{name}` must be a mapping of {of}", detail, owner, name)

    def _fail(
        self, code: str, summary: str, detail: str, owner: MappingNode, key: str, address: str | None = None
    ) -> None:
        self.into.errors.append(error(code, summary, detail, address=address, **nodes.at_key(owner, key)))
