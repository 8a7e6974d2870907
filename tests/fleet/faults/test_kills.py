"""kill -9 of workers at any moment: nothing is made twice, nothing is lost, and little is asked again."""

from __future__ import annotations

import random
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import psycopg
import pytest

from rawugc_sync.fleet.engine.queue import RUN, SURVEY
from tests.fleet.agency import Repository
from tests.fleet.faults.stage import READS, STALLED, Stage, Worker
from tests.git.test_checkout import git
from tests.sampling import SOAK, WHOLE, of

KILLS = of(50, 12)
BRANDS = "abcdefghijklmnop"
WORKERS = 3
CREATES = 4
FIRST = CREATES + 3
LATER = 1 + 2 * CREATES
"""Calls of an apply: the first makes all; a later one edits one thing, makes four and deletes four."""
_WAIT = 1.0
"""Seconds for which a moment is waited for: it may not come any more."""
_SLACK = 20.0
"""Seconds for a machine that is at other work as well: this is no benchmark."""


def files(version: int) -> Callable[[str], dict[str, Any]]:
    def of(name: str) -> dict[str, Any]:
        numbers = [f"{version}-{n}" for n in range(CREATES)]
        made = {f"v{number}": {"name": f"{name}-{number}", "description": "D"} for number in numbers}
        stays = {"name": f"{name} stays", "description": f"Version {version}"}
        photos = ["https://cdn.example.com/p.jpg"]
        brand = {
            "personas": {"stays": stays, **made},
            "messaging": {"m": {"name": f"{name} message", "body": "B"}},
            "products": {"p": {"name": f"{name} product", "photos": photos}},
        }
        return {"rawugc.yaml": {"workspace": name}, "brand.yaml": brand}

    return of


@dataclass
class Brands:
    """Brands whose people merge the next version as soon as the last one is applied."""

    stage: Stage
    repository: Repository
    versions: dict[str, int] = field(default_factory=lambda: dict.fromkeys(BRANDS, 1))

    def go_on(self) -> None:
        found = self.stage.rows(
            "select path from fleet_workspaces where tried = any(%s)", list(self._trees())
        )
        if not found:
            return
        changed = {}
        for path in (row["path"] for row in found):
            self.versions[path] += 1
            told = files(self.versions[path])(path)
            changed |= {f"{path}/{file}": content for file, content in told.items()}
        self.repository.write(changed)  # beside states that come and go while git looks
        git(self.repository.root, "add", *changed)
        git(self.repository.root, "commit", "--quiet", "-m", "Next")

    def _trees(self) -> set[str]:
        listed = git(self.repository.root, "ls-tree", "-d", "HEAD").splitlines()
        return {line.split()[2] for line in listed}

    @property
    def names(self) -> Counter[str]:
        """What there is to be, each once."""
        return Counter(
            name
            for path, version in self.versions.items()
            for name in (
                *(f"{path} {what}" for what in ("stays", "message", "product")),
                *(f"{path}-{version}-{n}" for n in range(CREATES)),
            )
        )

    @property
    def runs(self) -> int:
        return sum(self.versions.values())

    @property
    def floor(self) -> int:
        """Requests that it takes at least."""
        return self.runs * (READS + LATER) - len(self.versions) * (LATER - FIRST)


@dataclass
class Killed:
    """When a worker was killed, at what moment, and which workspaces it ran."""

    at: float
    moment: str
    runs: list[str]


