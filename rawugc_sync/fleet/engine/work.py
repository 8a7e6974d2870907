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

from rawugc_sync.fleet.config import Fleet, Limits
from rawugc_sync.fleet.draining import Draining
from rawugc_sync.fleet.engine.connector import Contact, Fenced
from rawugc_sync.fleet.engine.database import Database, unusable, url_of
from rawugc_sync.fleet.engine.fence import Fence
from rawugc_sync.fleet.engine.perform import Asked, Performing
from rawugc_sync.fleet.engine.proposals import Proposals
from rawugc_sync.fleet.engine.queue import LATER, QUEUE, RUN, SURVEY, TELL, Again, Queue, pause
from rawugc_sync.fleet.engine.survey import Survey
from rawugc_sync.fleet.engine.tell import Telling
from rawugc_sync.fleet.engine.tick import Tick, rescue
from rawugc_sync.fleet.grounds import Grounds
from rawugc_sync.fleet.hosts import Hosts
from rawugc_sync.fleet.keys import Keys
from rawugc_sync.fleet.reconcile import Around, Kind
from rawugc_sync.fleet.secrets import without_secrets
from rawugc_sync.words.errors import FleetError, RawugcError

_NEVER = 10.0**9
_BEATS = 6
"""How often a worker is heard of in the time after which it counts as gone."""
_BESIDE = 4
"""Threads for what is no run."""
_log = logging.getLogger("rawugc_sync.fleet")
_AWAY = (ConnectorException, FleetError, psycopg.Error)


@dataclass(frozen=True, slots=True)
class Setting:
    """A fleet whose fleet.yaml lies in `folder`, the process's variables, and the database, open."""

    fleet: Fleet
    folder: Path
    variables: Mapping[str, str]
    database: Database


@dataclass(frozen=True, slots=True)
class Pace:
    """Seconds between two claims of jobs, and between two looks at what is due."""

    claim: float = 1.0
    look: float = 2.0


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
    pace: Pace = Pace()

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
    # A pool has nothing to say but that it tries again; what it cannot, we say with the reason.
    logging.getLogger("psycopg.pool").setLevel(logging.ERROR)
    contact = Contact()
    while not parts.stopper.stopping():
        try:
            await _session(parts, contact)
        except _AWAY as failed:
            contact.missed(await asyncio.to_thread(unusable, parts.url, failed))
            await asyncio.sleep(parts.pace.claim)


async def _session(parts: Parts, contact: Contact) -> None:
    """One registration with the database; it ends with the stopper, or where it does not come about."""
    manager = Fenced(parts.url, parts.limits.stalledAfter, contact)
    app = App(connector=manager.connector)
    app.job_manager = manager
    _register(app, parts, contact)
    async with app.open_async():
        worker = _worker(app, parts.limits, parts.pace)
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


def _worker(app: App, limits: Limits, pace: Pace) -> Worker:
    return Worker(
        app,
        queues=[QUEUE],
        name=f"{socket.gethostname()}:{os.getpid()}",
        concurrency=limits.concurrency,
        fetch_job_polling_interval=pace.claim,
        abort_job_polling_interval=_NEVER,
        listen_notify=False,  # behind a pooler nobody would be told
        delete_jobs="always",
        install_signal_handlers=False,
        update_heartbeat_interval=_NEVER,  # `_heartbeat` outlives a database that is away
        stalled_worker_timeout=limits.stalledAfter,
    )


def _register(app: App, parts: Parts, contact: Contact) -> None:
    @app.task(name=RUN, queue=QUEUE, retry=LATER, pass_context=True)
    def run(context: JobContext, /, *, workspace: str, kind: Kind, commit: str, **more: Any) -> None:
        fence, worker = Fence.of(context.job), context.worker_name or ""
        request, content, lock = more.get("request"), more.get("content"), context.job.lock or ""
        asked = Asked(workspace, kind, commit, request, content, fence, worker, lock)
        _guarded(lambda: parts.performing.perform(asked), contact)

    @app.task(name=SURVEY, queue=QUEUE, retry=LATER, pass_context=True)
    def survey(context: JobContext, /, *, repository: str) -> None:
        _guarded(lambda: parts.survey.look(repository, Fence.of(context.job)), contact)

    @app.task(name=TELL, queue=QUEUE, retry=LATER)
    def tell(*, repository: str, number: int) -> None:
        _guarded(lambda: parts.telling.tell(repository, number), contact)


def _guarded(do: Callable[[], None], contact: Contact) -> None:
    """What time may cure, as a database that is away, is a reason to try later; no other error ends a worker.

    A look at a repository that fails is asked for again by the next poll; what else is to be tried says so.
    """
    try:
        do()
    except FleetError as failed:
        contact.missed(str(failed))
        raise Again(pause(0)) from failed
    except RawugcError as failed:
        _log.warning("%s", failed)


async def _heartbeat(manager: Fenced, worker: Worker, limits: Limits) -> None:
    """Say that it lives, and look whether it knows all its jobs; one that was struck off begins anew."""
    while True:
        await asyncio.sleep(limits.stalledAfter / _BEATS)
        with suppress(*_AWAY):
            if worker.worker_id is None:
                continue
            if not await manager.beat(worker.worker_id):
                worker.worker_id = await manager.register_worker()
                _log.warning("this worker was taken for dead: others have its runs by now")
            if lost := await manager.strays(worker.worker_id):
                _log.warning("%d jobs were given to this worker, which never heard of them: taken back", lost)


async def _ticking(manager: Fenced, parts: Parts) -> None:
    loop, patience = asyncio.get_running_loop(), parts.limits.stalledAfter
    trusted = 0.0
    while True:
        asked = loop.time()
        try:
            await manager.check_connection_async()
            if loop.time() - asked > patience / _BEATS:
                trusted = loop.time() + 2 * patience / _BEATS  # while it was away, nobody could be heard of
            if loop.time() >= trusted and (lost := await rescue(manager, patience)):
                _log.warning("%d jobs of workers that are gone were taken back", lost)
            await asyncio.to_thread(parts.tick.look)
        except _AWAY as failed:
            _log.debug("no look at what is due: %s", failed)  # the next claim says it
            trusted = loop.time() + 2 * patience / _BEATS
        await asyncio.sleep(parts.pace.look)


async def _stopping(stopper: Draining, worker: Worker) -> None:
    while not stopper.stopping():
        await asyncio.sleep(0.1)
    worker.stop()  # type: ignore[no-untyped-call]
