"""New resources at the end of their collection, wherever and however a file writes that."""

from __future__ import annotations

from collections.abc import Mapping

from rawugc_sync.manifest.nodes import Document, MappingNode
from rawugc_sync.resources.resource_type import ResourceType
from rawugc_sync.writing.edits import Edit
from rawugc_sync.writing.resources import STEP, Value, resource_in_flow, resource_lines
from rawugc_sync.writing.spans import Form, Span, Spans

New = Mapping[str, Mapping[str, Value]]
"""Key → fields."""


def new_file(type_: ResourceType, new: New, indent: int = 0) -> str:
    """A manifest with nothing but these resources."""
    return f"{' ' * indent}{type_.collection}:\n{_below(type_, new, indent + STEP, STEP)}\n"


def appended(document: Document, tree: MappingNode | None, type_: ResourceType, new: New) -> Edit:
    """What adds the resources to a manifest; `tree` is what it holds so far."""
    spans = Spans(document)
    if tree is None or spans.root is None:
        return _new_collection(spans, type_, new)
    if type_.collection not in tree.entries:
        if spans.root.flow:
            return into_flow(spans.root, f"{type_.collection}: {{{_in_flow(type_, new)}}}")
        return _new_collection(spans, type_, new)
    collection = spans.of(tree.entries[type_.collection])
    if collection.flow and collection.items:
        return into_flow(collection, _in_flow(type_, new))
    if collection.flow:
        return _instead_of_brackets(spans, collection, type_, new)
    return _behind_last(spans, collection, type_, new)


def into_flow(mapping: Span, pair: str) -> Edit:
    """What adds `key: value` to the end of a mapping in brackets."""
    if not mapping.items:
        return Edit(mapping.start + 1, mapping.start + 1, pair)
    end = mapping.items[-1].end
    return Edit(end, end, f", {pair}")


def _new_collection(spans: Spans, type_: ResourceType, new: New) -> Edit:
    before = spans.text[: spans.end]
    gap = "" if not before or before.endswith("\n\n") else "\n" if before.endswith("\n") else "\n\n"
    text = new_file(type_, new, spans.column(spans.root.start) if spans.root else 0)
    ended = not before or before.endswith("\n")
    return Edit(spans.end, spans.end, gap + (text if ended else text.removesuffix("\n")))


def _instead_of_brackets(spans: Spans, collection: Span, type_: ResourceType, new: New) -> Edit:
    """`{}` gives way to resources below its key; in a file that is all brackets they go into them."""
    root = spans.root
    if collection.in_flow or root is None or "\n" in spans.text[collection.start : collection.end]:
        return into_flow(collection, _in_flow(type_, new))
    indent = spans.column(root.start) + STEP
    start, end = collection.start, collection.end
    comment = spans.text[end : spans.line_end(end)]
    key_ends = len(spans.text[:start].rstrip(" "))
    return Edit(key_ends, spans.line_end(end), f"{comment.rstrip()}\n{_below(type_, new, indent, STEP)}")


def _behind_last(spans: Spans, collection: Span, type_: ResourceType, new: New) -> Edit:
    indent = spans.column(collection.start)
    below = [item for item in collection.items if item.form is Form.MAPPING and not item.flow]
    step = spans.column(below[-1].start) - indent if below else STEP
    end = _last_line(spans, collection.stop, indent)
    gap = "\n\n" if _is_spaced(spans, collection) else "\n"
    return Edit(end, end, gap + _below(type_, new, indent, step, gap))


def _last_line(spans: Spans, stop: int, indent: int) -> int:
    """The end of the collection with the comments behind it that are indented as its entries are."""
    end = spans.line_end(stop)
    reach = end
    while reach < spans.end:
        start, reach = reach + 1, spans.line_end(reach + 1)
        line = spans.text[start:reach]
        if line.strip() and not (line.lstrip().startswith("#") and len(line) - len(line.lstrip()) >= indent):
            break
        if line.strip():
            end = reach
    return end


def _is_spaced(spans: Spans, collection: Span) -> bool:
    """Whether a blank line stands between entries; so it is where there are too few to tell."""
    pairs = list(zip(collection.items, collection.keys[1:], strict=False))
    return not pairs or any("\n\n" in spans.text[one.end : other.start] for one, other in pairs)


def _below(type_: ResourceType, new: New, indent: int, step: int, gap: str = "\n\n") -> str:
    return gap.join(resource_lines(key, fields, type_, indent, step) for key, fields in new.items())


def _in_flow(type_: ResourceType, new: New) -> str:
    return ", ".join(resource_in_flow(key, fields, type_) for key, fields in new.items())
