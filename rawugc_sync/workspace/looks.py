"""How soon a generation is looked at again."""

from __future__ import annotations

from collections.abc import Mapping

from rawugc_sync.words.errors import InvalidInput

VARIABLE = "RAWUGC_POLL_SECONDS"
FIRST = 10.0
"""Seconds; what the API page asks for."""
MOST = 3600.0
"""Seconds that nobody waits longer for."""


def first_pause(variables: Mapping[str, str]) -> float:
    """Seconds before the second look; InvalidInput when the environment's are no such number."""
    said = variables.get(VARIABLE)
    if not said:
        return FIRST
    try:
        seconds = float(said)
    except ValueError:
        seconds = 0.0
    if not 0 < seconds <= MOST:
        summary = f"{VARIABLE} is no number of seconds above 0, and at most {MOST:.0f}"
        raise InvalidInput.of("bad-pause", summary, "Unset it for 10.")
    return seconds
