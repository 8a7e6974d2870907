"""How many terminal cells a text takes: wide East Asian characters two, combining marks none (UAX #11)."""

from __future__ import annotations

from unicodedata import category, east_asian_width


def cells(text: str) -> int:
    """The width of one line of safe text."""
    return len(text) if text.isascii() else sum(_cell(char) for char in text)


def _cell(char: str) -> int:
    if category(char) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if east_asian_width(char) in "WF" else 1


def padded(text: str, width: int) -> str:
    """`text` filled with blanks to `width` cells."""
    return text + " " * (width - cells(text))
