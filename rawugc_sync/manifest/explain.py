"""What pydantic found wrong, as diagnostics at the place where it stands and with a way out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from pydantic import ValidationError

from rawugc_sync.manifest import nodes
from rawugc_sync.manifest.nodes import MappingNode, Node, Scalar, SequenceNode
from rawugc_sync.words.diagnostics import Diagnostic, Spot, error
from rawugc_sync.words.hints import did_you_mean

_BLOCK = "A text that begins with {} needs a block: write | after the colon and the text on the next line."


def nearest(word: str, known: Iterable[str]) -> str:
    """A sentence that names the nearest known word, or all of them."""
    words = sorted(known)
    return did_you_mean(word, words, f"Known are {', '.join(words)}.")


def explain(
    failed: ValidationError, found: Mapping[str, Node], owner: Spot, address: str | None = None
) -> list[Diagnostic]:
    """One diagnostic for each thing that is wrong.

    `found` has the node of each top-level key, `owner` the place to point at when one is missing.
    """
    return [_explain(detail, found, owner, address) for detail in failed.errors(include_url=False)]


def _explain(
    wrong: Mapping[str, Any], found: Mapping[str, Node], owner: Spot, address: str | None
) -> Diagnostic:
    location = wrong["loc"]
    name = str(location[0]) if location else None
    node = _node(found.get(name or ""), location[1:])
    place = nodes.at(node) if node is not None else owner
    summary, detail = _words(wrong, node)
    field = ".".join(str(part) for part in location if not isinstance(part, int)) or None
    code = str(wrong["type"]).replace("_", "-")
    return error(code, summary, detail, address=address, field=field, **place)


def _node(node: Node | None, path: Sequence[Any]) -> Node | None:
    for part in path:
        if isinstance(node, SequenceNode) and isinstance(part, int) and part < len(node.items):
            node = node.items[part]
        elif isinstance(node, MappingNode) and part in node.entries:
            node = node.entries[part]
    return node


def _words(wrong: Mapping[str, Any], node: Node | None) -> tuple[str, str]:
    kind, context = wrong["type"], wrong.get("ctx", {})
    if kind == "missing":
        return "is required", ""
    if kind == "literal_error":
        choices = [str(c) for c in _choices(context["expected"])]
        return f"must be {' or '.join(choices)}", did_you_mean(str(wrong.get("input")), choices)
    if kind == "string_type":
        return "must be a text", _text_hint(node)
    if kind == "list_type":
        return "must be a list", "Write one item a line with a leading -, or [a, b]."
    if kind.startswith("int_"):
        return "must be a whole number", ""
    if kind in ("model_type", "dict_type", "model_attributes_type"):
        return "must be a mapping of keys and values", ""
    return wrong["msg"], ""


def _choices(expected: str) -> list[str]:
    """The words of pydantic's "'a', 'b' or 'c'"."""
    return [part for part in expected.replace(" or ", ", ").replace("'", "").split(", ") if part]


def _text_hint(node: Node | None) -> str:
    if isinstance(node, MappingNode):
        return _BLOCK.format("{")
    if isinstance(node, SequenceNode):
        return _BLOCK.format("[ or -")
    return "" if isinstance(node, Scalar) else "Write it in quotes or as a block."
