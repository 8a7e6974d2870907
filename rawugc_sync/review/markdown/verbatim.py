"""Any text in Markdown so that nothing comes out of it: code spans, fences, and plain words of our own."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rawugc_sync.render.safe import safe
from rawugc_sync.words.addresses import Address

_NEWLINE = "⏎"
_LEAST = 3
"""Backticks that a fence has at least."""
_TICKS = re.compile(r"`+")
_FENCES = re.compile(r"`+|~+")
_WORD = re.compile(
    r"\(?(?:"
    r"[A-Za-z]+(?:['-][A-Za-z]+)*"
    r"|\d{1,12}(?:[.,]\d{1,6})?"
    r"|\d{4}-\d\d-\d\d|\d\d:\d\d(?::\d\d(?:\.\d{3})?)?"
    r"|[A-Z][A-Za-z]+(?:/[A-Z][A-Za-z]+(?:[_-][A-Za-z]+)*){1,2}"
    r")[).,;:]*",
    re.ASCII,
)
_COMMIT = re.compile(r"\b[0-9A-Fa-f]{7,40}\b")
"""What GitHub takes for a commit, and links."""
_ITEM = re.compile(r"\d+[.)]")
_PLAIN_ADDRESS = re.compile(r"(?!www\.)[a-z][a-z_]*\.[a-z0-9][a-z0-9_-]*", re.ASCII)


def code(text: str) -> str:
    """A code span on one line, with what nobody sees as escapes; `(empty)` where there is nothing."""
    shown = safe(text.replace("\r\n", _NEWLINE).replace("\n", _NEWLINE))
    if not shown:
        return "(empty)"
    ticks = "`" * (_longest(_TICKS, shown) + 1)
    # One blank is taken off each end of a span that has some other character.
    pad = " " if shown[0] in "` " or shown[-1] in "` " else ""
    return f"{ticks}{pad}{shown}{pad}{ticks}" if shown.strip(" ") else f"{ticks}{shown}{ticks}"


def clipped(text: str, most: int) -> str:
    """The same of a text that is cut to so many characters."""
    shown = safe(text)
    return code(text if len(shown) <= most else f"{shown[: most - 1]}…")


def fence(lines: Sequence[str], language: str) -> str:
    """A fenced block of lines that are safe; longer than any run of backticks or tildes in them."""
    content = "\n".join(lines)
    ticks = "`" * max(_LEAST, _longest(_FENCES, content) + 1)
    return f"{ticks}{language}\n{content}\n{ticks}"


def sentence(text: str) -> str:
    """A sentence of ours as it is; as a code span where a word of it might be more than a word."""
    plain = all(_WORD.fullmatch(word) for word in text.split(" "))
    return text if plain and not _ITEM.match(text) and not _COMMIT.search(text) else code(text)


def plain_address(address: Address) -> str | None:
    """An address as it may stand outside of code; None for one that no manifest could have."""
    text = str(address)
    return text if _PLAIN_ADDRESS.fullmatch(text) else None


def _longest(runs: re.Pattern[str], text: str) -> int:
    return max(map(len, runs.findall(text)), default=0)
