"""How soon a generation is looked at again."""

from __future__ import annotations

from collections.abc import Mapping
from math import isfinite

from rawugc_sync.words.errors import InvalidInput

VARIABLE = "RAWUGC_POLL_SECONDS"
FIRST = 10.0
"""Seconds; what the API page asks for."""


def first_pause(variables: Mapping[str, str]) -> float:
    """Seconds before the second look; InvalidInput when the environment's are no such number."""
    said = variables.get(VARIABLE)
    if not said:
        return FIRST
    try:
        seconds = float(said)
    except ValueError:
        seconds = 0.0
    if not isfinite(seconds) or seconds <= 0:
        raise InvalidInput.of("bad-pause", f"{VARIABLE} is no number of seconds above 0", "Unset it for 10.")
    return seconds
