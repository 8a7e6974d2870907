"""Which attempt of a job a worker has: what it has to say counts for as long as nobody else was given it."""

from __future__ import annotations

from typing import NamedTuple, Self

from procrastinate.jobs import Job

from rawugc_sync.fleet.engine.database import Connection

SAME = """
from procrastinate_jobs where id = %(job)s and worker_id is not distinct from %(worker)s
  and attempts = %(attempt)s and status = 'doing'
"""
"""Of a query: the row of the job, if that attempt is still the one that is at work."""


class Fence(NamedTuple):
    """An attempt of a job. `worker` is None once the row of its worker is gone."""

    job: int
    worker: int | None
    attempt: int

    @classmethod
    def of(cls, job: Job) -> Self:
        return cls(job.id or 0, job.worker_id, job.attempts)

    def holds(self, connection: Connection) -> bool:
        """Whether it is at work, and stays so until the transaction ends."""
        return connection.execute(f"select 1 {SAME} for share", self._asdict()).fetchone() is not None
