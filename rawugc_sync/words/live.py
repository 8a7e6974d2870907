"""What the API shows."""

from __future__ import annotations

from dataclasses import dataclass, field

from rawugc_sync.words.addresses import Fields


@dataclass(frozen=True, slots=True)
class Live:
    """One object of the API: the fields we manage, as they came, and what else its type reads."""

    id: str
    fields: Fields
    facts: Fields = field(default_factory=dict)
