"""Words in texts: which are the same to a reader, and where a word begins and ends."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

_UNSEEN = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164"
    "\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufff8\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)
"""What no reader sees: Default_Ignorable_Code_Point of Unicode 16, UAX 44."""

_ALIKE = (("\u2019", "'"), ("\u2010", "-"), ("\u2011", "-"))
"""Apostrophes and hyphens as typesetters have them, and as keyboards do."""

_WITHOUT_BLANKS = re.compile(
    "[\u0e00-\u0fff\u1000-\u109f\u1780-\u17ff\u1950-\u19df\u1a20-\u1aaf\u3005-\u3007\u3040-\u30ff"
    "\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\ua9e0-\ua9ff\uaa60-\uaadf\uf900-\ufaff\uff66-\uff9f"
    "\U0001b000-\U0001b16f\U00020000-\U0003ffff]"
)
"""Scripts that put no blanks between words: Thai, Lao, Tibetan, Myanmar, Khmer, Tai, kana, Han."""

_TAGS = frozenset("#@\uff03\uff20")
"""Signs that make a name of the word behind them, and stand at its beginning."""


def folded(text: str) -> str:
    """What is the same to a reader: in one case and normal form, one blank for several, nothing unseen."""
    if text.isascii():
        return " ".join(text.lower().split())
    seen = unicodedata.normalize("NFC", _UNSEEN.sub("", text))
    form = unicodedata.normalize("NFC", seen.casefold())
    for typeset, typed in _ALIKE:
        form = form.replace(typeset, typed)
    return " ".join(form.split())


def stands(word: str, text: str) -> bool:
    """Whether a word stands in a text by itself, not within a longer one; both are folded."""
    at = text.find(word)
    while at >= 0:
        if _begins(text, at) and _ends(text, at + len(word)):
            return True
        at = text.find(word, at + 1)
    return False


def standing(words: Sequence[tuple[str, str]], text: str) -> list[str]:
    """Which of the words, as they are written and folded, stand in a folded text."""
    return [written for written, word in words if word in text and stands(word, text)]


def needles(words: Sequence[str]) -> list[tuple[str, str]]:
    """The words as they are written, each with its folded form; one that nobody sees is none."""
    return [(word, form) for word in words if (form := folded(word))]


def _begins(text: str, at: int) -> bool:
    if at == 0:
        return True
    return not (_joins(text[at - 1]) and (text[at] in _TAGS or _joins(text[at])))


def _ends(text: str, at: int) -> bool:
    return at == len(text) or not (_joins(text[at - 1]) and _joins(text[at]))


def _joins(char: str) -> bool:
    """Whether a character makes one word with another such that stands beside it."""
    if char.isascii():
        return char.isalnum() or char == "_"
    is_of_a_word = char.isalnum() or unicodedata.category(char).startswith("M")
    return is_of_a_word and not _WITHOUT_BLANKS.match(char)
