"""The engine's way to its database: what another was given is left alone, and no job is forgotten."""

from __future__ import annotations

import asyncio
import datetime
import logging
import threading
from collections.abc import Iterable
from typing import Any

from procrastinate import PsycopgConnector
from procrastinate.exceptions import ConnectorException, UniqueViolation
from procrastinate.jobs import Job, Status
from procrastinate.manager import JobManager

from rawugc_sync.fleet.engine.database import GIVE_UP, OPTIONS, unusable
from rawugc_sync.fleet.engine.fence import SAME, Fence

SESSIONS = 1
"""Connections for the engine: all that it asks is short, and comes from one thread."""
_PAUSE = 0.5
_DEAD = 3_600
"""Seconds after which the row of a worker that is gone goes: not before, for it may be frozen."""

# The engine's own functions, on a row that is ours and locked: one statement, which may be sent again.
_FINISH = f"""
select procrastinate_finish_job_v1(ours.id, %(status)s, %(delete)s) from (select id {SAME} for update) ours
"""  # noqa: S608
_RETRY = f"""
select procrastinate_retry_job_v2(ours.id, %(at)s, %(priority)s, %(queue)s, %(lock)s)
from (select id {SAME} for update) ours
"""  # noqa: S608
_BEAT = "update procrastinate_workers set last_heartbeat = now() where id = %(worker)s returning id"
_DOING = """
select id as job, worker_id as worker, attempts as attempt from procrastinate_jobs
where worker_id = %(worker)s and status = 'doing'
"""
_log = logging.getLogger("rawugc_sync.fleet")


def connector_for(url: str) -> PsycopgConnector:
    """The engine's connector to a database."""
    return PsycopgConnector(
        conninfo=url,
        kwargs={**OPTIONS, "autocommit": True},  # each of its statements is whole by itself
        min_size=1,
        max_size=SESSIONS,
        timeout=GIVE_UP,
        reconnect_timeout=GIVE_UP,
    )


class Contact:
    """Whether the database answers, told each time that this changes. Threads may share it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._is_away = False

    def missed(self, why: str) -> None:
        with self._lock:
            if not self._is_away:
                _log.warning("%s", why)
            self._is_away = True

    def reached(self) -> None:
        with self._lock:
            if self._is_away:
                _log.warning("the database of the fleet answers again")
            self._is_away = False


class Fenced(JobManager):
    """Leaves a job alone that was given to somebody else while this worker was not heard of.

    It knows which attempts it has: one that the database takes for ours and that is not among them was
    given to us in an answer that never came. `patience`: seconds for which the database may be away when a
    job ends; whoever takes longer finds that it is another's.
    """

    def __init__(self, url: str, patience: float, contact: Contact) -> None:
        super().__init__(connector_for(url))
        self._url = url
        self._patience = patience
        self._held: set[Fence] = set()
        self._claiming = asyncio.Lock()
        self._contact = contact

    # -- what the engine asks

    async def fetch_job(self, queues: Iterable[str] | None, worker_id: int) -> Job | None:
        """None as well while the database cannot be asked: the engine asks again in a second."""
        async with self._claiming:
            try:
                job = await super().fetch_job(queues, worker_id)
            except ConnectorException as failed:
                await self._missed(failed)
                return None
            self._contact.reached()
            if job is not None:
                self._held.add(Fence.of(job))
            return job

    async def finish_job(self, job: Job, status: Status, delete_job: bool) -> None:  # noqa: FBT001
        await self._ended(job, _FINISH, status=status.value, delete=delete_job)

    async def retry_job(
        self,
        job: Job,
        retry_at: datetime.datetime | None = None,
        priority: int | None = None,
        queue: str | None = None,
        lock: str | None = None,
    ) -> None:
        """Where another one waits for the same already, that one will do."""
        try:
            await self._ended(job, _RETRY, at=retry_at, priority=priority, queue=queue, lock=lock)
        except UniqueViolation:
            await self._ended(job, _FINISH, status=Status.FAILED.value, delete=True)

    async def prune_stalled_workers(self, seconds_since_heartbeat: float) -> list[int]:
        """Their jobs come back as soon as they are not heard of; their rows can wait."""
        return await super().prune_stalled_workers(max(_DEAD, seconds_since_heartbeat))

    # -- what a worker asks

    async def beat(self, worker: int) -> bool:
        """Say that it lives; False where it was struck off."""
        return bool(await self.connector.execute_query_all_async(_BEAT, worker=worker))

    async def take_back(self, fence: Fence) -> bool:
        """Have a job done again whose worker is gone; False where that is not so any more."""
        same = fence._asdict()
        try:
            return bool(
                await self.connector.execute_query_all_async(
                    _RETRY, **same, at=None, priority=None, queue=None, lock=None
                )
            )
        except UniqueViolation:
            ended = {"status": Status.FAILED.value, "delete": True}
            return bool(await self.connector.execute_query_all_async(_FINISH, **same, **ended))

    async def strays(self, worker: int) -> int:
        """Give back the jobs that the database takes for ours, and that we know nothing of; how many."""
        async with self._claiming:
            rows = await self.connector.execute_query_all_async(_DOING, worker=worker)
            lost = {Fence(**row) for row in rows} - self._held
            return sum([await self.take_back(one) for one in lost])

    # -- the database

    async def _ended(self, job: Job, query: Any, **values: Any) -> None:
        """A job leaves our hands: written down as soon as that can be done, else somebody takes it back."""
        fence = Fence.of(job)
        loop = asyncio.get_running_loop()
        until = loop.time() + self._patience
        while True:
            try:
                await self.connector.execute_query_all_async(query, **fence._asdict(), **values)
            except UniqueViolation:
                raise
            except ConnectorException as failed:
                await self._missed(failed)
                if loop.time() > until:
                    break
            else:
                break
            await asyncio.sleep(_PAUSE)
        self._held.discard(fence)

    async def _missed(self, failed: ConnectorException) -> None:
        self._contact.missed(await asyncio.to_thread(unusable, self._url, failed))
