"""YAML of other programs among the manifests: how to leave it out."""

from __future__ import annotations

import json
from collections.abc import Collection
from difflib import get_close_matches

from rawugc_sync.manifest import nodes
from rawugc_sync.manifest.blocks import KEYS as BLOCKS
from rawugc_sync.manifest.nodes import MappingNode
from rawugc_sync.manifest.ruling.rules import RULES
from rawugc_sync.words.diagnostics import Diagnostic, error

OTHERS = ("vars", "defaults", RULES)
"""What a manifest may have at its top beside collections and blocks."""


def foreign_file(tree: MappingNode, collections: Collection[str]) -> Diagnostic | None:
    """The one error for a file of which no key is known, nor nearly; None for a manifest."""
    known = (*collections, *OTHERS, *BLOCKS)
    keys = list(tree.entries)
    telling = [key for key in keys if len(keys) == 1 or not _may_be_anybodys(tree, key)]
    if not keys or any(
        key.startswith("x-") or get_close_matches(key, known, n=1, cutoff=0.75) for key in telling
    ):
        return None
    named = ", ".join(keys[:4]) + (", …" if len(keys) > 4 else "")
    summary = f"is no manifest: at its top it has {named}"
    detail = (
        f"Is it another program's? Leave it out in rawugc.yaml: {excluding(tree.doc.file)}\n"
        f"Else begin with a collection: {', '.join(sorted(known))}. A key that begins with x- is ignored."
    )
    return error("unknown-key", summary, detail, **nodes.at_key(tree, keys[0]))


def _may_be_anybodys(tree: MappingNode, key: str) -> bool:
    """Whether a key tells nothing of whose a file is: many programs have lists of rules."""
    return key == RULES and not isinstance(tree.entries[key], MappingNode)


def excluding(path: str) -> str:
    """The line of `rawugc.yaml` that leaves a file out."""
    return f"exclude: [{json.dumps(path, ensure_ascii=False)}]"
