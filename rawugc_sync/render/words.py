"""A text → its words with the blanks before them; scripts without blanks are taken character by character."""

from __future__ import annotations

import re
from functools import cache

_ALONE = (
    "\u0e01-\u0e30\u0e32-\u0e33\u0e3f-\u0e46\u0e4f-\u0e5b"  # Thai
    "\u0e81-\u0eb0\u0eb2-\u0eb3\u0ebd-\u0ec6\u0ed0-\u0eff"  # Lao
    "\u1000-\u102a\u103f-\u1055\u1780-\u17b3"  # Myanmar, Khmer
    "\u1100-\u115f\ua960-\ua97f\uac00-\ud7a3"  # Hangul: leading letters, syllables
    "\u2e80-\u3029\u3030-\u3098\u309b-\u9fff\uf900-\ufaff"  # kana, ideographs and their punctuation
    "\ufe30-\ufe4f\uff01-\uffef\U0001f200-\U0001f2ff\U00020000-\U0003ffff"  # wide and half forms, rarer ones
)
_BEHIND = (
    "\u0300-\u036f\u0e31\u0e34-\u0e3a\u0e47-\u0e4e\u0eb1\u0eb4-\u0ebc\u0ec8-\u0ecf\u102b-\u103e\u1056-\u109f"
    "\u1160-\u11ff\ud7b0-\ud7ff\u17b4-\u17d3\u302a-\u302f\u3099-\u309a\ufe00-\ufe0f\U000e0100-\U000e01ef"
)
"""Vowels, tones and other marks that belong to the character before them."""
_PLAIN = re.compile(r"\n|[^\S\n]*\S+|[^\S\n]+")
"""The same of a text that has none of these scripts."""


@cache
def _word() -> re.Pattern[str]:
    """Compiled when a text is compared: that takes longer than to start."""
    return re.compile(rf"\n|[^\S\n]*(?:[{_ALONE}][{_BEHIND}]*|(?:(?![{_ALONE}])\S)+)|[^\S\n]+")


@cache
def _character() -> re.Pattern[str]:
    return re.compile(rf"[^\S\n]*[{_ALONE}]")


def tokens(text: str) -> list[str]:
    """In order, and without a rest: `\\n`, a word, a character, or blanks at the end of a line."""
    return (_PLAIN if text.isascii() else _word()).findall(text)


def is_character(word: str) -> bool:
    """Whether a word is but a character of a script that has no blanks."""
    return not word.isascii() and _character().match(word) is not None


def are_characters(words: list[str]) -> bool:
    """Whether most of them are."""
    return 2 * sum(map(is_character, words)) > len(words)
