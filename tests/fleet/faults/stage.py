"""A fleet on a stage: PostgreSQL that may be stopped, RawUGC that notes all, workers that may be killed."""

from __future__ import annotations

import multiprocessing
import os
import random
import signal
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg
from psycopg.rows import dict_row

from rawugc_sync.sandbox import Options, Request, Response
from tests.contract.project import Exchange
from tests.fleet.agency import Agency, Keyed, Repository, WallClock
from tests.fleet.faults.forked import TOLD, Order, carry_out
from tests.stores import cluster

STALLED = 2
"""Seconds after which a worker of a test counts as gone."""
PATIENCE = 60.0
"""Seconds after which a test is given up."""
COLLECTIONS = ("personas", "messaging", "products")
READS = len(COLLECTIONS)

_FORKS = multiprocessing.get_context("forkserver")
_FORKS.set_forkserver_preload(["tests.fleet.faults.forked"])


class Ahead(WallClock):
    """The system's clock, or so many seconds ahead of it: a window of the rate limit passes at once."""

    ahead = 0.0

    def now(self) -> float:
        return super().now() + self.ahead


@dataclass
class Noted(Keyed):
    """Notes when it was asked and by which key; a test may act once a request is done, before its answer."""

    clock: Ahead = field(default_factory=Ahead)
    at: list[float] = field(default_factory=list)
    by: list[str] = field(default_factory=list)
    upon: Callable[[str], object] = field(default=lambda _key: None)

    def record(self, request: Request, response: Response) -> None:
        super().record(request, response)
        key = request.headers.get("authorization", "").removeprefix("Bearer ")
        self.at.append(time.time())
        self.by.append(key)
        self.upon(key)

    def names(self) -> Counter[str]:
        """What there is, by name."""
        return Counter(
            str(one["name"]) for collection in COLLECTIONS for one in self.store.objects(collection).values()
        )

    def refused(self) -> list[Exchange]:
        return [one for one in self.log if one.status == 429]


@dataclass
class Worker:
    """A process with an output; `id` is its number among the workers that the database knows."""

    process: Any
    output: Path
    id: int = 0

    @property
    def said(self) -> str:
        return self.output.read_text("utf-8") if self.output.exists() else ""

    def signal(self, number: int) -> None:
        """To all that it has started, too, but git, which is in groups of its own."""
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, number)

    def kill(self) -> None:
        self.signal(signal.SIGKILL)
        self.process.join(PATIENCE)

    def stands(self) -> str:
        """Where all its threads are right now."""
        before, end = len(self.said), time.monotonic() + PATIENCE
        self.signal(signal.SIGUSR1)
        while TOLD not in (told := self.said[before:]):
            assert time.monotonic() < end, told
            time.sleep(0.01)
        return told

    def ended(self) -> int:
        """Its exit code."""
        self.process.join(PATIENCE)
        assert self.process.exitcode is not None, self.said
        return int(self.process.exitcode)


