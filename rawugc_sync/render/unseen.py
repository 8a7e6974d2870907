"""What nobody sees in a text, made visible where two are compared: odd blanks, fillers, normal forms."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter

from rawugc_sync.render.safe import safe

_CJK = "[\u3041-\u30ff\u31f0-\u31ff\u3400-\u9fff\uac00-\ud7a3\U00020000-\U0003ffff]"
_BLANKS = re.compile(r"[^\S\n]+")
_FULL_WIDTH = {0xFEE0 + code: code for code in range(0x21, 0x7F)}
"""Full-width forms → the ASCII that they pass for."""
_WIDE_BLANK = "\u3000"
_SELECTORS = "\ufe0e\ufe0f"
_NAMED = 3
"""How many code points a remark names on each side."""


def alike(one: str, other: str) -> bool:
    """Whether two texts that are not equal look the same to people, or as good as."""
    return one != other and look(one) == look(other)


def revealed(text: str, *, wholly: bool) -> str:
    """Safe text with what nobody sees in it as escapes, such as `\\xa0`.

    Wide forms among ideographs and what emoji are built with are ordinary: they are left alone
    unless `wholly`, for a text whose counterpart looks the same.
    """
    if text.isascii():
        return text
    wide = not wholly and bool(re.search(_CJK, text))
    return "".join(
        char if wide and _is_wide_form(char) else _visible(text, at, wholly=wholly)
        for at, char in enumerate(text)
    )


def only_unseen(before: str, after: str) -> str | None:
    """In words, what differs where that is only what nobody sees; else None."""
    if not alike(before, after):
        return None
    gone, new = Counter(before) - Counter(after), Counter(after) - Counter(before)
    if gone and new:
        return f"looks the same: {_forms(before, after)}{_named(gone)} → {_named(new)}"
    if gone or new:
        return f"looks the same: {'without' if gone else 'with'} {_named(gone or new)}"
    return "looks the same: only the order of its characters differs"


def look(text: str) -> str:
    """What people see of a text, near enough to tell whether two are the same to them."""
    if not (text.isascii() and text.replace("\n", "").isprintable()):
        text = "".join(char for char in text if not _is_filler(char)).translate(_FULL_WIDTH)
    lines = _BLANKS.sub(" ", text).split("\n")
    return unicodedata.normalize("NFC", "\n".join(line.rstrip() for line in lines))


def _visible(text: str, at: int, *, wholly: bool) -> str:
    char = text[at]
    if char.isascii():
        return char
    odd = unicodedata.category(char) == "Zs" or ord(char) in _FULL_WIDTH or (wholly and _is_filler(char))
    return _escape(char) if odd or _is_decomposed(text, at) else char


def _is_filler(char: str) -> bool:
    """Drawn as nothing; blanks are another matter."""
    return not char.isspace() and (char in _SELECTORS or safe(char) != char)


def _is_wide_form(char: str) -> bool:
    return ord(char) in _FULL_WIDTH or char == _WIDE_BLANK


def _is_decomposed(text: str, at: int) -> bool:
    """Whether the character before it would take it in, or another one stands for it."""
    pair = text[max(at - 1, 0) : at + 1]
    if unicodedata.is_normalized("NFC", pair):
        return False
    composed = unicodedata.normalize("NFC", pair)
    return len(composed) < len(pair) or composed[-1] != text[at]


def _forms(before: str, after: str) -> str:
    if unicodedata.normalize("NFD", before) == after and unicodedata.normalize("NFC", after) == before:
        return "NFC becomes NFD, "
    if unicodedata.normalize("NFC", before) == after and unicodedata.normalize("NFD", after) == before:
        return "NFD becomes NFC, "
    return ""


def _named(chars: Counter[str]) -> str:
    """`U+00A0 NO-BREAK SPACE`, the first few of them."""
    names = [f"U+{ord(char):04X} {unicodedata.name(char, '')}".rstrip() for char in sorted(chars)]
    more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
    return ", ".join(names[:_NAMED]) + more


def _escape(char: str) -> str:
    return char.encode("unicode_escape").decode("ascii")
