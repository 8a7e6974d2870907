"""Whether what a field gets is of the types that it takes, files and outputs, wherever they come from."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rawugc_sync.manifest import nodes
from rawugc_sync.manifest.nodes import Node, SequenceNode
from rawugc_sync.resources.resource_type import ResourceType
from rawugc_sync.resources.traits import Trait
from rawugc_sync.words.diagnostics import Diagnostic, error
from rawugc_sync.words.outputs import Output
from rawugc_sync.words.uploads import FileUrl, late_in

Types = Mapping[str, ResourceType]


def unfit_type(value: Any, node: Node, trait: Trait | None, types: Types) -> Diagnostic | None:
    """The error for the first part of a value that its field does not take; None where there is none."""
    items = value if isinstance(value, list) else [value]
    places = node.items if isinstance(node, SequenceNode) else [node] * len(items)
    takes = trait.takes if trait else frozenset()
    for item, place in zip(items, places, strict=True):
        for late in late_in(item):
            if isinstance(late, FileUrl) and late.file and late.file.content_type not in takes:
                return _unfit(f"a file of the type {late.file.content_type}", place, takes, "bad-file")
            if isinstance(late, Output) and takes.isdisjoint(_given(late, types)):
                return _unfit(f"what {late.reference} gives", place, takes, "wrong-output")
    return None


def _given(output: Output, types: Types) -> frozenset[str]:
    return types[output.address.collection].life.gives[output.name]


def _unfit(what: str, place: Node, takes: frozenset[str], code: str) -> Diagnostic:
    ids = [one for one in takes if "/" not in one]
    if ids:
        way_out = f"It takes an id, such as ${{{ids[0]}.key.id}}."
    else:
        way_out = f"It takes {', '.join(sorted(takes))}." if takes else "Write the value itself."
    return error(code, f"cannot be {what}", way_out, **nodes.at(place))
