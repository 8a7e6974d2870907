"""The blocks `moved`, `imports` and `removed`: what happens to addresses, beside the resources themselves."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import NoReturn, TypeAlias

from rawugc_sync.manifest import nodes
from rawugc_sync.manifest.explain import nearest
from rawugc_sync.manifest.nodes import MappingNode, Node, Scalar, SequenceNode
from rawugc_sync.words.addresses import MAX_ID, Address, is_id
from rawugc_sync.words.desired import Blocks, Import, Moved, Removed
from rawugc_sync.words.diagnostics import Diagnostic, Source, error
from rawugc_sync.words.hints import did_you_mean

KEY = re.compile(r"[a-z0-9][a-z0-9_-]*", re.ASCII)
"""What may stand behind the dot of an address."""

KEYS: Mapping[str, tuple[str, ...]] = {
    "moved": ("from", "to", "env"),
    "imports": ("to", "id", "not", "env"),
    "removed": ("from", "destroy", "env"),
}
"""Block → the keys of its items."""


@dataclass(frozen=True, slots=True)
class Scope:
    """Which items count: those for this one of the `known` environments, of collections not `left_out`."""

    environment: str | None = None
    known: Collection[str] = ()
    left_out: Collection[str] = ()


BlockAt: TypeAlias = tuple[str, MappingNode]
"""A block's name, and the mapping at the top of a file that holds it."""


class _Wrong(Exception):
    """An item that says nothing usable; why is among the errors already."""


class _OutOfScope(Exception):
    """An item that is fine, and for other environments or collections than those of this run."""


def blocks_of(
    written: Iterable[BlockAt],
    collections: Collection[str],
    resources: Collection[Address],
    scope: Scope = Scope(),
) -> tuple[Blocks, list[Diagnostic]]:
    """The blocks of all files, and what is wrong with them; `resources` stand in the manifests."""
    reading = _BlockReader(collections, scope)
    moved: list[Moved] = []
    imports: list[Import] = []
    removed: list[Removed] = []
    for name, tree in written:
        for item in reading.items(name, tree):
            try:
                if name == "moved":
                    moved.append(reading.moved(item))
                elif name == "imports":
                    imports.append(reading.imported(item))
                else:
                    removed.append(reading.removed(item))
            except (_Wrong, _OutOfScope):
                continue
    told = (replace(one, written=one.address in resources) for one in removed)
    blocks = Blocks(tuple(moved), tuple(imports), tuple(told))
    return blocks, [*reading.errors, *_contradictions(blocks, resources)]


@dataclass(frozen=True, slots=True)
class _BlockReader:
    collections: Collection[str]
    scope: Scope
    errors: list[Diagnostic] = field(default_factory=list)

    def items(self, name: str, tree: MappingNode) -> Iterator[MappingNode]:
        """The items of a block that are mappings of known keys."""
        block = tree.entries[name]
        if not isinstance(block, SequenceNode):
            self._report("must be a list", f"Write one item a line: - {{{_example(name)}}}", block)
            return
        for item in block.items:
            if not isinstance(item, MappingNode):
                self._report("must be a mapping", f"Write - {{{_example(name)}}}", item)
                continue
            unknown = [key for key in item.entries if key not in KEYS[name]]
            for key in unknown:
                summary = f"`{key}` is not a key of `{name}`"
                self.errors.append(
                    error("unknown-key", summary, nearest(key, KEYS[name]), **nodes.at_key(item, key))
                )
            if not unknown:
                yield item

    def moved(self, item: MappingNode) -> Moved:
        previous, to = self._address(item, "from"), self._address(item, "to")
        if previous.collection != to.collection:
            self._fail(f"cannot move {previous} to another collection", "", item.entries["to"])
        if previous == to:
            self._fail(f"moves {previous} to itself", "Remove the block.", item.entries["to"])
        self._check_scope(item, to)
        return Moved(previous, to, _source(item))

    def imported(self, item: MappingNode) -> Import:
        to = self._address(item, "to")
        if ("id" in item.entries) == ("not" in item.entries):
            self._fail("needs one of `id` and `not`", f"Write {{{_example('imports')}}}", item)
        if "id" in item.entries:
            one = Import(to, self._id(item.entries["id"]), source=_source(item))
        else:
            one = Import(to, None, self._others(item.entries["not"]), _source(item))
        self._check_scope(item, to)
        return one

    def removed(self, item: MappingNode) -> Removed:
        address = self._address(item, "from")
        destroy = item.entries.get("destroy")
        if destroy is not None and not (isinstance(destroy, Scalar) and destroy.text in ("true", "false")):
            self._fail("`destroy` must be true or false", "", destroy)
        self._check_scope(item, address)
        return Removed(address, not (isinstance(destroy, Scalar) and destroy.text == "false"), _source(item))

    def _others(self, node: Node) -> frozenset[str]:
        if not isinstance(node, SequenceNode):
            self._fail("`not` must be a list of ids", "Write not: [post_1].", node)
        return frozenset(map(self._id, node.items))

    def _check_scope(self, item: MappingNode, address: Address) -> None:
        where = item.entries.get("env")
        if where is not None and self.scope.environment not in self._environments(where):
            raise _OutOfScope
        if address.collection in self.scope.left_out:
            raise _OutOfScope

    def _environments(self, node: Node) -> list[str]:
        items = node.items if isinstance(node, SequenceNode) else [node]
        return [self._environment(item) for item in items]

    def _environment(self, node: Node) -> str:
        if not isinstance(node, Scalar):
            self._fail("`env` must be the name of an environment, or a list of names", "", node)
        if node.text not in self.scope.known:
            hint = nearest(node.text, self.scope.known) if self.scope.known else "It has none."
            self._fail(f"rawugc.yaml has no environment {node.text}", hint, node)
        return node.text

    def _address(self, item: MappingNode, key: str) -> Address:
        node = item.entries.get(key)
        if node is None:
            self._fail(f"needs a `{key}`", "", item)
        text = node.text if isinstance(node, Scalar) else ""
        collection, _, name = text.partition(".")
        if not KEY.fullmatch(name):
            self._fail(f"`{key}` must be an address", "Write collection.key.", node)
        if collection not in self.collections:
            hint = nearest(collection, self.collections)
            self._fail(f"`{collection}` is not a collection", hint, node)
        return Address(collection, name)

    def _id(self, node: Node) -> str:
        if not isinstance(node, Scalar) or not node.text.strip():
            self._fail("an id must be a text", "", node)
        id = node.text.strip()
        if not is_id(id):
            detail = "Copy it from the dashboard or from a plan."
            self._fail(f"{id[:MAX_ID]!r} cannot be an id of RawUGC", detail, node)
        return id

    def _report(self, summary: str, detail: str, node: Node) -> None:
        self.errors.append(error("block", summary, detail, **nodes.at(node)))

    def _fail(self, summary: str, detail: str, node: Node) -> NoReturn:
        self._report(summary, detail, node)
        raise _Wrong


