"""How a field's value is shown: as text, as a time, as media or as it is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class FieldKind:
    """`kind`: `text`, `time` (Unix ms), `media` or `plain`; `zone`: the field with a time's IANA zone."""

    kind: str = "plain"
    zone: str | None = None


KindOf: TypeAlias = Callable[[str, str], FieldKind]
"""(collection, field) → how the field is shown."""
