"""Any text as a page may hold it: what acts on its reader, or is drawn as nothing, shows as a symbol."""

from __future__ import annotations

import re
from unicodedata import category

from markupsafe import Markup, escape

from rawugc_sync.render.safe import is_unseen

_PLAIN = re.compile(r"[\n\t\x20-\x7e]*", re.ASCII)
_BIDI = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_JOINERS = "\u200c\u200d"
_DELETE = 0x7F
_PICTURES = 0x2400
"""Where Unicode has a picture for each control of ASCII."""


def visible(text: str) -> str:
    """The text with symbols in it: `␛`, `U+0085`, and `⇄U+202E` for what turns the direction of reading."""
    if _PLAIN.fullmatch(text):
        return text
    return "".join(_sign(char) if _hides(text, at) else char for at, char in enumerate(text))


def marked(text: str) -> Markup:
    """The same as markup, in which a symbol cannot be taken for what somebody has typed."""
    if _PLAIN.fullmatch(text):
        return escape(text)
    parts = (_part(text, at) for at in range(len(text)))
    return Markup("").join(parts)


def _part(text: str, at: int) -> Markup:
    char = text[at]
    return Markup('<span class="sign">{}</span>').format(_sign(char)) if _hides(text, at) else escape(char)


def _hides(text: str, at: int) -> bool:
    char = text[at]
    if char in "\n\t":
        return False
    return is_unseen(text, at) and not (char in _JOINERS and _shapes(text, at))


def _shapes(text: str, at: int) -> bool:
    """Whether a joiner stands between letters of a script that is written with them, such as Persian."""
    return all(
        near and not near.isascii() and category(near)[0] in "LM"
        for near in (text[at - 1 : at], text[at + 1 : at + 2])
    )


def _sign(char: str) -> str:
    code = ord(char)
    if code < ord(" "):
        return chr(_PICTURES + code)
    if code == _DELETE:
        return "␡"
    return f"{'⇄' if _BIDI.match(char) else ''}U+{code:04X}"
