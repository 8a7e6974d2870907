"""The short names of digests, for people to say and to type."""

from __future__ import annotations

_DIGITS, _GROUP = 20, 4
"""80 bits: enough that nobody finds a second plan of the same name."""


def name_of(digest: str) -> str:
    """`4d3d-3583-d919-0a1b-77c2` for `sha256:4d3d3583d9190a1b77c2…`; empty where there is no digest."""
    digits = digest.removeprefix("sha256:")[:_DIGITS]
    return "-".join(digits[at : at + _GROUP] for at in range(0, len(digits), _GROUP))
