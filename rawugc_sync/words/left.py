"""What a run has left behind that ended before it was recorded."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Left:
    """A run by its journal: what it wrote of itself when it began, and what it has done since."""

    notes: Mapping[str, Any]
    entries: tuple[Mapping[str, Any], ...]
