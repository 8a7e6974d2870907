"""Texts for the corpora: words in a row, drawn with the dice that are handed in."""

from __future__ import annotations

import random

_TEXT = (
    "soft morning light on a kitchen table with plants behind it she opens the box looks into the camera and "
    "says what she felt after two weeks close cut to hands texture of the serum between fingers quick pace "
    "honest tone no music until the last shot then a smile and the name of the product in plain white letters"
)
_WORDS = _TEXT.split()


def sentences(dice: random.Random, length: int) -> str:
    """About `length` characters of ASCII letters and spaces, never more."""
    text = " ".join(dice.choices(_WORDS, k=length // 3 + 2))
    return text[:length].strip()
