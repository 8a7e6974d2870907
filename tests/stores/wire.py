"""A wire to a PostgreSQL that breaks around a commit."""

from __future__ import annotations

import shutil
import socket
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Event, Thread

SOCKET = ".s.PGSQL.5432"
ARRIVES, VANISHES = "the commit arrives, its answer does not", "the commit does not arrive"


@dataclass
class Wire:
    """Stands in `folder` as a server's socket does. `breaks` is what becomes of the commits from now on."""

    server: Path
    folder: Path
    breaks: str | None = None

    def listen(self) -> socket.socket:
        listener = socket.socket(socket.AF_UNIX)
        listener.bind(str(self.folder / SOCKET))
        listener.listen()
        Thread(target=self._accept, args=(listener,), daemon=True).start()
        return listener

    def _accept(self, listener: socket.socket) -> None:
        with suppress(OSError):
            while True:
                client, _ = listener.accept()
                server = socket.socket(socket.AF_UNIX)
                server.connect(str(self.server / SOCKET))
                commits = Event()
                self._start(client, server, lambda data, commits=commits: self._asked(data, commits))
                self._start(server, client, lambda _, commits=commits: not commits.is_set())

    def _start(self, source: socket.socket, sink: socket.socket, passes: Callable[[bytes], bool]) -> None:
        Thread(target=_carry, args=(source, sink, passes), daemon=True).start()

    def _asked(self, data: bytes, commits: Event) -> bool:
        if b"COMMIT\x00" not in data or self.breaks is None:
            return True
        commits.set()
        return self.breaks == ARRIVES


def _carry(source: socket.socket, sink: socket.socket, passes: Callable[[bytes], bool]) -> None:
    """Carry what comes from one end to the other; hang up on both when something does not pass."""
    with suppress(OSError):
        while (data := source.recv(65536)) and passes(data):
            sink.sendall(data)
    for end in (source, sink):
        with suppress(OSError):
            end.shutdown(socket.SHUT_RDWR)
    source.close()


@contextmanager
def wire(server: Path) -> Iterator[Wire]:
    """A wire in a folder of its own, whose path is short enough for a socket."""
    folder = Path(tempfile.mkdtemp(prefix="rawugc-wire-"))
    made = Wire(server, folder)
    try:
        with made.listen():
            yield made
    finally:
        shutil.rmtree(folder)
