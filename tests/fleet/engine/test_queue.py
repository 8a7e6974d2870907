"""What waits: one of the same, in turn among tenants, and not more of what is late anyway."""

from __future__ import annotations

import pytest

from rawugc_sync.fleet.engine.database import Connection, Database, Row
from rawugc_sync.fleet.engine.queue import Queue, Work, backlog
from rawugc_sync.fleet.engine.workspaces import Known
from rawugc_sync.fleet.member import Member


def known(path: str, tenant: str = "t", key: str | None = None) -> Known:
    member = Member(tenant, f"{tenant}.git", path)
    return Known(
        member=member, key_place=key or f"{tenant} {path}", state_place=path, commit="c", content="x"
    )


def put(database: Database, *work: Work) -> int:
    with database.transaction() as connection:
        return len(Queue(database).put(connection, work))


def later(database: Database) -> None:
    """What waits stands for later."""
    with database.transaction() as connection:
        connection.execute("update procrastinate_jobs set scheduled_at = now() + interval '5 minutes'")


def claimed(connection: Connection) -> Row | None:
    """The job that a worker gets, if there is one for it."""
    worker = connection.execute("select * from procrastinate_register_worker_v1()").fetchone()
    assert worker is not None
    row = connection.execute(
        "select * from procrastinate_fetch_job_v2(%s, %s)", [["fleet"], worker["worker_id"]]
    ).fetchone()
    return row if row and row["id"] is not None else None


def taken(database: Database, most: int) -> list[str]:
    """The names of the jobs that a worker would take, one after the other, until it gets no more."""
    names: list[str] = []
    with database.transaction() as connection:
        while len(names) < most and (row := claimed(connection)):
            names.append(f"{row['args']['tenant']} {row['queueing_lock']}")
    return names


def rows_read(connection: Connection) -> int:
    """How many rows of jobs this session has read since its statistics were sent."""
    row = connection.execute(
        "select seq_tup_read + idx_tup_fetch as n from pg_stat_xact_user_tables "
        "where relname = 'procrastinate_jobs'"
    ).fetchone()
    assert row is not None
    return int(row["n"])


def test_of_the_same_one_runs_and_one_waits(database: Database) -> None:
    one = Work(known("a"), "apply", "c1")
    assert put(database, one) == 1
    assert len(taken(database, 5)) == 1
    assert put(database, one) == 1
    assert put(database, one) == 0
    assert taken(database, 5) == []


def test_what_stands_for_later_runs_now_where_a_person_asks_and_not_where_the_fleet_does(
    database: Database,
) -> None:
    one, other = Work(known("a"), "apply", "c"), Work(known("b"), "apply", "c")
    put(database, one)
    later(database)
    assert put(database, one) == 0
    assert taken(database, 5) == []
    with database.transaction() as connection:
        queue = Queue(database)
        assert queue.ask(connection, [one, other]) == [one, other]
        assert queue.ask(connection, [one, other]) == []
    assert taken(database, 5) == [f"t {one.waits_as}", f"t {other.waits_as}"]


def test_another_kind_waits_beside_it(database: Database) -> None:
    kinds = [Work(known("a"), kind, "c") for kind in ("plan", "drift", "apply")]
    assert put(database, *kinds) == 3
    assert put(database, *kinds, Work(known("a"), "plan", "c", 7), Work(known("a"), "plan", "c", 8)) == 2


def test_one_run_at_a_time_for_a_key_whatever_it_is_for(database: Database) -> None:
    put(database, *(Work(known(path, key="same"), "plan", "c") for path in "abc"))
    assert len(taken(database, 5)) == 1


def test_an_apply_goes_before_a_plan_and_that_before_drift(database: Database) -> None:
    for kind in ("drift", "plan", "apply"):
        put(database, Work(known(kind), kind, "c"))
    assert [name.split()[1] for name in taken(database, 5)] == ["apply", "plan", "drift"]


@pytest.mark.parametrize("large_first", [True, False])
def test_a_small_tenant_does_not_wait_for_a_large_one(database: Database, large_first: bool) -> None:
    large = [Work(known(f"w{number}", "large"), "apply", "c") for number in range(5_000)]
    small = [Work(known(f"w{number}", "small"), "apply", "c") for number in range(5)]
    for work in (large, small) if large_first else (small, large):
        put(database, *work)
    first = taken(database, 20)
    assert sum(name.startswith("small ") for name in first) == 5


def test_a_claim_reads_a_few_rows_though_the_statistics_are_of_an_empty_queue(database: Database) -> None:
    with database.transaction() as connection:
        connection.execute("analyze procrastinate_jobs")
    put(database, *(Work(known(f"w{number}"), "plan", "c") for number in range(1_000)))
    with database.transaction() as connection:
        before = rows_read(connection)
        assert claimed(connection) is not None
        assert rows_read(connection) - before < 20


def test_a_survey_and_a_comment_are_asked_for_once_and_go_first(database: Database) -> None:
    queue = Queue(database)
    put(database, Work(known("a"), "apply", "c"))
    with database.transaction() as connection:
        assert [queue.survey(connection, "x.git"), queue.survey(connection, "x.git")] == [True, False]
        assert [queue.tell(connection, "x.git", number) for number in (7, 7, 8)] == [True, False, True]
        rows = connection.execute(
            "select task_name from procrastinate_jobs order by priority desc, id"
        ).fetchall()
    assert [row["task_name"] for row in rows] == ["fleet.survey", "fleet.tell", "fleet.tell", "fleet.run"]


def test_the_backlog_is_as_old_as_the_oldest_that_could_run(database: Database) -> None:
    with database.transaction() as connection:
        assert backlog(connection) == 0
    put(database, Work(known("a"), "apply", "c"))
    with database.transaction() as connection:
        connection.execute("update procrastinate_events set at = now() - interval '2 hours'")
    with database.transaction() as connection:
        assert 7_200 <= backlog(connection) < 7_300
        connection.execute("update procrastinate_jobs set scheduled_at = now() + interval '1 hour'")
    with database.transaction() as connection:
        assert backlog(connection) == 0


@pytest.mark.parametrize(("minutes", "expected"), [(10, 0), (-10, 600), (-90, 1_800)])
def test_a_job_that_was_tried_before_is_late_since_it_could_run_again(
    database: Database, minutes: int, expected: int
) -> None:
    """It was asked for two days ago, was put back half an hour ago, and stood for later until `minutes`."""
    put(database, Work(known("a"), "apply", "c"))
    taken(database, 1)
    with database.transaction() as connection:
        connection.execute("update procrastinate_events set at = now() - interval '2 days'")
        (job,) = connection.execute("select id from procrastinate_jobs").fetchall()
        connection.execute(
            "select procrastinate_retry_job_v2(%s, now() + make_interval(mins => %s), null, null, null)",
            [job["id"], minutes],
        )
        connection.execute(
            "update procrastinate_events set at = now() - interval '30 minutes' "
            "where type = 'deferred_for_retry'"
        )
    with database.transaction() as connection:
        age = backlog(connection)
    assert expected <= age < expected + 60


def test_a_job_holds_no_key_and_no_text(database: Database) -> None:
    put(database, Work(known("a"), "plan", "c", 7, "x y"))
    with database.transaction() as connection:
        (row,) = connection.execute("select args, lock from procrastinate_jobs").fetchall()
    member = known("a").member
    assert row["args"] == {
        "workspace": member.id,
        "tenant": "t",
        "kind": "plan",
        "commit": "c",
        "request": 7,
        "content": "x y",
    }
