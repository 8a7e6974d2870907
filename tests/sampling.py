"""How much is played of what repeats: a sample, or all with RAWUGC_WHOLE=1, as in .ci/run, and in a soak."""

from __future__ import annotations

import os
from collections.abc import Iterable
from itertools import product
from typing import Any

import pytest

SOAK = int(os.environ.get("RAWUGC_SOAK", "0"))
"""So many times as much as all, where there is more than all; 0 for no soak."""

WHOLE = SOAK > 0 or "RAWUGC_WHOLE" in os.environ

MINUTES = pytest.mark.skipif(not WHOLE, reason="it takes minutes: RAWUGC_WHOLE=1, as in .ci/run")


def of(whole: int, sample: int) -> int:
    """How many to play of something made up, of which the whole and a sample are so many."""
    return whole * max(SOAK, 1) if WHOLE else sample


def combined(share: int, *choices: Iterable[Any]) -> list[tuple[Any, ...]]:
    """Every row of one of each; in a sample one in so many: any two meet where a third has as many."""
    rows = product(*map(enumerate, choices))
    return [
        tuple(one for _, one in row) for row in rows if WHOLE or sum(number for number, _ in row) % share == 0
    ]
