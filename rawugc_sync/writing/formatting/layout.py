"""The parts of a manifest → its lines: two spaces a level, texts behind `|`, one space before comments."""

from __future__ import annotations

import re

from rawugc_sync.writing.formatting.flow import BLANKS
from rawugc_sync.writing.formatting.page import Page
from rawugc_sync.writing.formatting.parts import Alias, Block, BlockText, Entry, Flow, Node, Scalar, Written
from rawugc_sync.writing.formatting.places import Place, Texts
from rawugc_sync.writing.scalars import block

WIDTH = 100
"""Columns in which a collection that is spread over lines has to fit to be joined into one."""

_REFERENCE = re.compile(r"\s*\$\{[^{}\n]*\}\s*")


def lay_out(written: Written, place: Place) -> str:
    """The text of a file."""
    page = Page()
    page.remarks(0, written.top)
    if isinstance(written.root, Block):
        if written.root.anchor:
            page.line(0, "&" + written.root.anchor, written.beside)
        _block(page, written.root, 0, place)
    elif written.root is not None:
        _leaf(page, 0, "", written.root, written.beside)
    page.remarks(0, written.bottom)
    return page.whole()


def _block(page: Page, node: Block, indent: int, place: Place) -> None:
    for entry in node.entries:
        page.remarks(indent, entry.above)
        _entry(page, entry, indent, place.below(entry.name))
    page.remarks(indent, node.tail)


def _entry(page: Page, entry: Entry, indent: int, place: Place) -> None:
    head, value = f"{entry.key}:" if entry.key else "-", entry.value
    if not isinstance(value, Block):
        # A comment behind bare free text may be the rest of it: what the reader asks about stays bare.
        is_bare = isinstance(value, Scalar) and value.source[:1] not in ("'", '"')
        spelled = value if entry.beside and is_bare else _as_block(value, place)
        _leaf(page, indent, head, spelled, entry.beside)
        return
    if entry.key or value.anchor:
        page.line(indent, head, _anchor(value.anchor), entry.beside)
        if indent:  # a collection may begin with a blank line, a resource does not
            page.no_blank()
    else:
        page.dash(indent)
    _block(page, value, indent + 2, place)


def _leaf(page: Page, indent: int, head: str, value: Scalar | Alias | BlockText | Flow, beside: str) -> None:
    if isinstance(value, Alias):
        page.line(indent, head, f"*{value.name}", beside)
        return
    anchor = _anchor(value.anchor)
    if isinstance(value, BlockText):
        page.line(indent, head, anchor, _header(value), beside)
        page.text(indent + 2, value.lines, keeps=value.keeps)
        return
    if isinstance(value, Flow):
        first, *more = _flow_lines(value, indent, len(f"{head} {anchor} "))
    else:
        first, *more = _scalar_lines(value, indent)
    if not more:
        page.line(indent, head, anchor, first, beside)
        return
    page.line(indent, head, anchor, first)
    page.text(0, more[:-1])
    page.line(0, more[-1], beside)


def _anchor(name: str) -> str:
    return f"&{name}" if name else ""


# -- texts


def _as_block(value: Scalar | Alias | BlockText | Flow, place: Place) -> Scalar | Alias | BlockText | Flow:
    """A free text as a `|` block, where the place asks for one and a block can hold it."""
    if not isinstance(value, Scalar | BlockText) or not _becomes_block(value, place.texts):
        return value
    sign, *lines = block(value.text, 0).split("\n")
    return BlockText(value.anchor, sign, lines, value.text) if sign == "|" else value


def _becomes_block(value: Scalar | BlockText, texts: Texts) -> bool:
    if isinstance(value, BlockText):
        return texts is not Texts.KEPT and value.sign == ">"
    if texts is Texts.LINES:
        return "\n" in value.text
    return texts is Texts.BLOCK and not _REFERENCE.fullmatch(value.text)


def _header(value: BlockText) -> str:
    """With its indentation where the first line begins with a blank."""
    first = next((line for line in value.lines if line), "")
    return value.sign + ("2" if first.startswith(tuple(BLANKS)) else "") + ("+" if value.keeps else "")


def _scalar_lines(value: Scalar, indent: int) -> list[str]:
    """How the text is spelled; what begins its further lines means nothing."""
    first, *more = value.source.split("\n")
    if not more:
        return [first]
    return [_stripped(first), *(_moved(line.lstrip(BLANKS), indent + 2) for line in more)]


def _moved(line: str, indent: int) -> str:
    line = _stripped(line)
    return " " * indent + line if line else ""


def _stripped(line: str) -> str:
    """Without blanks at its end, unless a backslash keeps one."""
    stripped = line.rstrip(BLANKS)
    return line if stripped.endswith("\\") else stripped


# -- brackets


def _flow_lines(flow: Flow, indent: int, used: int) -> list[str]:
    """On one line, if it is or fits there; else its lines as they are, moved with its owner."""
    one = _brackets(flow)
    if "\n" not in flow.source or (flow.whole and indent + used + len(one) <= WIDTH):
        return [one]
    first, *more = flow.source.split("\n")
    lines = []
    for line in more:  # never left of the owner: there, a `---` would end the document
        bare = line.lstrip(" ")
        lines.append(_moved(bare, max(indent, len(line) - len(bare) + indent - flow.column)))
    return [_stripped(first), *lines]


def _brackets(flow: Flow) -> str:
    parts = [f"{e.key}: {_spelled(e.value)}" if e.key else _spelled(e.value) for e in flow.entries]
    closing = {"[": "]", "{": "}"}.get(flow.opening, "")
    return flow.opening + ", ".join(parts) + closing


def _spelled(node: Node) -> str:
    """A value within brackets, with its anchor."""
    if isinstance(node, Alias):
        return f"*{node.name}"
    assert isinstance(node, Scalar | Flow)
    source = node.source if isinstance(node, Scalar) else _brackets(node)
    return f"&{node.anchor} {source}" if node.anchor else source
