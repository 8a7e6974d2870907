"""Whether the files of a field are of the types that it takes, wherever a reference has them from."""

from __future__ import annotations

from typing import Any

from rawugc_sync.manifest import nodes
from rawugc_sync.manifest.nodes import Node, SequenceNode
from rawugc_sync.resources.traits import Trait
from rawugc_sync.words.diagnostics import Diagnostic, error
from rawugc_sync.words.uploads import FileUrl


def unfit_type(value: Any, node: Node, trait: Trait | None) -> Diagnostic | None:
    """The error for the first file of a value that its field does not take; None where there is none."""
    items = value if isinstance(value, list) else [value]
    places = node.items if isinstance(node, SequenceNode) else [node] * len(items)
    for item, place in zip(items, places, strict=True):
        if isinstance(item, FileUrl) and item.file and not (trait and item.file.content_type in trait.takes):
            return _unfit(item.file.content_type, place, trait)
    return None


def _unfit(content_type: str, place: Node, trait: Trait | None) -> Diagnostic:
    takes = ", ".join(sorted(trait.takes)) if trait else ""
    way_out = f"It takes {takes}." if takes else "Write the value itself."
    return error("bad-file", f"cannot be a file of the type {content_type}", way_out, **nodes.at(place))
