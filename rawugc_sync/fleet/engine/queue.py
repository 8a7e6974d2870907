"""What is to be run, as jobs of Procrastinate: one at a time for a key, one that waits, and turns for all.

A job holds a member's id, a kind, a commit and the number of a pull request: no key, no text.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from procrastinate import App, BaseRetryStrategy, RetryDecision, SyncPsycopgConnector
from procrastinate.exceptions import AlreadyEnqueued
from procrastinate.jobs import Job

from rawugc_sync.fleet.engine import locks
from rawugc_sync.fleet.engine.database import Connection, Database
from rawugc_sync.fleet.engine.workspaces import Known

RUN, SURVEY, TELL = "fleet.run", "fleet.survey", "fleet.tell"
QUEUE = "fleet"
_CLASSES = {"drift": 0, "plan": 1, "apply": 2}
_CLASS = 1_000_000
_FIRST = 3 * _CLASS
"""What tells of work goes before it: it is short, and without it there is none."""
_FIRST_PAUSE, _LONGEST = 5, 600
_DOUBLED = 7
"""How often a pause is doubled: by then it is the longest."""

# One that was tried before has waited since it was put back, and not while it stood for later.
_BACKLOG = """
select extract(epoch from now() - min(able.since)) as age from (
  select greatest(max(e.at), j.scheduled_at) as since from procrastinate_jobs j
  join procrastinate_events e on e.job_id = j.id and e.type in ('deferred', 'deferred_for_retry')
  where j.status = 'todo' and (j.scheduled_at is null or j.scheduled_at <= now()) group by j.id) able
"""


class Again(Exception):
    """It could not be done now, and nothing is wrong with it: later. `seconds`: not before, 0 for at once.

    `lock`: the one that it needs by now; None for the same.
    """

    def __init__(self, seconds: int | None = None, lock: str | None = None) -> None:
        super().__init__("later")
        self.seconds = seconds
        self.lock = lock


class _Later(BaseRetryStrategy):
    """What asks for it is done again, less and less often and never given up; nothing else is."""

    def get_retry_decision(self, *, exception: BaseException, job: Job) -> RetryDecision | None:
        if not isinstance(exception, Again):
            return None
        seconds = pause(job.attempts) if exception.seconds is None else exception.seconds
        return RetryDecision(retry_in={"seconds": seconds}, lock=exception.lock)


def pause(tries: int) -> int:
    """Seconds until what was tried so often before is tried again."""
    doubled: int = 2 ** min(tries, _DOUBLED)
    return min(_LONGEST, _FIRST_PAUSE * doubled)


LATER = _Later()


@dataclass(frozen=True, slots=True)
class Work:
    """A run that is wanted, for a pull request where it has a number; `content` is what would be planned."""

    known: Known
    kind: str
    commit: str
    request: int | None = None
    content: str | None = None

    @property
    def waits_as(self) -> str:
        """Of those that are the same, one waits: whoever comes third adds nothing."""
        return locks.run(self.kind, self.known.member.id, self.request)


class Queue:
    """Puts jobs into the database, in a transaction of the caller's: what asked for them stands with them."""

    def __init__(self, database: Database) -> None:
        self._app = App(connector=SyncPsycopgConnector())
        self._app.open(database.pool)

    def ask(self, connection: Connection, work: Sequence[Work]) -> list[Work]:
        """As `put`, where a person or a commit asks: what stands for later is not to wait for its time."""
        hurried = hurry(connection, work)
        return [*hurried, *self.put(connection, work)]

    def put(self, connection: Connection, work: Sequence[Work]) -> list[Work]:
        """Ask for these, in turn among tenants; those of them that nobody had asked for yet."""
        wanted = {one.waits_as: one for one in work}
        for name in _asked(connection, wanted):
            del wanted[name]
        if not wanted:
            return []
        waiting = _waiting(connection)
        jobs = []
        for name, one in wanted.items():
            lock = locks.key(one.known.key_place)
            jobs.append(self._job(RUN, _priority(one, waiting), lock, name, **_arguments(one)))
            waiting[one.known.member.tenant] += 1
        return [wanted[one.queueing_lock or ""] for one in self._defer(connection, jobs)]

    def survey(self, connection: Connection, repository: str) -> bool:
        """Ask for a look at a repository; False where that is asked for already."""
        name = locks.survey(repository)
        return bool(self._defer(connection, [self._job(SURVEY, _FIRST, name, name, repository=repository)]))

    def tell(self, connection: Connection, repository: str, number: int) -> bool:
        """Ask for the comment on a pull request to be written again."""
        name = locks.tell(repository, number)
        job = self._job(TELL, _FIRST, name, name, repository=repository, number=number)
        return bool(self._defer(connection, [job]))

    def _job(self, task: str, priority: int, lock: str, waits_as: str, **arguments: Any) -> Job:
        configured = self._app.configure_task(
            task, queue=QUEUE, priority=priority, lock=lock, queueing_lock=waits_as
        )
        return configured.make_new_job(**arguments)

    def _defer(self, connection: Connection, jobs: Sequence[Job]) -> list[Job]:
        """All at once; one by one where somebody asks for the same right now. Those that are new."""
        try:
            with connection.transaction():
                self._app.job_manager.batch_defer_jobs(list(jobs), connection=connection)
        except AlreadyEnqueued:
            if len(jobs) == 1:
                return []
            return [one for job in jobs for one in self._defer(connection, [job])]
        return list(jobs)


def _arguments(work: Work) -> dict[str, Any]:
    member = work.known.member
    named = {"workspace": member.id, "tenant": member.tenant, "kind": work.kind, "commit": work.commit}
    return {**named, "request": work.request, "content": work.content}


def _priority(work: Work, waiting: Counter[str]) -> int:
    """By its kind, and less for whoever has much waiting: so tenants take turns."""
    behind = min(waiting[work.known.member.tenant], _CLASS - 1)
    return _CLASSES[work.kind] * _CLASS - behind


def _waiting(connection: Connection) -> Counter[str]:
    rows = connection.execute(
        "select args->>'tenant' as tenant, count(*) as n from procrastinate_jobs "
        "where status = 'todo' and task_name = %s group by 1",
        [RUN],
    ).fetchall()
    return Counter({row["tenant"]: row["n"] for row in rows})


def hurry(connection: Connection, work: Iterable[Work]) -> list[Work]:
    """Have what stands for later run as soon as it can; those that did."""
    wanted = {one.waits_as: one for one in work}
    rows = connection.execute(
        "update procrastinate_jobs set scheduled_at = now() where status = 'todo' and scheduled_at > now() "
        "and queueing_lock = any(%s) returning queueing_lock",
        [list(wanted)],
    ).fetchall()
    return [wanted[row["queueing_lock"]] for row in rows]


def _asked(connection: Connection, names: Iterable[str]) -> set[str]:
    rows = connection.execute(
        "select queueing_lock from procrastinate_jobs where status = 'todo' and queueing_lock = any(%s)",
        [list(names)],
    ).fetchall()
    return {row["queueing_lock"] for row in rows}


def backlog(connection: Connection) -> float:
    """For how many seconds the oldest job has been able to run."""
    row = connection.execute(_BACKLOG).fetchone()
    return float(row["age"] or 0) if row else 0.0
