"""How long the runs of a worker that was killed stand still, beyond the time for which it may be silent."""

from __future__ import annotations

import os
import signal

from benchmarks.fleet.processes import until_idle
from benchmarks.fleet.town import Town
from rawugc_sync.fleet.config import Limits

_RUNS = "select count(*) from fleet_runs where ended_at is null and worker like '%%:{}'"
_NOW = "select extract(epoch from clock_timestamp())"
_BEGUN = """
select {} from (select min(started_at) as at from fleet_runs
  where started_at > to_timestamp({}) group by workspace) first
"""


def resumed(town: Town) -> float:
    """Seconds until the last has begun again in another one; there are jobs, which wait for RawUGC."""
    with town.worker() as doomed:
        town.until(_RUNS.format(doomed), 1)
        until_idle(doomed)
        with town.worker() as other:
            until_idle(other)
            lost = town.number(_RUNS.format(doomed))
            killed = town.number(_NOW)
            os.kill(doomed, signal.SIGKILL)
            town.until(_BEGUN.format("count(*)", killed), lost)
            last = town.number(_BEGUN.format("extract(epoch from max(at))", killed))
    return last - killed - Limits().stalledAfter
