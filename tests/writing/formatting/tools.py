"""Texts through the formatter, as tests look at them."""

from __future__ import annotations

from rawugc_sync.manifest.reader import read
from rawugc_sync.resources import registered
from rawugc_sync.writing.formatting.manifest import formatted
from rawugc_sync.writing.formatting.places import manifest_place

PLACE = manifest_place(registered())


def fmt(text: str) -> str:
    """The manifest in canonical style."""
    return formatted(text.encode(), "m.yaml", PLACE).decode()


def is_valid(text: str) -> bool:
    """Whether the reader has nothing to say against it."""
    return not read(text.encode(), "m.yaml")[1]
