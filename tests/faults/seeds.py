"""Which seeds to play: a sample, all with RAWUGC_WHOLE=1, more in a soak, or RAWUGC_SEEDS=500-2499 alone."""

from __future__ import annotations

import os
from collections.abc import Callable

from tests.faults.stories import Story
from tests.sampling import of

BATCH = 25
"""Stories in one test."""


def seeds(whole: int, sample: int) -> range:
    """The seeds, from the first to the last."""
    if asked := os.environ.get("RAWUGC_SEEDS"):
        first, last = map(int, asked.split("-"))
        return range(first, last + 1)
    return range(of(whole, sample))


def play(told: Callable[[int], Story], batch: range) -> None:
    """Play each story of a batch; a failure names its seed, and tells the shortest story that fails so."""
    for seed in batch:
        story = told(seed)
        try:
            story.play()
        except Exception as failed:
            failed.add_note(f"seed {seed}, in short: {story.shortened()!r}")
            raise


def batches(played: range) -> list[range]:
    """The seeds, as many as one test plays at a time."""
    return [played[at : at + BATCH] for at in range(0, len(played), BATCH)]
