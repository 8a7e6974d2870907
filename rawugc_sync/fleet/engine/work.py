"""A worker: takes jobs from the database and runs them in threads, until it is told to stop."""

from __future__ import annotations

import asyncio
import logging
import os
import socket
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
from procrastinate import App, JobContext
from procrastinate.exceptions import ConnectorException
from procrastinate.worker import Worker
from psycopg_pool import PoolTimeout

from rawugc_sync.fleet.config import Fleet, Limits
from rawugc_sync.fleet.draining import Draining
from rawugc_sync.fleet.engine.connector import Fenced, connector_for
from rawugc_sync.fleet.engine.database import Database, url_of
from rawugc_sync.fleet.engine.perform import Asked, Performing
from rawugc_sync.fleet.engine.proposals import Proposals
from rawugc_sync.fleet.engine.queue import LATER, QUEUE, RUN, SURVEY, TELL, Again, Queue
from rawugc_sync.fleet.engine.survey import Survey
from rawugc_sync.fleet.engine.tell import Telling
from rawugc_sync.fleet.engine.tick import EVERY, Tick, rescue
from rawugc_sync.fleet.grounds import Grounds
from rawugc_sync.fleet.hosts import Hosts
from rawugc_sync.fleet.keys import Keys
from rawugc_sync.fleet.reconcile import Around, Kind
from rawugc_sync.fleet.secrets import without_secrets
from rawugc_sync.words.errors import FleetError, RawugcError

_POLLING = 1.0
_NEVER = 10.0**9
_BESIDE = 4
"""Threads for what is no run."""
_log = logging.getLogger("rawugc_sync.fleet")
_AWAY = (ConnectorException, FleetError, psycopg.Error, PoolTimeout)


@dataclass(frozen=True, slots=True)
class Setting:
    """A fleet whose fleet.yaml lies in `folder`, the process's variables, and the database, open."""

    fleet: Fleet
    folder: Path
    variables: Mapping[str, str]
    database: Database


@dataclass(frozen=True, slots=True)
class Parts:
    """What a worker is made of. `url` is that of the database."""

    url: str
    limits: Limits
    performing: Performing
    survey: Survey
    telling: Telling
    tick: Tick
    stopper: Draining

    @classmethod
    def of(cls, setting: Setting, scratch: Path, stopper: Draining) -> Parts:
        """Put together for one process, with mirrors in `scratch`. InvalidInput where git cannot sign in."""
        fleet, variables, database = setting.fleet, setting.variables, setting.database
        grounds = Grounds(fleet, setting.folder, scratch, variables)
        keys, queue = Keys(fleet.keys, setting.folder, variables), Queue(database)
        hosts = Hosts(fleet, variables)
        around = Around(without_secrets(fleet, variables))
        return cls(
            url_of(fleet, variables),
            fleet.limits,
            Performing(fleet, grounds, keys, around, database, queue, stopper),
            Survey(fleet, grounds, keys, database, Proposals(fleet, hosts, database, queue)),
            Telling(fleet, hosts, database),
            Tick(fleet, database, queue),
            stopper,
        )


def work(parts: Parts) -> None:
    """Run until the stopper says so; then waits end, and what has not ended goes back to the queue."""
    asyncio.run(_work(parts))


async def _work(parts: Parts) -> None:
    loop = asyncio.get_running_loop()
    loop.set_default_executor(ThreadPoolExecutor(parts.limits.concurrency + _BESIDE, "run"))
    while not parts.stopper.stopping():
        try:
            await _session(parts)
        except _AWAY as failed:
            _log.warning("the database of the fleet is away: %s", failed)
            await asyncio.sleep(1)


async def _session(parts: Parts) -> None:
    """One registration with the database; it ends with the stopper, or when the database is away for long."""
    app = App(connector=connector_for(parts.url, parts.limits.stalledAfter))
    app.job_manager = manager = Fenced(app.connector)
    _register(app, parts)
    async with app.open_async():
        worker = _worker(app, parts.limits)
        running = asyncio.create_task(worker.run())  # type: ignore[no-untyped-call]
        beside = [
            asyncio.create_task(_heartbeat(manager, worker, parts.limits)),
            asyncio.create_task(_ticking(manager, parts)),
            asyncio.create_task(_stopping(parts.stopper, worker)),
        ]
        try:
            await running
        finally:
            for task in beside:
                task.cancel()
            await asyncio.gather(*beside, return_exceptions=True)


def _worker(app: App, limits: Limits) -> Worker:
    return Worker(
        app,
        queues=[QUEUE],
        name=f"{socket.gethostname()}:{os.getpid()}",
        concurrency=limits.concurrency,
        fetch_job_polling_interval=_POLLING,
        abort_job_polling_interval=_NEVER,
        listen_notify=False,  # behind a pooler nobody would be told
        delete_jobs="always",
        install_signal_handlers=False,
        update_heartbeat_interval=_NEVER,  # `_heartbeat` outlives a database that is away
        stalled_worker_timeout=limits.stalledAfter,
    )


def _register(app: App, parts: Parts) -> None:
    @app.task(name=RUN, queue=QUEUE, retry=LATER, pass_context=True)
    def run(context: JobContext, /, *, workspace: str, kind: Kind, commit: str, **more: Any) -> None:
        job, worker = context.job.id or 0, context.worker_name or ""
        asked = Asked(workspace, kind, commit, more.get("request"), more.get("content"), job, worker)
        _guarded(lambda: parts.performing.perform(asked))

    @app.task(name=SURVEY, queue=QUEUE, retry=LATER)
    def survey(*, repository: str) -> None:
        _guarded(lambda: parts.survey.look(repository))

    @app.task(name=TELL, queue=QUEUE, retry=LATER)
    def tell(*, repository: str, number: int) -> None:
        _guarded(lambda: parts.telling.tell(repository, number))


def _guarded(do: Callable[[], None]) -> None:
    """A database that is away is a reason to try later, and no other error ends a worker."""
    try:
        do()
    except FleetError as failed:
        raise Again from failed
    except RawugcError as failed:
        _log.warning("%s", failed)


async def _heartbeat(manager: Fenced, worker: Worker, limits: Limits) -> None:
    while True:
        await asyncio.sleep(limits.stalledAfter / 6)
        with suppress(*_AWAY):
            if worker.worker_id is not None:
                await manager.update_heartbeat(worker.worker_id)


async def _ticking(manager: Fenced, parts: Parts) -> None:
    while True:
        try:
            if lost := await rescue(manager, parts.limits.stalledAfter):
                _log.warning("%d jobs of workers that are gone were taken back", lost)
            await asyncio.to_thread(parts.tick.look)
        except _AWAY as failed:
            _log.warning("the database of the fleet is away: %s", failed)
        await asyncio.sleep(EVERY)


async def _stopping(stopper: Draining, worker: Worker) -> None:
    while not stopper.stopping():
        await asyncio.sleep(0.1)
    worker.stop()  # type: ignore[no-untyped-call]
