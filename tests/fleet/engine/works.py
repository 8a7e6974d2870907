"""A fleet at work: a worker in a thread of this process, and what the database says of it."""

from __future__ import annotations

import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from rawugc_sync.fleet.config import load_fleet
from rawugc_sync.fleet.draining import Draining
from rawugc_sync.fleet.engine.database import Database, Row
from rawugc_sync.fleet.engine.fence import Fence
from rawugc_sync.fleet.engine.queue import QUEUE, SURVEY
from rawugc_sync.fleet.engine.work import Pace, Parts, Setting, work
from tests.fleet.agency import Agency, WallClock

PATIENCE = 60.0
"""Seconds after which a test is given up."""

_PACE = Pace(claim=0.1, look=0.2)


@contextmanager
def at_work(database: Database, task: str = SURVEY) -> Iterator[Fence]:
    """An attempt of a job that somebody is at, for as long as this lasts."""
    sql = (
        "insert into procrastinate_jobs (queue_name, task_name, lock, status) "
        "values (%s, %s, 'a test', 'doing') returning id"
    )
    with database.transaction() as connection:
        row = connection.execute(sql, [QUEUE, task]).fetchone()
    assert row is not None
    try:
        yield Fence(row["id"], None, 0)
    finally:
        with database.transaction() as connection:
            connection.execute("delete from procrastinate_jobs where id = %s", [row["id"]])


@dataclass(frozen=True)
class Works:
    agency: Agency
    database: Database

    def fleet(self, fleet: Mapping[str, Any]) -> None:
        """Write fleet.yaml; nothing comes by itself but what a test asks for."""
        told = {
            "database": {"variable": "FLEET_DATABASE"},
            "poll": {"every": "1s"},
            "drift": {"every": "30d"},
        }
        self.agency.fleet({**told, **fleet})

    @contextmanager
    def parts(self) -> Iterator[Parts]:
        """What a worker is made of, to be used piece by piece."""
        fleet = load_fleet(self.agency.root / "fleet.yaml")
        setting = Setting(fleet, self.agency.root, self.agency.variables, self.database)
        with tempfile.TemporaryDirectory() as scratch:
            made = replace(Parts.of(setting, Path(scratch), Draining(WallClock())), pace=_PACE)
            made.tick.begin()
            yield made

    @contextmanager
    def worker(self) -> Iterator[None]:
        """One at work, for as long as this lasts."""
        with self.parts() as parts:
            thread = threading.Thread(target=work, args=(parts,))
            thread.start()
            try:
                yield
            finally:
                parts.stopper.stop()
                thread.join(PATIENCE)
                assert not thread.is_alive()

    def look(self, parts: Parts, repository: str = "brands") -> None:
        """Look at a repository, as a worker does whose job it is."""
        with at_work(self.database) as fence:
            parts.survey.look(repository, fence)

    def until(self, holds: Callable[[], bool]) -> None:
        """Wait until something holds that was asked for."""
        end = time.monotonic() + PATIENCE
        while not holds():
            assert time.monotonic() < end, self.rows("select kind, exit_code, what from fleet_runs")
            time.sleep(0.05)

    def until_idle(self, runs: int) -> None:
        """Wait until so many runs have ended, and nothing is left to do."""
        self.until(lambda: len(self.ended()) >= runs and not self.waiting())

    def rows(self, sql: str, *values: object) -> list[Row]:
        with self.database.transaction() as connection:
            return connection.execute(sql, values).fetchall()

    def ended(self) -> list[tuple[str, str, int]]:
        """Workspace, kind and exit code of each run that has ended, in this order."""
        found = self.rows(
            "select w.path, r.kind, r.exit_code from fleet_runs r "
            "join fleet_workspaces w on w.id = r.workspace where r.ended_at is not null order by 1, 2, 3"
        )
        return [(row["path"], row["kind"], row["exit_code"]) for row in found]

    def waiting(self) -> list[str]:
        """The jobs that are not done, by the name that they wait under."""
        found = self.rows("select queueing_lock as name from procrastinate_jobs order by priority desc, id")
        return [row["name"] for row in found]
