"""What `environments:` in `rawugc.yaml` cannot mean: names, collections and folders."""

from __future__ import annotations

import re
from collections.abc import Iterator

from rawugc_sync.files import fence
from rawugc_sync.manifest import nodes
from rawugc_sync.manifest.explain import nearest
from rawugc_sync.manifest.nodes import MappingNode, Node, Scalar, SequenceNode
from rawugc_sync.resources import registered
from rawugc_sync.words.diagnostics import Diagnostic, error

_NAME = re.compile(r"[a-z0-9][a-z0-9_-]*", re.ASCII)
"""An environment's name becomes part of paths."""


def levels(tree: MappingNode) -> Iterator[tuple[str, MappingNode]]:
    """The root of `rawugc.yaml`, and each environment, with where they stand: `environments.staging`."""
    yield "", tree
    for name, node in _environments(tree):
        if isinstance(node, MappingNode):
            yield f"environments.{name}", node


def dotted(prefix: str, name: str) -> str:
    """A key and where it stands."""
    return f"{prefix}.{name}" if prefix else name


def unfit(tree: MappingNode) -> Iterator[Diagnostic]:
    """An error for each name, collection and folder that cannot be meant."""
    for name, _ in _environments(tree):
        if not _NAME.fullmatch(name):
            yield _bad_name(tree, name)
    for prefix, level in levels(tree):
        if prefix:
            yield from _collections(f"{prefix}.collections", level.entries.get("collections"))
            yield from _folders(f"{prefix}.folders", level.entries.get("folders"))


def _environments(tree: MappingNode) -> list[tuple[str, Node]]:
    node = tree.entries.get("environments")
    return list(node.entries.items()) if isinstance(node, MappingNode) else []


def _bad_name(tree: MappingNode, name: str) -> Diagnostic:
    node = tree.entries["environments"]
    assert isinstance(node, MappingNode)  # it has names
    detail = "Use lower-case letters, digits, - and _, beginning with a letter or digit."
    summary = f"`{name}` cannot be the name of an environment"
    return error("bad-key", summary, detail, **nodes.at_key(node, name))


def _collections(field: str, node: Node | None) -> Iterator[Diagnostic]:
    for item in _items(node):
        if item.text not in registered():
            hint = nearest(item.text, registered())
            summary = f"{item.text} is not a collection"
            yield error("unknown-collection", summary, hint, field=field, **nodes.at(item))


def _folders(field: str, node: Node | None) -> Iterator[Diagnostic]:
    for item in _items(node):
        if complaint := _complaint(item.text):
            detail = "Name a folder below the workspace, such as env/staging."
            summary = f"the folder {item.text} {complaint}"
            yield error("folder", summary, detail, field=field, **nodes.at(item))


def _items(node: Node | None) -> list[Scalar]:
    return [item for item in node.items if isinstance(item, Scalar)] if isinstance(node, SequenceNode) else []


def _complaint(folder: str) -> str | None:
    try:
        inside = fence.inside("", folder)
    except fence.OutOfBounds as bad:
        return str(bad)
    if inside == ".":
        return "is the whole workspace"
    hidden = any(part.startswith(".") for part in inside.split("/"))
    return "is hidden, and no manifest is read from it" if hidden else None
