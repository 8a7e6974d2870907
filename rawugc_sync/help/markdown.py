"""Texts as Markdown: code spans stay what they are, and nothing else in them is taken for markup."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

_SPAN = re.compile(r"(`[^`\n]+`)")
_MARKUP = re.compile(r"[\\`*\[\]|#]|(?<!\w)_|_(?!\w)")


def prose(text: str) -> str:
    """A text in which only code spans are markup."""
    parts = _SPAN.split(" ".join(text.split()))
    return "".join(part if at % 2 else _escaped(part) for at, part in enumerate(parts))


def code(text: str) -> str:
    """A code span, whatever is in it."""
    longest = max((len(run) for run in re.findall("`+", text)), default=0)
    fence, room = "`" * (longest + 1), " " if "`" in text else ""
    return f"{fence}{room}{text}{room}{fence}"


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table of cells that are Markdown already; a pipe in a code span ends no cell of the site."""
    return "\n".join(f"| {' | '.join(line)} |" for line in [head, ["---"] * len(head), *rows])


def _escaped(text: str) -> str:
    told = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return _MARKUP.sub(lambda sign: f"\\{sign[0]}", told)
