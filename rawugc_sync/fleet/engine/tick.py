"""What a fleet does by itself: jobs of workers that are gone come back, what is due is asked for."""

from __future__ import annotations

from rawugc_sync.fleet.config import Fleet
from rawugc_sync.fleet.engine import links, queue, runs, workspaces
from rawugc_sync.fleet.engine.connector import Fenced
from rawugc_sync.fleet.engine.database import Connection, Database
from rawugc_sync.fleet.engine.fence import Fence
from rawugc_sync.fleet.engine.queue import Queue, Work
from rawugc_sync.fleet.engine.status import workers
from rawugc_sync.words.errors import FleetError

_BATCH = 500
_LOCK = 7_429_401_817


async def rescue(manager: Fenced, seconds: int) -> int:
    """Give back the jobs of workers that have not been heard of for so long; how many they were."""
    stalled = await manager.get_stalled_jobs(seconds_since_heartbeat=seconds)
    return sum([await manager.take_back(Fence.of(job)) for job in stalled])


class Tick:
    """Looks for what is due, one worker at a time. FleetError where the database cannot be used."""

    def __init__(self, fleet: Fleet, database: Database, queue: Queue) -> None:
        self._fleet = fleet
        self._database = database
        self._queue = queue

    def begin(self) -> None:
        """Write down which repositories there are; the workspaces of any other are gone.

        FleetError where that would be those of another fleet, whose workers are at work.
        """
        with self._database.transaction() as connection:
            self._check_own(connection)
            for one in self._fleet.repositories:
                connection.execute(
                    "insert into fleet_repositories (url, tenant) values (%s, %s) "
                    "on conflict (url) do update set tenant = excluded.tenant",
                    [one.url, one.tenant],
                )
            urls = [one.url for one in self._fleet.repositories]
            left = connection.execute(
                "update fleet_workspaces set gone = true where not gone and not repository = any(%s) "
                "returning state_place",
                [urls],
            ).fetchall()
            workspaces.freed(connection, {row["state_place"] for row in left})
            connection.execute("delete from fleet_repositories where not url = any(%s)", [urls])

    def _check_own(self, connection: Connection) -> None:
        rows = connection.execute("select url from fleet_repositories").fetchall()
        known, ours = {row["url"] for row in rows}, {one.url for one in self._fleet.repositories}
        if known and not known & ours and workers(connection):
            detail = "Give each a database of its own. If this one takes its place, stop the other's workers."
            raise FleetError.of("fleet-other", "workers of another fleet use this database", detail)

    def look(self) -> None:
        """Ask for what is due now."""
        with self._database.transaction() as connection:
            # Of the transaction: behind a pooler, the session would be anybody's.
            row = connection.execute("select pg_try_advisory_xact_lock(%s) as held", [_LOCK]).fetchone()
            if not row or not row["held"]:
                return
            runs.lost(connection)
            self._poll(connection)
            self._applies(connection)
            self._drifts(connection)
            stands = links.objected(connection)  # it blocks for as long, and people look for why
            runs.forget(connection, self._fleet.keep.runs, stands)
            links.forget(connection, stands)

    def _poll(self, connection: Connection) -> None:
        due = connection.execute(
            "update fleet_repositories set polled_at = now() "
            "where coalesce(polled_at < now() - make_interval(secs => %s), true) returning url",
            [self._fleet.poll.every],
        ).fetchall()
        for row in due:
            self._queue.survey(connection, row["url"])

    def _applies(self, connection: Connection) -> None:
        due = [*workspaces.due_for_apply(connection, _BATCH), *workspaces.untried(connection, _BATCH)]
        self._queue.put(connection, [Work(one, "apply", one.commit) for one in due])

    def _drifts(self, connection: Connection) -> None:
        """Not while what waits is older than the time between two looks: it would only be more."""
        every = self._fleet.drift.every
        due = workspaces.due_for_drift(connection, every, _BATCH)
        if due and queue.backlog(connection) <= every:
            self._queue.put(connection, [Work(one, "drift", one.commit) for one in due])
