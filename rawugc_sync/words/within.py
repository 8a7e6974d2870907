"""What stands inside of JSON that somebody else wrote, which may be of any shape."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def text_in(found: Any, *names: str) -> str:
    """A text inside of objects; empty where there is none."""
    for name in names:
        found = found.get(name) if isinstance(found, Mapping) else None
    return found if isinstance(found, str) else ""


def number_in(found: Any, *names: str) -> int | None:
    """A whole number from 1 on inside of objects; None where there is none."""
    for name in names:
        found = found.get(name) if isinstance(found, Mapping) else None
    return found if isinstance(found, int) and not isinstance(found, bool) and found > 0 else None
