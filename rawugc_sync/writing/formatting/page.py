"""The lines of a file as they are written one after the other."""

from __future__ import annotations

import re
from collections.abc import Iterable

from rawugc_sync.manifest.hazards import is_aside
from rawugc_sync.writing.formatting.parts import Line

_HASHTAG = re.compile(r"^(#+)(?=[^\s#!])")


class Page:
    """Collects lines. Between them stands one blank line at most, except in texts."""

    def __init__(self) -> None:
        self._lines: list[str] = []
        self._dashes = ""
        # Not at the beginning, where it would be useless, nor where it would be a part of a text.
        self._takes_blank = False
        self._ends_blank = False

    def line(self, indent: int, *parts: str) -> None:
        """The parts that are not empty, with a space between them."""
        margin = self._dashes or " " * indent
        self._lines.append(margin + " ".join(part for part in parts if part))
        self._dashes = ""
        self._takes_blank, self._ends_blank = True, False

    def no_blank(self) -> None:
        """No blank line comes next."""
        self._takes_blank = False

    def dash(self, indent: int) -> None:
        """Begin the next line with a dash; its own indentation is two more, as every level's."""
        self._dashes = (self._dashes or " " * indent) + "- "

    def remarks(self, indent: int, lines: Iterable[Line]) -> None:
        """Comments and blank lines."""
        for line in lines:
            if line.text:
                self.line(indent, _remark(line.text))
            elif self._takes_blank:
                self._lines.append("")
                self._takes_blank, self._ends_blank = False, True

    def text(self, indent: int, lines: Iterable[str], *, keeps: bool = False) -> None:
        """Lines of a text as they are; when it `keeps` blank lines at its end, no other may follow."""
        self._lines += [" " * indent + line if line else "" for line in lines]
        self._takes_blank, self._ends_blank = not keeps, False

    def whole(self) -> str:
        """All lines, each with its end, without a blank one last."""
        if self._ends_blank:
            self._lines.pop()
        return "".join(line + "\n" for line in self._lines)


def _remark(text: str) -> str:
    """A comment that can be no hashtag, wherever it comes to stand."""
    return text if is_aside(text) else _HASHTAG.sub(r"\1 ", text)
