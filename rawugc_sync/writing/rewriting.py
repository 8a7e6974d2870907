"""A text that stands in a manifest already, spelt anew in its own style; and a field that is new there."""

from __future__ import annotations

import re
from collections.abc import Mapping

from rawugc_sync.resources.traits import Kind, Trait
from rawugc_sync.writing.edits import Edit
from rawugc_sync.writing.resources import STEP, Value, field_in_flow, field_lines
from rawugc_sync.writing.scalars import block, in_style, literal
from rawugc_sync.writing.spans import Span, Spans

_HEADER = re.compile(r"([|>])([-+0-9]*)(.*)")


class NoPlace(ValueError):
    """There is no place for an edit without a loss; the message completes "the field …"."""


def scalar(spans: Spans, span: Span, text: str, kind: Kind) -> Edit:
    """Another text in place of a scalar: a block stays a block, quotes stay quotes, plain stays plain.

    Unwritable when no YAML file can hold the text.
    """
    if span.style in ("|", ">"):
        return Edit(span.start, span.end, _block(spans, span, literal(text)))
    if kind is Kind.TIME and span.style == "":
        return Edit(span.start, span.end, text)  # never taken for anything else here
    return Edit(span.start, span.end, in_style(literal(text), span.style, in_flow=span.in_flow))


def field_added(spans: Spans, mapping: Span, name: str, value: Value, traits: Mapping[str, Trait]) -> Edit:
    """A field in a resource that does not have it, behind those that the model has before it."""
    order = list(traits)
    keys = [spans.text[key.start : key.end].strip("\"'") for key in mapping.keys]
    earlier = [key for key in keys if key in order[: order.index(name)]]
    last = max(earlier, key=order.index, default=None)
    if mapping.flow:
        pair = field_in_flow(name, value, traits[name])
        if last is None:
            return Edit(mapping.start + 1, mapping.start + 1, f"{pair}, " if keys else pair)
        end = mapping.items[keys.index(last)].end
        return Edit(end, end, f", {pair}")
    lines = field_lines(name, value, traits[name], spans.column(mapping.start), STEP)
    if last is not None:
        end = spans.line_end(mapping.items[keys.index(last)].stop)
        return Edit(end, end, f"\n{lines}")
    start = spans.line_start(mapping.start)
    if spans.text[start : mapping.start].strip():
        raise NoPlace("has no line of its own")
    return Edit(start, start, f"{lines}\n")


def _block(spans: Spans, span: Span, text: str) -> str:
    header, _, body = spans.text[span.start : span.end].partition("\n")
    style, indicators, comment = _HEADER.fullmatch(header).groups()  # type: ignore[union-attr]
    margins = [len(line) - len(line.lstrip(" ")) for line in body.split("\n") if line.strip()]
    indent = min(margins, default=_line_indent(spans, span) + STEP)
    written = block(text, indent)
    if not written.startswith("|"):
        return written + comment
    folded = style == ">" and "\n" not in text
    # The indentation shows: no text here begins with a blank.
    return (">" if folded else "|") + re.sub("[0-9]", "", indicators) + comment + written.removeprefix("|")


def _line_indent(spans: Spans, span: Span) -> int:
    line = spans.text[spans.line_start(span.start) : span.start]
    return len(line) - len(line.lstrip(" "))
