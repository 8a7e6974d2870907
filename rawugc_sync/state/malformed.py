"""What a state or a journal cannot hold, and how that is said."""

from __future__ import annotations


class Malformed(ValueError):
    """What a state or a journal cannot hold; the text says what."""


def expect(condition: object, complaint: str) -> None:
    """Malformed with the complaint, unless the condition holds."""
    if not condition:
        raise Malformed(complaint)
