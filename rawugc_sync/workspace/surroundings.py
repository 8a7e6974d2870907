"""What a workspace takes from outside of its folder."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rawugc_sync.api.clock import Clock, SystemClock

if TYPE_CHECKING:
    from rawugc_sync.api.client import Transport

TRUE = ("true", "1")


@dataclass(frozen=True, slots=True)
class Surroundings:
    """The environment variables, the time, and how requests travel; None for the real way."""

    variables: Mapping[str, str]
    clock: Clock
    transport: Transport | None = None

    @classmethod
    def real(cls) -> Surroundings:
        """The process's environment and the system's clock."""
        return cls(os.environ, SystemClock())

    @property
    def now(self) -> int:
        """Unix ms by the local clock."""
        return int(self.clock.now() * 1000)

    @property
    def in_ci(self) -> bool:
        """Whether nobody sits in front of it."""
        return self.variables.get("CI", "").lower() in TRUE