@dataclass
class Stage:
    """One fleet of some brands, each with a key of its own."""

    agency: Agency
    rawugc: Noted
    server: cluster.Cluster
    name: str
    lease: float | None = None
    workers: list[Worker] = field(default_factory=list)
    size: int = 0

    def fleet(self, **more: Any) -> None:
        """Write fleet.yaml, and make the tables."""
        told = {
            "database": {"variable": "FLEET_DATABASE"},
            "repositories": [{"url": "brands", "tenant": "t"}],
            "poll": {"every": "1s"},
            "drift": {"every": "30d"},
            "limits": {"stalledAfter": f"{STALLED}s", "concurrency": 20},
            "keys": [{"workspace": "*", "variable": "KEY_{workspace}"}],
        }
        self.agency.fleet({**told, **more})

    def brands(self, names: str, files: Callable[[str], Mapping[str, Any]]) -> Repository:
        """A repository with a workspace of each name, a letter."""
        self.agency.variables |= {f"KEY_{name}": f"ruk_{name}" for name in names}
        self.size = len(names)
        made: dict[str, Any] = {
            f"{name}/{file}": content for name in names for file, content in files(name).items()
        }
        return self.agency.repository("brands", made)

    # -- workers

    def start(self, *, known: bool = True) -> Worker:
        """One more; where it is to be `known`, once the database knows it."""
        before = set(self.registered()) if known else set()
        worker = self._forked("work")
        if known:
            self.until(lambda: bool(set(self.registered()) - before) or not worker.process.is_alive())
            new = set(self.registered()) - before
            assert new, worker.said
            worker.id = max(new)
        return worker

    def serve(self) -> str:
        """The pages of the fleet; where they are."""
        served = self._forked("serve", "--port", "0")
        self.until(lambda: "http://" in served.said or not served.process.is_alive())
        return f"http://{served.said.partition('http://')[2].partition('. ')[0]}"

    def _forked(self, *command: str) -> Worker:
        output = self.agency.root / f"process-{len(self.workers)}"
        arguments = ("-C", str(self.agency.root), "fleet", *command)
        order = Order(arguments, dict(self.agency.variables), output, self.lease)
        process = _FORKS.Process(target=carry_out, args=(order,))
        process.start()
        self.workers.append(Worker(process, output))
        return self.workers[-1]

    def registered(self) -> list[int]:
        return [row["id"] for row in self.rows("select id from procrastinate_workers")]

    def alive(self) -> list[Worker]:
        return [one for one in self.workers if one.process.is_alive()]

    def at_work(self, worker: Worker) -> list[str]:
        """The workspaces that it runs, by their paths."""
        rows = self.rows(
            "select w.path from procrastinate_jobs j join fleet_workspaces w on w.id = j.args->>'workspace' "
            "where j.status = 'doing' and j.worker_id = %s",
            worker.id,
        )
        return [row["path"] for row in rows]

    # -- the database

    @property
    def url(self) -> str:
        """For whoever may do all."""
        return f"postgresql://{cluster.ADMIN}@/{self.name}?host={self.server.folder}"

    def hang_up(self) -> None:
        """Every worker loses its connections."""
        ended = (
            "select pg_terminate_backend(pid) from pg_stat_activity "
            "where datname = %s and usename <> current_user"
        )
        with self.server.admin() as admin:
            admin.execute(ended, [self.name])

    def rows(self, sql: str, *values: object) -> list[dict[str, Any]]:
        with psycopg.connect(self.url, autocommit=True, row_factory=dict_row) as connection:
            found = connection.execute(sql, values)
            return found.fetchall() if found.description else []

    def until(self, holds: Callable[[], bool], seconds: float = PATIENCE) -> None:
        """Wait until something holds."""
        end = time.monotonic() + seconds
        while not holds():
            assert time.monotonic() < end, self.told()
            time.sleep(0.02)

    def is_settled(self) -> bool:
        """Whether nothing waits, nothing runs, and no content is left that no apply has seen."""
        left = (
            "select 1 from procrastinate_jobs where task_name = 'fleet.run' union all "
            "select 1 from fleet_runs where ended_at is null union all "
            "select 1 from fleet_workspaces where content is distinct from tried union all "
            "select 1 where (select count(*) from fleet_workspaces where commit_id = %s) < %s"
        )
        head = Repository(self.agency.root / "brands").head
        return not self.rows(left, head, self.size)

    def until_settled(self) -> None:
        self.until(self.is_settled)

    def runs(self, path: str = "%") -> list[dict[str, Any]]:
        """All runs, the oldest first."""
        return self.rows(
            "select r.*, w.path from fleet_runs r join fleet_workspaces w on w.id = r.workspace "
            "where w.path like %s order by r.started_at",
            path,
        )

    def told(self) -> str:
        """For the report of a test that fails."""
        with suppress(psycopg.Error):
            runs = [
                f"{r['path']} {r['kind']} {r['exit_code']} {r['what']}" for r in self.runs() if r["exit_code"]
            ]
            jobs = self.rows("select task_name, status, worker_id, attempts, lock from procrastinate_jobs")
            return "\n".join([*runs, *map(str, jobs), *(one.stands() for one in self.alive())])
        return "the database does not answer"

    def assert_no_traceback(self) -> None:
        for worker in self.workers:
            assert "Traceback" not in worker.said, worker.said


@contextmanager
def staged(
    root: Path, options: Options, server: cluster.Cluster, lease: float | None = None
) -> Iterator[Stage]:
    """A stage with an empty database, which is cleared whatever happens on it."""
    rawugc = Noted.over_http(options, Ahead())
    assert isinstance(rawugc, Noted)
    root.mkdir()
    agency = Agency(root, rawugc)
    agency.variables["PYTHONPATH"] = os.pathsep.join(filter(None, sys.path))
    name = f"stage_{random.randrange(10**12)}"
    with server.admin() as admin:
        admin.execute(f"create database {name}")
    stage = Stage(agency, rawugc, server, name, lease)
    agency.variables["FLEET_DATABASE"] = stage.url
    try:
        stage.fleet()
        assert agency.run("migrate").exit_code == 0
        yield stage
    finally:
        rawugc.upon = lambda _key: None
        for worker in stage.workers:
            worker.signal(signal.SIGCONT)
            worker.kill()
        rawugc.stop()
