"""How a field's value is shown: as text, as a time, as media or as it is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class FieldKind:
    """`kind`: `text`, `time` (Unix ms), `media` or `plain`; `zone`: the field with a time's IANA zone.

    `takes` are the content types of media. `caption`: networks show it under what is posted. `blanks` are the
    words in braces that are filled in, each with the collection and the field that an example comes from.
    """

    kind: str = "plain"
    zone: str | None = None
    takes: frozenset[str] = frozenset()
    caption: bool = False
    blanks: tuple[tuple[str, str, str], ...] = ()


KindOf: TypeAlias = Callable[[str, str], FieldKind]
"""(collection, field) → how the field is shown."""
