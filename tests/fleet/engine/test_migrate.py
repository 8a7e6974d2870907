"""The tables come forward: from nothing, again, two at once, and never back."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from rawugc_sync.fleet.engine import migrate as migrations
from rawugc_sync.fleet.engine.database import Database
from rawugc_sync.fleet.engine.migrate import check, migrate
from rawugc_sync.words.errors import FleetError
from tests.fleet.engine.works import Works

MIGRATIONS = Path(migrations.__file__).with_name("migrations")
OURS = {
    "fleet_steps",
    "fleet_repositories",
    "fleet_workspaces",
    "fleet_runs",
    "fleet_requests",
    "fleet_links",
}


def tables(database: Database) -> set[str]:
    with database.transaction() as connection:
        rows = connection.execute("select tablename from pg_tables where schemaname = 'public'").fetchall()
    return {row["tablename"] for row in rows}


def code(failed: pytest.ExceptionInfo[FleetError]) -> list[str]:
    return [one.code for one in failed.value.diagnostics]


def test_an_empty_database_gets_all_of_them_and_again_nothing(empty: Database) -> None:
    assert "0001_tables" in migrate(empty)
    assert tables(empty) >= OURS | {"procrastinate_jobs"}
    check(empty)
    assert migrate(empty) == []


def test_two_at_once_make_them_once(empty: Database, url: str) -> None:
    with Database(url).opened() as other, ThreadPoolExecutor(2) as pool:
        taken = list(pool.map(migrate, [empty, other]))
    assert sorted(map(bool, taken)) == [False, True]
    check(empty)


def test_tables_of_a_later_version_are_left_alone(database: Database) -> None:
    with database.transaction() as connection:
        connection.execute("insert into fleet_steps (name) values ('9999_later')")
    with pytest.raises(FleetError) as failed:
        migrate(database)
    assert code(failed) == ["fleet-version"]


STEPS = ["0001_tables", "0002_untried", "0003_failed", "0004_claims", "0005_trouble"]


@pytest.mark.parametrize("taken", range(len(STEPS)), ids=["none of ours", *STEPS[:-1]])
def test_tables_of_an_earlier_version_are_told_and_brought_forward(database: Database, taken: int) -> None:
    with database.transaction() as connection:
        rows = connection.execute(
            "select tablename from pg_tables where tablename like 'fleet_%%'"
        ).fetchall()
        for row in rows:
            if row["tablename"] != "fleet_steps":
                connection.execute(f"drop table {row['tablename']} cascade")
        # What is ours upon the tables of the engine.
        connection.execute("drop index fleet_jobs_lock")
        connection.execute("alter function procrastinate_fetch_job_v2 reset all")
        connection.execute("delete from fleet_steps where name = any(%s)", [STEPS])
        for name in STEPS[:taken]:
            connection.execute((MIGRATIONS / f"{name}.sql").read_text(encoding="utf-8"))
            connection.execute("insert into fleet_steps (name) values (%s)", [name])
    with pytest.raises(FleetError) as failed:
        check(database)
    assert code(failed) == ["fleet-version"]
    assert migrate(database) == STEPS[taken:]
    assert tables(database) >= OURS
    with database.transaction() as connection:
        assert connection.execute("select 'fleet_jobs_lock'::regclass").fetchone()
    check(database)


def test_a_database_without_tables_is_told(empty: Database) -> None:
    with pytest.raises(FleetError) as failed:
        check(empty)
    assert code(failed) == ["fleet-tables"]


def test_the_command_says_what_it_did(works: Works) -> None:
    works.fleet({"repositories": [{"url": "x", "tenant": "t"}]})
    run = works.agency.run("migrate")
    assert (run.exit_code, run.stdout) == (0, "The tables are of this version.\n")


@pytest.mark.parametrize("command", [("migrate",), ("status",), ("runs",), ("work",)])
@pytest.mark.parametrize(
    ("database", "code"),
    [
        ({}, "names no `database`"),
        ({"database": {"variable": "UNSET"}}, "the variable UNSET is not set"),
        ({"database": "postgresql:///gone?host=/nowhere"}, "cannot be used"),
    ],
)
def test_a_database_that_is_not_there_is_an_error(
    works: Works, command: tuple[str, ...], database: dict[str, object], code: str
) -> None:
    works.agency.fleet({"repositories": [{"url": "x", "tenant": "t"}], **database})
    run = works.agency.run(*command)
    assert (run.exit_code, run.stdout) == (1, "")
    assert code in run.stderr
