"""The same runs three times: by `fleet once`, by two workers, and by nobody's engine."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from benchmarks.fleet.processes import cpu, cpu_of_all, until_idle
from benchmarks.fleet.town import Town
from benchmarks.measure import Case, Sample, run
from rawugc_sync.api.clock import SystemClock
from rawugc_sync.fleet.config import load_fleet
from rawugc_sync.fleet.draining import Draining
from rawugc_sync.fleet.engine.database import Database
from rawugc_sync.fleet.engine.fence import Fence
from rawugc_sync.fleet.engine.queue import Queue, Work
from rawugc_sync.fleet.engine.work import Parts, Setting
from rawugc_sync.fleet.engine.workspaces import Known
from rawugc_sync.fleet.reconcile import Kind

WORKERS = 2
_FEW = 4
_ENDED = "select count(*) from fleet_runs where ended_at is not null"
_BAD = "select count(*) from fleet_runs where ended_at is not null and (exit_code <> 0 or plan is null)"
_CLAIM_SURVEY = """
select j.* from procrastinate_register_worker_v1() w,
  procrastinate_fetch_job_v2(array['fleet'], w.worker_id) j
"""
_ALL = "select * from fleet_workspaces order by id limit %s"
_LEFT = "select -count(*) from procrastinate_jobs"


@dataclass(frozen=True, slots=True, kw_only=True)
class Worked:
    """What runs of all workspaces took: wall seconds, and those of processors by workers and PostgreSQL."""

    wall: float
    workers: float
    postgres: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """One round of all three, of `count` runs of a kind each."""

    count: int
    once: Sample
    own: float
    worked: Worked

    @property
    def once_ms(self) -> float:
        return self.once.cpu * 1_000 / self.count

    @property
    def own_ms(self) -> float:
        return self.own * 1_000 / self.count

    @property
    def worker_ms(self) -> float:
        return self.worked.workers * 1_000 / self.count

    @property
    def postgres_ms(self) -> float:
        return self.worked.postgres * 1_000 / self.count

    @property
    def engine(self) -> float:
        return (self.worked.workers - self.own) / self.own

    @property
    def engine_with_postgres(self) -> float:
        return (self.worked.workers + self.worked.postgres - self.own) / self.own

    @property
    def wall(self) -> float:
        return self.worked.wall / self.once.wall


def interleaved(town: Town, kind: Kind) -> Round:
    """All three, one after the other."""
    return Round(
        count=len(town.corpus.paths),
        once=once(town, kind),
        own=own(town, kind),
        worked=worked(town, kind),
    )


def survey(town: Town) -> float:
    """Have the fleet know its workspaces as if all had been applied; the CPU seconds of the look."""
    began = time.process_time()
    fleet = load_fleet(town.corpus.folder / "fleet.yaml")
    with Database(town.url).opened() as opened, tempfile.TemporaryDirectory() as scratch:
        setting = Setting(fleet, town.corpus.folder, town.variables, opened)
        parts = Parts.of(setting, Path(scratch), Draining(SystemClock()))
        parts.tick.begin()
        parts.survey.look(fleet.repositories[0].url, _claimed(opened, fleet.repositories[0].url))
    spent = time.process_time() - began
    with town.database() as connection:
        connection.execute("delete from procrastinate_jobs")
        connection.execute("delete from procrastinate_workers")
        connection.execute("update fleet_workspaces set tried = content, drift_at = now() + interval '30 d'")
        connection.execute("update fleet_repositories set polled_at = now()")
        connection.execute("vacuum analyze")
    return spent


def _claimed(opened: Database, repository: str) -> Fence:
    """A job for a look at a repository, as a worker has it that has claimed it."""
    with opened.transaction() as connection:
        Queue(opened).survey(connection, repository)
        row = connection.execute(_CLAIM_SURVEY).fetchone()
    assert row is not None
    return Fence(row["id"], row["worker_id"], row["attempts"])


def once(town: Town, kind: Kind) -> Sample:
    """`fleet once`, from its start to its end."""
    case = Case("once", town.tool("once", "--kind", kind), town.corpus.folder, "", town.variables)
    return run(case)


def own(town: Town, kind: Kind) -> float:
    """CPU seconds of the runs alone, with what a worker makes of each."""
    command = [sys.executable, "-m", "benchmarks.fleet.own", str(town.corpus.folder), kind]
    done = subprocess.run(command, env=town.variables, check=True, stdout=subprocess.PIPE, text=True)
    return float(done.stdout)


def worked(town: Town, kind: Kind) -> Worked:
    """Two workers that are there already, from the moment in which all is asked for to the last end."""
    with ExitStack() as working:
        processes = [_warm(town, working.enter_context(town.worker()), kind) for _ in range(WORKERS)]
        for one in processes:
            os.kill(one, signal.SIGCONT)
            until_idle(one)
        ended = town.number(_ENDED)
        before = [cpu(one) for one in processes], cpu_of_all(town.cluster.process)
        began = time.monotonic()
        put(town, kind)
        town.until(_ENDED, ended + len(town.corpus.paths))
        wall = time.monotonic() - began
        town.until(_LEFT, 0)
        workers = sum(cpu(one) for one in processes) - sum(before[0])
        postgres = cpu_of_all(town.cluster.process) - before[1]
    if town.number(_BAD):
        raise SystemExit("a run has failed")
    return Worked(wall=wall, workers=workers, postgres=postgres)


def put(town: Town, kind: Kind, most: int | None = None) -> None:
    """Ask for a run of each workspace, or of so many, if it has had none."""
    with Database(town.url).opened() as opened, opened.transaction() as connection:
        rows = connection.execute(_ALL, [most]).fetchall()
        known = [Known.of(row) for row in rows]
        Queue(opened).put(connection, [Work(one, kind, one.commit) for one in known])


def _warm(town: Town, worker: int, kind: Kind) -> int:
    """Have a worker make a few runs, with what it does but once, and stand still."""
    ended = town.number(_ENDED)
    put(town, kind, _FEW)
    town.until(_ENDED, ended + _FEW)
    town.until(_LEFT, 0)
    os.kill(worker, signal.SIGSTOP)
    return worker
