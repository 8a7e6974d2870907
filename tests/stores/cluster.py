"""A PostgreSQL of the tests' own, from the binaries that Debian's package brings."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

ADMIN = "postgres"


class Cluster:
    """A running server that trusts everybody who reaches its socket, which lies in `folder`."""

    def __init__(self, binaries: Path, *, durable: bool = False) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="rawugc-postgres-"))
        if os.geteuid() == 0:
            owner = pwd.getpwnam(ADMIN)
            os.chown(self.folder, owner.pw_uid, owner.pw_gid)
        data = self.folder / "data"
        initdb = [binaries / "initdb", "-D", data, "-U", ADMIN, "-A", "trust", "-E", "UTF8", "--no-sync"]
        subprocess.run(as_nobody_special(initdb), check=True, stdout=subprocess.DEVNULL)
        fsync = "on" if durable else "off"
        settings = {"listen_addresses": "", "unix_socket_directories": self.folder, "fsync": fsync}
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        self._command = as_nobody_special([binaries / "postgres", "-D", data, *options])
        self.begin()

    def begin(self) -> None:
        """Start it, by the thread that outlives it: it ends with that."""
        with (self.folder / "log").open("ab") as log:
            self._server = subprocess.Popen(self._command, stdout=log, stderr=log)
        self._wait()

    @property
    def process(self) -> int:
        return self._server.pid

    def end(self, how: signal.Signals = signal.SIGINT) -> None:
        """End it while others are connected: SIGINT hangs up on them, SIGQUIT drops everything as it is."""
        self._server.send_signal(how)
        self._server.wait()

    def admin(self, database: str = "postgres") -> psycopg.Connection:
        return psycopg.connect(host=str(self.folder), user=ADMIN, dbname=database, autocommit=True)

    def stop(self) -> None:
        self.end()
        shutil.rmtree(self.folder)

    def _wait(self) -> None:
        while True:
            try:
                self.admin().close()
            except psycopg.OperationalError:
                assert self._server.poll() is None, (self.folder / "log").read_text()
                time.sleep(0.02)
            else:
                return


def as_nobody_special(command: Sequence[object]) -> list[str]:
    """PostgreSQL refuses to run as root. It must not outlive us either, however we end."""
    who = ["--reuid", ADMIN, "--regid", ADMIN, "--init-groups"] if os.geteuid() == 0 else []
    return ["setpriv", *who, "--pdeathsig", "QUIT", *map(str, command)]


def installed() -> Path | None:
    """The folder of PostgreSQL's programs, of the latest version."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    return found[-1].parent if found else None


@cache
def cluster() -> Cluster:
    """The one of this process; skips the test where PostgreSQL is not installed."""
    return another()


def another() -> Cluster:
    """One more, which whoever asks for it stops, and may stop and start; skips as `cluster` does."""
    if binaries := installed():
        return Cluster(binaries)
    missing = "PostgreSQL is not installed (apt-get install postgresql)"
    if os.environ.get("RAWUGC_NEED_POSTGRES"):
        pytest.fail(missing)
    pytest.skip(missing)


@contextmanager
def fresh() -> Iterator[str]:
    """The URL of a database of its own, which is empty, and goes with this."""
    server, name = cluster(), f"fleet_{uuid.uuid4().hex[:12]}"
    with server.admin() as admin:
        admin.execute(sql.SQL("create database {} template template0").format(sql.Identifier(name)))
        yield f"postgresql://{ADMIN}@/{name}?host={server.folder}"
        admin.execute(sql.SQL("drop database {} with (force)").format(sql.Identifier(name)))


def stop() -> None:
    """Stop the one of this process, if there is one."""
    if cluster.cache_info().currsize:
        cluster().stop()
        cluster.cache_clear()