def _example(name: str) -> str:
    examples = {
        "moved": "from: collection.old-key, to: collection.new-key",
        "imports": "to: collection.key, id: the-id",
        "removed": "from: collection.key, destroy: false",
    }
    return examples[name]


def _source(item: MappingNode) -> Source:
    return Source(item.doc.file, item.line, item.column)


def _contradictions(blocks: Blocks, resources: Collection[Address]) -> Iterator[Diagnostic]:
    """What cannot be meant, whatever the state holds."""
    targets = {moved.to for moved in blocks.moved}
    yield from _twice("is moved twice", ((m.previous, m.source) for m in blocks.moved))
    yield from _twice("is the target of two moves", ((m.to, m.source) for m in blocks.moved))
    yield from _twice("is imported twice", ((i.to, i.source) for i in blocks.imports))
    yield from _twice("is removed twice", ((r.address, r.source) for r in blocks.removed))
    for moved in blocks.moved:
        if moved.previous in resources and moved.previous not in targets:
            detail = "Rename its key, too; or remove the block, if it has done its work."
            yield _contradiction(
                f"{moved.previous} is moved, and still in the manifests", detail, moved.source
            )
    for imported in blocks.imports:
        if imported.to not in resources:
            keys = [one.key for one in resources if one.collection == imported.to.collection]
            near = did_you_mean(imported.to.key, keys)
            detail = f"Write {imported.to} first; rawugc-sync pull writes what is live. {near}".rstrip()
            yield _contradiction(f"{imported.to} is not in the manifests", detail, imported.source)
    for removed in blocks.removed:
        if removed.destroy and removed.address in resources:
            detail = "Remove the resource or the block."
            yield _contradiction(
                f"{removed.address} is removed, and still in the manifests", detail, removed.source
            )
    yield from _one_id_twice(blocks.imports)


def _one_id_twice(imports: Iterable[Import]) -> Iterator[Diagnostic]:
    first: dict[tuple[str, str], Address] = {}
    for one in imports:
        if one.id is None:
            continue
        other = first.setdefault((one.to.collection, one.id), one.to)
        if other != one.to:
            yield _contradiction(
                f"{one.id} is imported as {other} already", "Remove one of them.", one.source
            )


def _twice(what: str, places: Iterable[tuple[Address, Source | None]]) -> Iterator[Diagnostic]:
    first: dict[Address, Source | None] = {}
    for address, source in places:
        if address in first:
            yield _contradiction(f"{address} {what}", f"It is at {first[address]}, too.", source)
        first.setdefault(address, source)


def _contradiction(summary: str, detail: str, source: Source | None) -> Diagnostic:
    return error("block", summary, detail, source=source)
