"""Whatever befalls a change, and whatever people do until the next run and meanwhile: it ends well.

Each seed makes up one story; every kind of change has its turn. RAWUGC_WHOLE=1 plays 125 of them,
RAWUGC_SOAK=N N times as many as that, RAWUGC_SEEDS=500-2499 those from 500 to 2499 alone.
"""

from __future__ import annotations

import pytest

from tests.faults.changes import change_story
from tests.faults.seeds import batches, play, seeds


@pytest.mark.parametrize("batch", batches(seeds(125, 50)), ids=str)
def test_any_change_ends_well(batch: range) -> None:
    play(change_story, batch)
