"""What a workspace takes from outside of its folder."""

from __future__ import annotations

import os
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from math import inf
from typing import TYPE_CHECKING

from rawugc_sync.api.clock import Clock, SystemClock
from rawugc_sync.api.traffic import Traffic
from rawugc_sync.api.windows import Windows
from rawugc_sync.words.errors import InvalidInput

if TYPE_CHECKING:
    from rawugc_sync.api.client import Transport

TRUE = ("true", "1")
POLL_VARIABLE = "RAWUGC_POLL_SECONDS"


@dataclass(frozen=True, slots=True)
class Surroundings:
    """The environment variables, the time, and how requests travel; None for the real way.

    `windows`: the rate limits of all clients in it, of which those of one user share one. `traffic` counts
    the requests of all of them. `key_from`: where the key comes from, if not from the variable that
    `rawugc.yaml` names.
    """

    variables: Mapping[str, str]
    clock: Clock
    transport: Transport | None = None
    windows: Windows = field(default_factory=Windows)
    traffic: Traffic = field(default_factory=Traffic)
    key_from: str | None = None

    @classmethod
    def real(cls) -> Surroundings:
        """The process's environment and the system's clock."""
        return cls(os.environ, SystemClock())

    @property
    def now(self) -> int:
        """Unix ms by the local clock."""
        return int(self.clock.now() * 1000)

    @property
    def first_look(self) -> float | None:
        """After how many seconds what takes its time is looked at; None unless a variable says so.

        InvalidInput when that is no number of seconds.
        """
        text = self.variables.get(POLL_VARIABLE, "")
        if not text:
            return None
        with suppress(ValueError):
            if 0 < (seconds := float(text)) < inf:
                return seconds
        raise InvalidInput.of(
            "poll-seconds",
            f"{POLL_VARIABLE} is {text!r}, which is no number of seconds",
            "Set it to a number above 0, or not at all.",
        )

    @property
    def in_ci(self) -> bool:
        """Whether nobody sits in front of it."""
        return self.variables.get("CI", "").lower() in TRUE
