"""The `lifecycle` block of a resource."""

from __future__ import annotations

from collections.abc import Sequence

from rawugc_sync.manifest import nodes
from rawugc_sync.manifest.explain import nearest
from rawugc_sync.manifest.nodes import MappingNode, Node, Scalar, SequenceNode
from rawugc_sync.resources.resource_type import ResourceType
from rawugc_sync.words.addresses import Address
from rawugc_sync.words.desired import Lifecycle
from rawugc_sync.words.diagnostics import Diagnostic, Spot, error

KEYS = ("preventDestroy", "ignoreChanges")


def lifecycle_of(
    written: Sequence[Node], type_: ResourceType, address: Address
) -> tuple[Lifecycle, list[Diagnostic]]:
    """What the blocks of a resource say together, the last one on top, and what is wrong with them."""
    if not written:
        return Lifecycle(), []
    blocks = [node for node in written if isinstance(node, MappingNode)]
    detail = "Write lifecycle: {preventDestroy: true}."
    wrong = [
        _wrong(address, "lifecycle", "must be a mapping", detail, nodes.at(node))
        for node in written
        if not isinstance(node, MappingNode)
    ]
    wrong += [
        _wrong(
            address,
            f"lifecycle.{key}",
            "is not a key of lifecycle",
            nearest(key, KEYS),
            nodes.at_key(node, key),
        )
        for node in blocks
        for key in node.entries
        if key not in KEYS
    ]
    entries = {key: value for node in blocks for key, value in node.entries.items()}
    guard, guard_wrong = _guard(entries.get("preventDestroy"), address)
    ignored, ignored_wrong = _ignored(entries.get("ignoreChanges"), type_, address)
    return Lifecycle(guard, ignored), [*wrong, *guard_wrong, *ignored_wrong]


def _guard(node: Node | None, address: Address) -> tuple[bool | None, list[Diagnostic]]:
    if node is None:
        return None, []
    if isinstance(node, Scalar) and node.text in ("true", "false"):
        return node.text == "true", []
    return None, [_wrong(address, "lifecycle.preventDestroy", "must be true or false", "", nodes.at(node))]


def _ignored(
    node: Node | None, type_: ResourceType, address: Address
) -> tuple[frozenset[str], list[Diagnostic]]:
    if node is None:
        return frozenset(), []
    field = "lifecycle.ignoreChanges"
    items = node.items if isinstance(node, SequenceNode) else []
    if not isinstance(node, SequenceNode) or not all(isinstance(item, Scalar) for item in items):
        return frozenset(), [
            _wrong(address, field, "must be a list of fields", "Write [description].", nodes.at(node))
        ]
    names = [(item.text, item) for item in items if isinstance(item, Scalar)]
    wrong = [
        _wrong(
            address,
            field,
            f"names {name}, which is no field of {type_.collection}",
            nearest(name, type_.fields.traits),
            nodes.at(item),
        )
        for name, item in names
        if name not in type_.fields.traits
    ]
    return frozenset(name for name, _ in names), wrong


def _wrong(address: Address, field: str, summary: str, detail: str, place: Spot) -> Diagnostic:
    return error("lifecycle", summary, detail, address=str(address), field=field, **place)
