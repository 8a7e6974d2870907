"""Items at the end of a list that stands at the top of a manifest: `moved`, `imports` and `removed`."""

from __future__ import annotations

from collections.abc import Sequence

from rawugc_sync.manifest.nodes import Document, MappingNode
from rawugc_sync.writing.appending import into_flow
from rawugc_sync.writing.edits import Edit
from rawugc_sync.writing.resources import STEP
from rawugc_sync.writing.rewriting import NoPlace
from rawugc_sync.writing.spans import Form, Spans


def listed(document: Document, tree: MappingNode | None, name: str, texts: Sequence[str]) -> Edit:
    """What adds items, each on one line, to the list `name`; NoPlace where that is no list of its own."""
    spans = Spans(document)
    root = spans.root
    if tree is None or root is None or name not in tree.entries:
        if root is not None and root.flow:
            return into_flow(root, f'"{name}": [{", ".join(texts)}]')
        return _new(spans, name, texts)
    span = spans.of(tree.entries[name])
    if span.form is not Form.SEQUENCE:
        raise NoPlace("has no list for it")
    if span.flow:
        inside = ", ".join(texts)
        if span.items:
            return Edit(span.items[-1].end, span.items[-1].end, f", {inside}")
        return Edit(span.start + 1, span.start + 1, inside)
    margin = " " * spans.column(span.start)
    end = spans.line_end(span.stop)
    return Edit(end, end, "".join(f"\n{margin}- {text}" for text in texts))


def _new(spans: Spans, name: str, texts: Sequence[str]) -> Edit:
    before = spans.text[: spans.end]
    gap = "" if not before or before.endswith("\n\n") else "\n" if before.endswith("\n") else "\n\n"
    lines = "".join(f"\n{' ' * STEP}- {text}" for text in texts)
    end = "\n" if not before or before.endswith("\n") else ""
    return Edit(spans.end, spans.end, f"{gap}{name}:{lines}{end}")
