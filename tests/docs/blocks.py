"""The command blocks of the pages, and which of them a test has said that it plays."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import ParamSpec, TypeVar

DOCS = Path(__file__).parents[2] / "docs"
COMMANDS = ("console", "sh", "shell", "powershell")

_PART = re.compile(
    r"^```(?P<language>\w*)\n(?P<text>.*?)^```$|^#+ (?P<heading>[^\n]*)$|^<!-- (?P<aside>\w+: [^\n]*?) -->$",
    re.MULTILINE | re.DOTALL,
)


@dataclass(frozen=True)
class Block:
    """A fence, or a line that only a test sees (`aside`), below its nearest heading."""

    page: str
    heading: str
    language: str
    text: str

    def __str__(self) -> str:
        return f"{self.page}, {self.heading}: {self.text.splitlines()[0]}"


def blocks(page: str) -> Iterator[Block]:
    """The blocks and asides of a page, from top to bottom."""
    heading = ""
    for part in _PART.finditer((DOCS / page).read_text(encoding="utf-8")):
        if part["heading"]:
            heading = part["heading"]
        elif part["aside"]:
            yield Block(page, heading, "aside", part["aside"])
        else:
            yield Block(page, heading, part["language"], part["text"])


def command_blocks() -> Iterator[Block]:
    """Those of all pages and of README in which a reader finds something to type."""
    for page in ("../README.md", *(path.relative_to(DOCS).as_posix() for path in sorted(DOCS.rglob("*.md")))):
        yield from (block for block in blocks(page) if block.language in COMMANDS)


P = ParamSpec("P")
R = TypeVar("R")
Part = tuple[str, str]
"""A page and one of its headings; an empty one is for all transcripts of the page."""

claimed: set[Part] = set()
finished: set[Part] = set()


def is_played(block: Block) -> bool:
    """Whether a test plays it: its section, or as a transcript the whole page."""
    if (block.page, block.heading) in claimed:
        return True
    return block.language == "console" and (block.page, "") in claimed


def plays(page: str, section: str = "") -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Marks a test that plays a page or a section, and fails it where it did not come to its end."""

    def mark(test: Callable[P, R]) -> Callable[P, R]:
        claimed.add((page, section))

        @functools.wraps(test)
        def run(*args: P.args, **kwargs: P.kwargs) -> R:
            finished.discard((page, section))
            result = test(*args, **kwargs)
            assert (page, section) in finished, f"{page} was not played to its end: {section or 'all of it'}"
            return result

        return run

    return mark
