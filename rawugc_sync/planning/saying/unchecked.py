"""Tells of names that could not be checked, for the key may not read the list that they stand in."""

from __future__ import annotations

from collections.abc import Iterator

from rawugc_sync.resources.lookups import LOOKUPS, Lookups
from rawugc_sync.words.diagnostics import Diagnostic, note


def unchecked(known: Lookups) -> Iterator[Diagnostic]:
    """A note for each look-up that a plan goes on without."""
    for name in known.read:
        if LOOKUPS[name].advisory and known.get(LOOKUPS[name]) is LOOKUPS[name].nothing:
            yield note(
                "not-readable",
                f"{name} cannot be read with this key, so the names of those that are used are not checked",
                "Give the key the scope to read them, if they should be.",
            )
