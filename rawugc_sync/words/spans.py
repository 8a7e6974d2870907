"""Spans of time as people write them: `90s`, `30m`, `4h`, `30d`, `2w`."""

from __future__ import annotations

import re

_SECONDS = {"s": 1, "m": 60, "h": 3_600, "d": 86_400, "w": 604_800}
_SPAN = re.compile(rf"(\d{{1,9}})([{''.join(_SECONDS)}])", re.ASCII)


def seconds_in(text: str) -> int | None:
    """How many seconds a span has; None where the text is none."""
    span = _SPAN.fullmatch(text)
    return int(span[1]) * _SECONDS[span[2]] if span else None
