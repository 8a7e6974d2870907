"""How many there are of something, in words: `1 request`, `2 requests`."""

from __future__ import annotations


def count(number: float, one: str, several: str = "") -> str:
    """The number with the noun that fits; `several` is for what an `s` alone does not make plural."""
    return f"{number} {one if number == 1 else several or f'{one}s'}"
