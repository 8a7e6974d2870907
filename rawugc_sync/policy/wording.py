"""How findings say what they say: quotes, lists, spans of time."""

from __future__ import annotations

from collections.abc import Iterable

_UNITS = ((86_400, "d"), (3_600, "h"), (60, "m"))
_LONGEST = 60


def quoted(text: str) -> str:
    """A text in quotes, cut where it is long."""
    return f'"{text[:_LONGEST]}…"' if len(text) > _LONGEST else f'"{text}"'


def listed(words: Iterable[str], last: str) -> str:
    """`"a", "b" and "c"`."""
    *before, end = map(quoted, words)
    return f"{', '.join(before)} {last} {end}" if before else end


def span(seconds: int) -> str:
    """Seconds as a manifest writes them: `4h`, `30d`."""
    return next((f"{seconds // unit}{word}" for unit, word in _UNITS if seconds % unit == 0), f"{seconds}s")


def clock(minutes: int) -> str:
    """Minutes since midnight as `08:00`."""
    return f"{minutes // 60:02}:{minutes % 60:02}"
