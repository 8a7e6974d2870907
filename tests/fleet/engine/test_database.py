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


def test_tables_of_an_earlier_version_lead_to_the_command_that_brings_them_forward(works: Works) -> None:
    works.fleet({"repositories": [{"url": "brands", "tenant": "t"}]})
    with works.database.transaction() as connection:
        connection.execute("alter table fleet_repositories drop column trouble")
        connection.execute("delete from fleet_steps where name = '0005_trouble'")
    run = works.agency.run("status")
    assert (run.exit_code, "Bring them forward: rawugc-sync fleet migrate" in run.stderr) == (1, True)
    works.agency.run("migrate")
    assert works.agency.run("status").exit_code == 0


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
