"""What a worker has of the queue: no job is forgotten, and none is ended by whoever has lost it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import psycopg
import pytest
from procrastinate.jobs import Job, Status
from psycopg.rows import dict_row

from rawugc_sync.fleet.engine.connector import Contact, Fenced
from rawugc_sync.fleet.engine.database import Database
from rawugc_sync.fleet.engine.fence import Fence
from rawugc_sync.fleet.engine.migrate import migrate
from rawugc_sync.fleet.engine.queue import QUEUE, RUN
from rawugc_sync.fleet.engine.tick import rescue
from tests.fleet.apart import run_apart
from tests.stores import world_postgres

T = TypeVar("T")


@dataclass
class Hands:
    """A worker's way to the queue, its id, and the database as a test sees it."""

    manager: Fenced
    worker: int
    admin: psycopg.Connection[dict[str, Any]]

    async def take(self) -> Job:
        job = await self.manager.fetch_job([QUEUE], self.worker)
        assert job is not None
        return job

    def jobs(self) -> list[tuple[str, int | None, int]]:
        """Status, worker and attempt of each job."""
        rows = self.admin.execute("select status, worker_id, attempts from procrastinate_jobs order by id")
        return [(row["status"], row["worker_id"], row["attempts"]) for row in rows.fetchall()]

    def sql(self, sql: str, **values: Any) -> None:
        self.admin.execute(sql, values)

    def give_to_another(self) -> int:
        """All that is at work comes back and is taken by another worker; that one."""
        row = self.admin.execute("select * from procrastinate_register_worker_v1()").fetchone()
        assert row is not None
        self.sql(
            "update procrastinate_jobs set worker_id = %(to)s, attempts = attempts + 1", to=row["worker_id"]
        )
        return int(row["worker_id"])


def put(database: Database, names: str) -> None:
    with database.transaction() as connection:
        for name in names:
            connection.execute(
                "insert into procrastinate_jobs (queue_name, task_name, lock, queueing_lock) "
                "values (%s, %s, %s, %s)",
                [QUEUE, RUN, f"key {name}", f"apply {name}"],
            )


@asynccontextmanager
async def hands(url: str, patience: float = 20) -> AsyncIterator[Hands]:
    manager = Fenced(url, patience, Contact())
    await manager.connector.open_async()
    try:
        worker = await manager.register_worker()
        with psycopg.connect(url, autocommit=True, row_factory=dict_row) as admin:
            yield Hands(manager, worker, admin)
    finally:
        await manager.connector.close_async()


def played(url: str, do: Callable[[Hands], Awaitable[T]], patience: float = 20) -> T:
    async def all_of_it() -> T:
        async with hands(url, patience) as made:
            return await do(made)

    return run_apart(all_of_it())


Ends = Callable[[Fenced, Job], Awaitable[None]]
ENDS: list[Ends] = [
    lambda manager, job: manager.finish_job(job, Status.SUCCEEDED, delete_job=True),
    lambda manager, job: manager.retry_job(job),
]
ended = pytest.mark.parametrize("end", ENDS, ids=["finish", "retry"])


def test_a_job_whose_claim_was_never_answered_comes_back_and_no_other(database: Database, url: str) -> None:
    put(database, "ab")

    async def story(hands: Hands) -> None:
        known = await hands.take()
        hands.sql(
            "select * from procrastinate_fetch_job_v2(%(queues)s, %(id)s)", queues=[QUEUE], id=hands.worker
        )
        assert hands.jobs() == [("doing", hands.worker, 0), ("doing", hands.worker, 0)]
        assert await hands.manager.strays(hands.worker) == 1
        assert hands.jobs() == [("doing", hands.worker, 0), ("todo", hands.worker, 1)]
        assert await hands.manager.strays(hands.worker) == 0
        again = await hands.take()
        assert (known.queueing_lock, again.queueing_lock) == ("apply a", "apply b")
        assert await hands.manager.strays(hands.worker) == 0

    played(url, story)


@ended
def test_what_ended_twice_ended_once(database: Database, url: str, end: Ends) -> None:
    """The answer to the first was lost, and it is sent again."""
    put(database, "a")

    async def story(hands: Hands) -> None:
        job = await hands.take()
        await end(hands.manager, job)
        once = hands.jobs()
        await end(hands.manager, job)
        assert hands.jobs() == once

    played(url, story)


