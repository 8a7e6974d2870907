"""What applies that wait for their next minute take of a worker: memory, and sessions of PostgreSQL."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import psycopg

from benchmarks.fleet.planning import put, survey
from benchmarks.fleet.processes import memory, until_idle
from benchmarks.fleet.town import Town

RESOURCES = 50
FEW, MANY = 20, 200
_BEGUN = "select count(*) from fleet_runs"
_OVER = "select count(*) from fleet_runs where ended_at is not null"
_SESSIONS = """
select count(*) from pg_stat_activity
where datname = current_database() and application_name like 'rawugc-sync%'
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Waited:
    """MiB of a worker that has nothing to do, and for each apply more that waits; sessions at most."""

    idle: float
    each: float
    sessions: int


@dataclass(slots=True)
class Watch:
    """The most sessions that were seen, ten times a second, while nobody but a worker has any."""

    most: int = 0
    is_on: bool = False
    ended: threading.Event = field(default_factory=threading.Event)

    def look(self, connection: psycopg.Connection) -> None:
        while not self.ended.wait(0.1):
            row = connection.execute(_SESSIONS).fetchone()
            if self.is_on and row:
                self.most = max(self.most, row[0])


def waited(town: Town) -> Waited:
    """Of applies whose states are in PostgreSQL, in one worker."""
    survey(town)
    with town.worker() as worker, _watched(town) as watch:
        town.until("select count(*) from procrastinate_workers", 1)
        until_idle(worker)
        idle = memory(worker)
        put(town, "apply", FEW)
        watch.is_on = True
        town.until(_BEGUN, FEW)
        until_idle(worker)
        few = memory(worker)
        watch.is_on = False
        put(town, "apply", MANY)
        watch.is_on = True
        town.until(_BEGUN, MANY)
        until_idle(worker)
        many = memory(worker)
        if town.number(_OVER):
            raise SystemExit("an apply does not wait")
    return Waited(idle=idle, each=(many - few) / (MANY - FEW), sessions=watch.most)


@contextmanager
def _watched(town: Town) -> Iterator[Watch]:
    watch = Watch()
    with town.database() as connection:
        thread = threading.Thread(target=watch.look, args=(connection,))
        thread.start()
        try:
            yield watch
        finally:
            watch.ended.set()
            thread.join()
