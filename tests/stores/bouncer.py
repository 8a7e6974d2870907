"""A real pgbouncer in front of the tests' own PostgreSQL, from Debian's package."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from functools import cache
from pathlib import Path

import psycopg
import pytest

from tests.stores.cluster import ADMIN, as_nobody_special, cluster

SETTINGS = """\
[databases]
* = host={server} user={admin}
[pgbouncer]
listen_addr =
unix_socket_dir = {folder}
listen_port = 5432
auth_type = trust
auth_file = {folder}/users
pool_mode = {mode}
default_pool_size = {size}
max_client_conn = 200
server_login_retry = 0.1
query_wait_timeout = 20
logfile = {folder}/log
pidfile = {folder}/pid
"""


class Bouncer:
    """A running pooler, whose socket lies in `folder`; `size` are its sessions with the server."""

    def __init__(self, program: str, mode: str, size: int) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="rawugc-bouncer-"))
        (self.folder / "users").write_text(f'"{ADMIN}" ""\n')
        settings = SETTINGS.format(
            server=cluster().folder, admin=ADMIN, folder=self.folder, mode=mode, size=size
        )
        (self.folder / "ini").write_text(settings)
        if os.geteuid() == 0:
            owner = pwd.getpwnam(ADMIN)
            for path in (self.folder, *self.folder.iterdir()):
                os.chown(path, owner.pw_uid, owner.pw_gid)
        command = as_nobody_special([program, "-q", self.folder / "ini"])
        self._process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self._wait()

    def stop(self) -> None:
        self._process.send_signal(signal.SIGINT)
        self._process.wait()
        shutil.rmtree(self.folder)

    def _wait(self) -> None:
        while True:
            try:
                psycopg.connect(host=str(self.folder), user=ADMIN, dbname="postgres").close()
            except psycopg.OperationalError:
                assert self._process.poll() is None, (self.folder / "log").read_text()
                time.sleep(0.02)
            else:
                return


_running: list[Bouncer] = []


@cache
def bouncer(mode: str, size: int = 20) -> Bouncer:
    """The one of this process of a kind; skips the test where pgbouncer is not installed."""
    cluster()
    program = shutil.which("pgbouncer", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
    if program:
        _running.append(Bouncer(program, mode, size))
        return _running[-1]
    missing = "pgbouncer is not installed (apt-get install pgbouncer)"
    if os.environ.get("RAWUGC_NEED_POSTGRES"):
        pytest.fail(missing)
    pytest.skip(missing)


def stop() -> None:
    """Stop those of this process."""
    while _running:
        _running.pop().stop()
    bouncer.cache_clear()