@ended
def test_a_job_that_another_was_given_is_left_alone(database: Database, url: str, end: Ends) -> None:
    put(database, "a")

    async def story(hands: Hands) -> None:
        job = await hands.take()
        other = hands.give_to_another()
        await end(hands.manager, job)
        assert hands.jobs() == [("doing", other, 1)]

    played(url, story)


@ended
def test_a_job_that_another_is_given_in_that_instant_is_left_alone(
    database: Database, url: str, end: Ends
) -> None:
    put(database, "a")

    async def story(hands: Hands) -> None:
        job = await hands.take()
        with hands.admin.transaction():
            other = hands.give_to_another()
            ending = asyncio.ensure_future(end(hands.manager, job))
            while not hands.admin.execute("select 1 from pg_locks where not granted").fetchone():
                await asyncio.sleep(0.01)
        await ending
        assert hands.jobs() == [("doing", other, 1)]

    played(url, story)


def test_where_another_waits_for_the_same_that_one_will_do(database: Database, url: str) -> None:
    put(database, "a")

    async def story(hands: Hands) -> None:
        job = await hands.take()
        put(database, "a")
        await hands.manager.retry_job(job)
        assert [status for status, _, _ in hands.jobs()] == ["todo"]

    played(url, story)


@ended
def test_a_job_ends_once_the_database_is_back(tmp_path: Path, end: Ends) -> None:
    async def story(hands: Hands, world: world_postgres.Database) -> None:
        job = await hands.take()
        hands.admin.close()
        with world.cut():
            ending = asyncio.ensure_future(end(hands.manager, job))
            await asyncio.sleep(1)
            assert not ending.done()
            assert await hands.manager.fetch_job([QUEUE], hands.worker) is None
        await ending

    with world_postgres.world(tmp_path) as world:
        url = f"{world.url}?host={world.variables['PGHOST']}&user={world.variables['PGUSER']}"
        with Database(url).opened() as made:
            migrate(made)
            put(made, "a")
        played(url, lambda hands: story(hands, world))
        with Database(url).opened() as made, made.transaction() as connection:
            rows = connection.execute("select status from procrastinate_jobs").fetchall()
    assert [row["status"] for row in rows] in ([], ["todo"])


def test_a_job_that_could_not_be_ended_in_time_comes_back(database: Database, url: str) -> None:
    put(database, "a")

    async def story(hands: Hands) -> None:
        job = await hands.take()
        hands.sql("alter table procrastinate_jobs rename to away")
        await hands.manager.finish_job(job, Status.SUCCEEDED, delete_job=True)
        hands.sql("alter table away rename to procrastinate_jobs")
        assert await hands.manager.strays(hands.worker) == 1
        assert [status for status, _, _ in hands.jobs()] == ["todo"]

    played(url, story, patience=0)


def test_a_worker_that_was_struck_off_is_told_and_its_jobs_are_others(database: Database, url: str) -> None:
    put(database, "a")

    async def story(hands: Hands) -> None:
        job = await hands.take()
        assert await hands.manager.beat(hands.worker)
        hands.sql("delete from procrastinate_workers")
        assert not await hands.manager.beat(hands.worker)
        assert await rescue(hands.manager, 30) == 1
        hands.worker = await hands.manager.register_worker()
        again = await hands.take()
        await hands.manager.finish_job(job, Status.SUCCEEDED, delete_job=True)
        assert hands.jobs() == [("doing", hands.worker, 1)]
        assert await hands.manager.strays(hands.worker) == 0
        assert Fence.of(again) == Fence(job.id or 0, hands.worker, 1)

    played(url, story)


def test_jobs_of_a_worker_that_is_heard_of_are_left_to_it(database: Database, url: str) -> None:
    put(database, "a")

    async def story(hands: Hands) -> None:
        await hands.take()
        assert await rescue(hands.manager, 30) == 0
        hands.sql("update procrastinate_workers set last_heartbeat = now() - interval '31 seconds'")
        assert await rescue(hands.manager, 30) == 1
        assert await rescue(hands.manager, 30) == 0

    played(url, story)
