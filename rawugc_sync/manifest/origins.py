"""Where a rule is broken: the place of the field, and what that takes in by reference or from a file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from rawugc_sync.manifest.load import Manifests
from rawugc_sync.manifest.nodes import MappingNode, Node, Scalar
from rawugc_sync.manifest.references import Resolver, Target, names_in
from rawugc_sync.words.addresses import Address
from rawugc_sync.words.diagnostics import Diagnostic


def traced(manifests: Manifests, diagnostic: Diagnostic) -> Diagnostic:
    """A diagnostic at its place; one of a rule also says what its field takes in: it may be wrong there."""
    placed = manifests.placed(diagnostic)
    taken = list(_taken_in(manifests, placed)) if placed.rule else []
    if not taken:
        return placed
    return replace(placed, detail=f"It takes in {', '.join(taken)}.\n{placed.detail}")


def _taken_in(manifests: Manifests, diagnostic: Diagnostic) -> Iterator[str]:
    if manifests.sources is None or diagnostic.address is None or diagnostic.field is None:
        return
    fields = manifests.sources.fields(Address.parse(diagnostic.address)) or {}
    if (node := fields.get(diagnostic.field)) is not None:
        yield from _origins(manifests.sources.resolver, node)


def _origins(resolver: Resolver, node: Node) -> list[str]:
    """`${vars.claim} (brand.yaml:3)`, `{file: copy/claim.md}`: of a node and of what it refers to."""
    found: dict[str, None] = {}
    todo = [node]
    while todo:
        for name, target in _taken(resolver, todo.pop(0)):
            if name not in found:
                found[name] = None
                todo += [target] if target is not None else []
    return list(found)


def _taken(resolver: Resolver, node: Node) -> Iterator[tuple[str, Node | None]]:
    """What a node itself takes in, each with the node that it stands for; None for a file."""
    if isinstance(node, Scalar):
        for name in names_in(node.text):
            target = resolver.find(name)
            if isinstance(target, Target):
                yield f"${{{name}}} ({target.node.doc.file}:{target.node.line})", target.node
    elif isinstance(node, MappingNode):
        if list(node.entries) == ["file"] and isinstance(file := node.entries["file"], Scalar):
            yield f"{{file: {file.text}}}", None
        for one in node.entries.values():
            yield from _taken(resolver, one)
    else:
        for one in node.items:
            yield from _taken(resolver, one)
