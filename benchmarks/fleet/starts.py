"""What the same plans take where each is a start of the command line."""

from __future__ import annotations

import statistics

from benchmarks.fleet.town import TOOL, Town
from benchmarks.measure import Case, run

SAMPLED = 30


def start(town: Town) -> float:
    """CPU seconds of one `rawugc-sync plan`, in the median of some."""
    paths = town.corpus.paths[:SAMPLED]
    return statistics.median(run(_case(town, path)).cpu for path in paths)


def _case(town: Town, path: str) -> Case:
    folder = town.corpus.repository / path
    variables = {**town.variables, "RAWUGC_API_KEY": f"ruk_{path}"}
    return Case("plan", [*TOOL, "plan"], folder, "", variables)
