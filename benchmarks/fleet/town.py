"""A fleet that runs: its database, the RawUGC that it asks, and its workers, each a process of its own."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg

from benchmarks.fleet.corpus import Corpus
from tests.stores.cluster import ADMIN, Cluster, installed

TOOL = (sys.executable, "-m", "rawugc_sync")
_CHECKOUT = Path(__file__).parent.parent.parent
_PATIENCE = 300.0
"""Seconds after which a benchmark is given up."""


@dataclass(frozen=True, slots=True)
class Town:
    """A fleet with all that is around it: `rawugc` is the server's process, `url` the database's."""

    corpus: Corpus
    cluster: Cluster
    url: str
    rawugc: int
    variables: dict[str, str]

    def tool(self, *arguments: str) -> list[str]:
        """A command of `rawugc-sync fleet`."""
        return [*TOOL, "-C", str(self.corpus.folder), "fleet", *arguments]

    @contextmanager
    def worker(self) -> Iterator[int]:
        """One at work; its process."""
        with (self.corpus.folder / "worker.log").open("ab") as log:
            process = subprocess.Popen(self.tool("work"), env=self.variables, stdout=log, stderr=log)
        try:
            yield process.pid
        finally:
            process.terminate()
            process.send_signal(signal.SIGCONT)  # one that stands still hears of nothing
            process.wait(_PATIENCE)

    @contextmanager
    def database(self) -> Iterator[psycopg.Connection]:
        with psycopg.connect(self.url, autocommit=True) as connection:
            yield connection

    def number(self, sql: str, *values: object) -> float:
        """The one number that a query finds, 0 for null."""
        with self.database() as connection:
            row = connection.execute(sql, values).fetchone()
        return float(row[0] or 0) if row else 0.0

    def until(self, sql: str, least: float, pause: float = 0.2) -> None:
        """Wait until a query finds so much. SystemExit where it does not."""
        end = time.monotonic() + _PATIENCE
        while self.number(sql) < least:
            if time.monotonic() > end:
                raise SystemExit(f"waited in vain for {least}: {sql}")
            time.sleep(pause)


def name_of(folder: Path) -> str:
    """How the database of a fleet is called."""
    return f"fleet_{folder.name}"


@contextmanager
def town(corpus: Corpus, cluster: Cluster, limit: int | None = None) -> Iterator[Town]:
    """Around a fleet, with an empty database; `limit`: requests a minute for each key."""
    name = name_of(corpus.folder)
    with cluster.admin() as admin:
        admin.execute(f"create database {name}")  # a name that we have made
    url = f"postgresql://{ADMIN}@/{name}?host={cluster.folder}"
    with _rawugc(corpus, limit) as (process, port):
        variables = {
            "PATH": os.environ["PATH"],
            "HOME": str(corpus.folder),
            "LANG": "C.UTF-8",
            "PYTHONPATH": str(_CHECKOUT),
            "PGHOST": str(cluster.folder),
            "PGUSER": ADMIN,
            "FLEET_DATABASE": url,
            "RAWUGC_BASE_URL": f"http://127.0.0.1:{port}/api/v1",
            "RAWUGC_ALLOW_HTTP": "1",
        }
        made = Town(corpus, cluster, url, process, variables)
        subprocess.run(made.tool("migrate"), env=variables, check=True, stdout=subprocess.DEVNULL)
        yield made


@contextmanager
def database() -> Iterator[Cluster]:
    """A PostgreSQL as it comes, in a temporary folder. SystemExit where it is not installed."""
    binaries = installed()
    if binaries is None:
        raise SystemExit("PostgreSQL is not installed (Debian: apt-get install postgresql)")
    made = Cluster(binaries, durable=True)
    try:
        yield made
    finally:
        made.stop()


@contextmanager
def _rawugc(corpus: Corpus, limit: int | None) -> Iterator[tuple[int, int]]:
    limited = [] if limit is None else ["--limit", str(limit)]
    command = [sys.executable, "-m", "benchmarks.fleet.server", str(corpus.live), *limited]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            yield process.pid, int(process.stdout.readline())
        finally:
            process.send_signal(signal.SIGTERM)
