"""JSON bodies, both ways: strict about numbers, and never deeper than the parser can go."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from typing import Any

from rawugc_sync.words.addresses import Fields


def encoded(fields: Fields) -> bytes:
    """A request's body (RFC 8259)."""
    return json.dumps(fields, default=dict, allow_nan=False, separators=(",", ":")).encode()


def parsed(raw: bytes) -> Mapping[str, Any]:
    """The JSON object in an answer; ValueError when it is anything else, or holds NaN, infinity or a
    name twice.

    Every answer of the API page is an object.
    """
    try:
        value = json.loads(raw, parse_constant=_finite, parse_float=_finite, object_pairs_hook=_distinct)
    except RecursionError:
        raise ValueError("nested too deeply") from None
    if isinstance(value, dict):
        return value
    raise ValueError("not a JSON object")


def _distinct(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a name stands twice in an object")
    return found


def _finite(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise ValueError(f"{text} is not a JSON number")
    return number
