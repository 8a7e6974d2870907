"""The engine's way to its database: what was cut off is asked again, what is another's is left alone."""

from __future__ import annotations

import asyncio
import datetime
from typing import Any

import psycopg
from procrastinate import PsycopgConnector
from procrastinate.exceptions import ConnectorException, UniqueViolation
from procrastinate.jobs import Job, Status
from procrastinate.manager import JobManager

from rawugc_sync.fleet.engine.database import OPTIONS, SESSIONS

_PAUSE = 0.5
_MINE = """
select 1 from procrastinate_jobs
where id = %(id)s and worker_id = %(worker)s and attempts = %(attempts)s and status = 'doing'
"""


def connector_for(url: str, patience: float) -> Patient:
    """The connector to a database; `patience`: seconds for which it may be away."""
    made = Patient(conninfo=url, min_size=1, max_size=SESSIONS, kwargs=dict(OPTIONS))
    made.patience = patience
    return made


class Patient(PsycopgConnector):
    """Asks again where the database is away for a while: it may be restarted under a fleet that runs."""

    patience = 0.0

    async def execute_query_async(self, query: Any, **arguments: Any) -> None:
        await self._patiently(super().execute_query_async, query, arguments)

    async def execute_query_one_async(self, query: Any, **arguments: Any) -> dict[str, Any]:
        found: dict[str, Any] = await self._patiently(super().execute_query_one_async, query, arguments)
        return found

    async def execute_query_all_async(self, query: Any, **arguments: Any) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = await self._patiently(super().execute_query_all_async, query, arguments)
        return found

    async def _patiently(self, ask: Any, query: Any, arguments: dict[str, Any]) -> Any:
        loop = asyncio.get_running_loop()
        until = loop.time() + self.patience
        while True:
            try:
                return await ask(query, **arguments)
            except ConnectorException as failed:
                if not _was_away(failed) or loop.time() > until:
                    raise
            await asyncio.sleep(_PAUSE)


def _was_away(failed: ConnectorException) -> bool:
    return isinstance(failed.__cause__, psycopg.OperationalError)


class Fenced(JobManager):
    """Leaves a job alone that was given to somebody else while this worker was not heard of."""

    async def finish_job(self, job: Job, status: Status, delete_job: bool) -> None:  # noqa: FBT001
        if await self._is_mine(job):
            await super().finish_job(job, status, delete_job)

    async def retry_job(
        self,
        job: Job,
        retry_at: datetime.datetime | None = None,
        priority: int | None = None,
        queue: str | None = None,
        lock: str | None = None,
    ) -> None:
        """Where another one waits for the same already, that one will do."""
        if not await self._is_mine(job):
            return
        try:
            await super().retry_job(job, retry_at, priority, queue, lock)
        except UniqueViolation:
            await super().finish_job(job, Status.FAILED, delete_job=True)

    async def take_back(self, job: Job) -> None:
        """Have a job done again whose worker is gone."""
        try:
            await super().retry_job(job)
        except UniqueViolation:
            await super().finish_job(job, Status.FAILED, delete_job=True)

    async def _is_mine(self, job: Job) -> bool:
        rows = await self.connector.execute_query_all_async(
            _MINE, id=job.id, worker=job.worker_id, attempts=job.attempts
        )
        return bool(rows)
