"""The short names of digests, for people to say and to type."""

from __future__ import annotations

import re

_DIGITS, _GROUP = 20, 4
"""80 bits: enough that nobody finds a second plan of the same name."""

_TYPED = re.compile(r"(?:plan\s+)?([0-9a-f]{4}(?:-?[0-9a-f]{4}){4})")


def name_of(digest: str) -> str:
    """`4d3d-3583-d919-0a1b-77c2` for `sha256:4d3d3583d9190a1b77c2…`; empty where there is no digest."""
    return _grouped(digest.removeprefix("sha256:")[:_DIGITS])


def name_in(text: str) -> str | None:
    """The name that somebody typed, as `name_of` has it; None for what is none.

    With dashes or without, in capitals or not, with `plan` before it as a plan shows it or alone.
    """
    found = _TYPED.fullmatch(text.strip().lower())
    return _grouped(found[1].replace("-", "")) if found else None


def _grouped(digits: str) -> str:
    return "-".join(digits[at : at + _GROUP] for at in range(0, len(digits), _GROUP))