@dataclass
class Killer:
    """Kills workers while a fleet is at work, and starts another for each."""

    stage: Stage
    random: random.Random
    killed: list[Killed] = field(default_factory=list)

    def once(self) -> None:
        """Wait for some moment, and kill the worker whose moment it is."""
        moments = (self.at_a_request, self.at_a_claim, self.at_its_outcome, self.in_a_survey, self.at_random)
        self.random.choice(moments)()
        self.start()

    def start(self) -> None:
        """As many workers as there are to be."""
        while len(self.stage.alive()) < WORKERS:
            self.stage.start()

    def at_a_request(self) -> None:
        """RawUGC has carried it out, and its answer never comes."""
        left, done = [self.random.randint(1, 12)], threading.Event()

        def upon(key: str) -> None:
            left[0] -= 1
            if left[0] == 0 and (worker := self._of(key.removeprefix("ruk_"))):
                self._kill(worker, "request")
                done.set()

        self.stage.rawugc.upon = upon
        done.wait(_WAIT)
        self.stage.rawugc.upon = lambda _key: None

    def at_a_claim(self) -> None:
        self._as_soon_as(RUN, "claim")

    def in_a_survey(self) -> None:
        self._as_soon_as(SURVEY, "survey")

    def at_its_outcome(self) -> None:
        """It is just about to write down how a run has ended: the test is in its way."""
        begun = "select worker from fleet_runs where ended_at is null order by random()"
        waits = "select 1 from pg_locks where not granted"
        with psycopg.connect(self.stage.url) as connection:
            row = connection.execute(f"{begun} limit 1 for update skip locked").fetchone()
            worker = self._by_process(int(row[0].rpartition(":")[2])) if row else None
            if worker and self._waited(lambda: bool(connection.execute(waits).fetchone())):
                self._kill(worker, "outcome")

    def at_random(self) -> None:
        time.sleep(self.random.uniform(0, 0.6))
        self._kill(self.random.choice(self.stage.alive()), "random")

    def _as_soon_as(self, task: str, moment: str) -> None:
        """As soon as a worker has such a job that none of them had."""
        old = self._doing(task).keys()
        new: dict[tuple[int, int], int] = {}

        def found() -> bool:
            new.update({job: worker for job, worker in self._doing(task).items() if job not in old})
            return bool(new)

        self._waited(found)
        if worker := next((one for one in self.stage.alive() if one.id in new.values()), None):
            self._kill(worker, moment)

    def _doing(self, task: str) -> dict[tuple[int, int], int]:
        """Job and attempt → its worker."""
        sql = (
            "select id, attempts, worker_id from procrastinate_jobs where status = 'doing' and task_name = %s"
        )
        return {(row["id"], row["attempts"]): row["worker_id"] for row in self.stage.rows(sql, task)}

    def _waited(self, holds: Callable[[], bool]) -> bool:
        end = time.monotonic() + _WAIT
        while time.monotonic() < end:
            if holds():
                return True
            time.sleep(0.005)
        return False

    def _of(self, path: str) -> Worker | None:
        return next((one for one in self.stage.alive() if path in self.stage.at_work(one)), None)

    def _by_process(self, number: int) -> Worker | None:
        return next((one for one in self.stage.alive() if one.process.pid == number), None)

    def _kill(self, worker: Worker, moment: str) -> None:
        worker.kill()
        self.killed.append(Killed(time.time(), moment, self.stage.at_work(worker)))


@pytest.mark.timeout(3600 if SOAK else 600)
def test_workers_are_killed_at_any_moment(stage: Stage) -> None:
    brands = Brands(stage, stage.brands(BRANDS, files(1)))
    killer = Killer(stage, random.Random(16))
    killer.start()
    while len(killer.killed) < KILLS:
        brands.go_on()
        killer.once()
    stage.until_settled()

    lost = sum(len(one.runs) for one in killer.killed)
    asked, begun, waited = len(stage.rawugc.log), len(stage.runs()), resumed(stage, killer.killed)
    moments = Counter(one.moment for one in killer.killed)
    told = (
        f"{dict(moments)}, {lost} runs lost; {asked} requests, {brands.floor} are the floor; {begun} runs\n"
    )
    sys.stdout.write(told)
    failed = [f"{run['path']} {run['exit_code']} {run['what']}" for run in stage.runs() if run["exit_code"]]
    sys.stdout.write("\n".join(failed))
    assert stage.rawugc.names() == brands.names
    assert stage.rawugc.refused() == []
    assert asked <= brands.floor + lost * READS
    assert begun <= brands.runs + lost
    assert max(waited, default=0.0) < STALLED + 5 + _SLACK
    assert len(moments) >= (5 if WHOLE else 3)
    stage.assert_no_traceback()
    stage.agency.assert_settled()


def resumed(stage: Stage, killed: list[Killed]) -> list[float]:
    """Seconds from each kill until each run that was lost with it had begun again."""
    begun: dict[str, list[float]] = {}
    for row in stage.runs():
        begun.setdefault(row["path"], []).append(row["started_at"].timestamp())
    return [next(at for at in begun[path] if at > one.at) - one.at for one in killed for path in one.runs]
