"""What is said of a database that cannot be used, and what is none of its faults."""

from __future__ import annotations

import socket
from contextlib import closing

import psycopg
import pytest

from rawugc_sync.fleet.engine.database import Database
from rawugc_sync.words.errors import FleetError
from tests.fleet.engine.works import Works


def test_a_value_that_it_does_not_take_is_a_mistake_of_ours_and_not_a_database_that_is_away(
    empty: Database,
) -> None:
    with pytest.raises(psycopg.DataError), empty.transaction() as connection:
        connection.execute("select %s::text", ["a\0b"])


def test_any_number_of_runs_may_be_asked_for(works: Works) -> None:
    works.fleet({"repositories": [{"url": "brands", "tenant": "t"}]})
    assert works.agency.run("runs", "--limit", "9" * 30, "--json").json == []


def test_who_waits_for_a_moment_is_not_kept_by_one_that_takes_connections_and_says_nothing() -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as silent:
        port = silent.getsockname()[1]
        with Database(f"postgresql://x@127.0.0.1:{port}/x").opened() as database:
            with pytest.raises(FleetError), database.transaction(0.1):
                pass
            tries = _taken(silent)
            silent.close()
    assert tries <= 1  # that of the pool; another one to ask for the reason would last for as long as it may


def _taken(server: socket.socket) -> int:
    """How many connections wait at it; they are ended."""
    server.settimeout(0)
    taken = 0
    while True:
        try:
            server.accept()[0].close()
        except BlockingIOError:
            return taken
        taken += 1
