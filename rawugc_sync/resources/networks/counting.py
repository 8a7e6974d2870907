"""How long a text is as a network counts it, where it is cut, and how many hashtags it has."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping

from rawugc_sync.resources.networks.limits import Length
from rawugc_sync.resources.traits import utf16_length

UNITS: Mapping[str, str] = {
    "utf16": "UTF-16 units",
    "codepoints": "code points",
    "graphemes": "characters",
    "bytes": "bytes",
}
"""What a network may count in, and how people call it."""

_HASHTAGS = re.compile(r"(?<![\w&/])(?:[#\uff03]\d*[^\W\d]\w*)+")
"""Hashtags, also several in one piece; `#1`, the fragment of a URL and an HTML entity are none."""


def length(text: str, unit: str) -> int:
    """How long a text is in one of `UNITS`."""
    if text.isascii() and "\r" not in text:
        return len(text)
    return _SIZES[unit](text)


def hashtags(text: str) -> int:
    """How many hashtags a text has, each as often as it stands there."""
    return sum(len(re.findall(r"[#\uff03]", match[0])) for match in _HASHTAGS.finditer(text))


def cut(text: str, limit: Length) -> int:
    """The index at which a text is cut: what is before fits the limit, and no grapheme is taken apart.

    White space alone is not cut off.
    """
    index = _fitting(text, limit)
    return index if text[index:].strip() else len(text)


def _fitting(text: str, limit: Length) -> int:
    used, lines, index = 0, 1, 0
    for piece in graphemes(text):
        used += length(piece, limit.unit)
        lines += piece in _BREAKS
        if used > limit.most or (limit.lines is not None and lines > limit.lines):
            return index
        index += len(piece)
    return index


def graphemes(text: str) -> Iterator[str]:
    """What people see as characters (UAX 29)."""
    from wcwidth import iter_graphemes  # takes time to load, and few captions need it

    return iter_graphemes(text)


_BREAKS = frozenset({"\n", "\r\n", "\r", "\u2028", "\u2029", "\x85"})

_SIZES: Mapping[str, Callable[[str], int]] = {
    "utf16": utf16_length,
    "codepoints": len,
    "graphemes": lambda text: sum(1 for _ in graphemes(text)),
    "bytes": lambda text: len(text.encode("utf-8", "surrogatepass")),
}
