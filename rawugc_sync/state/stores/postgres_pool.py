"""Connections that all stores of a process share: few of them, and none that waits."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from select import select
from typing import Any

import psycopg

MOST = 2
"""Connections of one process to one database at a time."""
IDLE = 3.0
"""Seconds after which an unused one is closed: a run waits for minutes, and a server has a hundred in all."""

Connection = psycopg.Connection[tuple[Any, ...]]
Cursor = psycopg.Cursor[tuple[Any, ...]]


class Pool:
    """Hands out one connection at a time to each that asks; a broken one is not handed out again."""

    def __init__(self, parameters: Mapping[str, Any]) -> None:
        self._parameters = parameters
        self._places = threading.BoundedSemaphore(MOST)
        self._guard = threading.Lock()
        self._idle: list[tuple[float, Connection]] = []

    @contextmanager
    def connection(self) -> Iterator[Connection]:
        """A connection for the length of this context; psycopg's errors as they come."""
        with self._places:
            connection = self._taken() or self._made()
            try:
                yield connection
            except BaseException:
                connection.close()  # whatever it was, nobody should inherit it
                raise
            self._put(connection)

    def _made(self) -> Connection:
        # Nothing is prepared: behind a pooler, the next statement may go to another session.
        return psycopg.connect(**self._parameters, autocommit=True, prepare_threshold=None)

    def _taken(self) -> Connection | None:
        with self._guard:
            while self._idle:
                since, connection = self._idle.pop()
                if time.monotonic() - since < IDLE and _is_quiet(connection):
                    return connection
                connection.close()
        return None

    def _put(self, connection: Connection) -> None:
        if connection.closed:
            return
        with self._guard:
            self._idle.append((time.monotonic(), connection))
        timer = threading.Timer(IDLE, self._close_idle)
        timer.daemon = True
        timer.start()

    def _close_idle(self) -> None:
        with self._guard:
            old = [one for one in self._idle if time.monotonic() - one[0] >= IDLE * 0.9]
            self._idle = [one for one in self._idle if one not in old]
        for _, connection in old:
            connection.close()


def _is_quiet(connection: Connection) -> bool:
    """Whether the server has not hung up: it says nothing between two statements, unless it ends."""
    return not connection.closed and not select([connection.fileno()], [], [], 0)[0]


_pools: dict[tuple[tuple[str, Any], ...], Pool] = {}
_making = threading.Lock()


def pool_of(parameters: Mapping[str, Any]) -> Pool:
    """The one pool of this process for a database."""
    key = tuple(sorted(parameters.items()))
    with _making:
        return _pools.setdefault(key, Pool(parameters))
