"""A page of Markdown as read on a terminal: paragraphs as wide as that, links as what to type."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator
from itertools import groupby

from rawugc_sync.render.folding import folded

_FENCE = re.compile(r" *```")
_AS_IT_IS = re.compile(r" *$|#|<!--|Usage: |  +\S")
"""A line that is never folded: a blank, a heading, what is for tests, the help of a command, code."""
_APART = re.compile(rf"{_AS_IT_IS.pattern}|\|")
"""A line that is no part of a paragraph: such a one, and a row."""
_ITEM = re.compile(r"- |\d+\. ")
_PICTURE = re.compile(r"!\[([^\]]*)\]\([^)]*\)")
_LINK = re.compile(r"\[([^\]]+)\]\((?![a-z]+:)([^)\s]*)\)")


def page_text(text: str, topics: Container[str], width: int) -> str:
    """The Markdown with paragraphs and items of lists filled anew, and rows folded; code stays as it is.

    A link to one of these topics becomes `Times (help times)`, any other link within the pages its text.
    """
    return "\n".join(_lines(text, topics, width))


def _lines(text: str, topics: Container[str], width: int) -> Iterator[str]:
    for code, lines in groupby(_numbered(text), key=lambda one: one[0]):
        if code:
            yield from (line for _, line in lines)
            continue
        for paragraph in _paragraphs([line for _, line in lines]):
            told = _typed(paragraph, topics)
            yield told if _AS_IT_IS.match(told) else folded(told, width, _hang(told))


def _hang(paragraph: str) -> str:
    """How much deeper it goes on: a row and an item stay one to the eye."""
    return "    " if paragraph.startswith("|") else "  " if _ITEM.match(paragraph) else ""


def _numbered(text: str) -> Iterator[tuple[bool, str]]:
    """Each line, and whether it is code."""
    code = False
    for line in text.split("\n"):
        fence = bool(_FENCE.match(line))
        yield code or fence, line
        code = code != fence


def _paragraphs(lines: list[str]) -> Iterator[str]:
    """Lines that belong together as one."""
    held = ""
    for line in lines:
        within_item = bool(_ITEM.match(held)) and line.startswith("  ")
        apart = bool(_APART.match(line)) and not within_item
        if held and (apart or _ITEM.match(line)):
            yield held
            held = ""
        if apart:
            yield line
        else:
            held = f"{held} {line.strip()}" if held else line
    if held:
        yield held


def _typed(text: str, topics: Container[str]) -> str:
    return _LINK.sub(lambda link: _way(link[1], link[2], topics), _PICTURE.sub(r"Picture: \1", text))


def _way(text: str, target: str, topics: Container[str]) -> str:
    """What a link says, and how to get there."""
    path = target.partition("#")[0].removesuffix(".md").removesuffix("/index")
    name = path.rpartition("/")[2]
    return f"{text} (help {name})" if name in topics and name != "index" else text
