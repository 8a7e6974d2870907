"""A run whose worker died: it does not stand as under way once another of its workspace has begun."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import replace

import pytest

for _name in ("procrastinate", "psycopg_pool"):
    pytest.importorskip(_name, reason="the extra `fleet` is not installed")


from rawugc_sync.fleet.engine import runs, workspaces  # noqa: E402
from rawugc_sync.fleet.engine.database import Connection, Database  # noqa: E402
from rawugc_sync.fleet.engine.migrate import migrate  # noqa: E402
from rawugc_sync.fleet.engine.queue import pause  # noqa: E402
from rawugc_sync.fleet.engine.runs import Begun, Kept  # noqa: E402
from rawugc_sync.fleet.engine.workspaces import Known  # noqa: E402
from rawugc_sync.fleet.member import Member  # noqa: E402
from tests.stores import cluster  # noqa: E402

BRANDS = [Member("agency", "brands.git", f"brands/{name}") for name in ("glow-lab", "oak-tea")]


@pytest.fixture(scope="module", autouse=True)
def _postgres() -> Iterator[None]:
    yield
    cluster.stop()


@pytest.fixture
def connection() -> Iterator[Connection]:
    """One to a database that knows two workspaces."""
    with cluster.fresh() as url, Database(url).opened() as database:
        migrate(database)
        with database.transaction() as made:
            workspaces.put(made, [known(one) for one in BRANDS], 3600)
            yield made


def known(member: Member) -> Known:
    place = f"place of {member}"
    return Known(member=member, key_place=place, state_place=place, commit="c" * 40, content="tree")


_BEGUN = Begun(
    id="", workspace=BRANDS[0].id, kind="apply", commit="c" * 40, request=None, content=None, job=1, worker=""
)


def begun(connection: Connection, member: Member, job: int) -> str:
    """The id of a run that this job has begun."""
    made = replace(_BEGUN, id=uuid.uuid4().hex[:16], workspace=member.id, job=job, worker=f"vm:{job}")
    runs.begin(connection, made)
    return made.id


def told(connection: Connection) -> dict[str, str]:
    """Run → what is told of it; those that are under way say so."""
    rows = runs.newest(connection, 10)
    return {row["id"]: "runs" if row["ended_at"] is None else row["what"] for row in rows}


@pytest.mark.parametrize("job", [1, 2], ids=["the same job", "a job that waited for the same"])
def test_the_next_run_of_a_workspace_ends_the_one_that_was_lost(connection: Connection, job: int) -> None:
    lost, other = begun(connection, BRANDS[0], 1), begun(connection, BRANDS[1], 3)
    after = begun(connection, BRANDS[0], job)
    assert told(connection) == {lost: "was lost with its worker", other: "runs", after: "runs"}


def test_a_worker_that_wakes_up_has_nothing_to_say_of_a_run_that_was_taken_over(
    connection: Connection,
) -> None:
    lost = begun(connection, BRANDS[0], 1)
    after = begun(connection, BRANDS[0], 2)
    assert not runs.end(connection, lost, Kept(exit_code=0, what="Apply complete"))
    assert runs.end(connection, after, Kept(exit_code=0, what="No changes."))
    assert told(connection) == {lost: "was lost with its worker", after: "No changes."}


@pytest.mark.parametrize(
    ("status", "left"),
    [("doing", "runs"), ("todo", "was lost with its worker"), (None, "was lost with its worker")],
)
def test_a_run_whose_job_nobody_has_does_not_stand_as_under_way(
    connection: Connection, status: str | None, left: str
) -> None:
    job = "insert into procrastinate_jobs (queue_name, task_name, status)"
    row = connection.execute(f"{job} values ('fleet', 'x', %s) returning id", [status or "doing"]).fetchone()
    assert row is not None
    run = begun(connection, BRANDS[0], row["id"])
    if status is None:
        connection.execute("delete from procrastinate_jobs")
    assert runs.lost(connection) == (left != "runs")
    assert told(connection) == {run: left}


def test_a_pause_grows_with_what_was_put_off_and_not_with_what_was_lost(connection: Connection) -> None:
    def put_off(exit_code: int | None) -> int:
        run = begun(connection, BRANDS[0], 1)
        if exit_code is not None:
            runs.end(connection, run, Kept(exit_code=exit_code, what="x", later=True))
        return runs.tries(connection, replace(_BEGUN, id=run))

    assert [put_off(code) for code in (None, None, 130, 5, None, 1, 5)] == [0, 0, 0, 0, 1, 1, 2]
    begun(connection, BRANDS[0], 2)
    assert runs.tries(connection, replace(_BEGUN, job=2)) == 0
    assert [pause(tries) for tries in (0, 1, 6, 7, 100)] == [5, 10, 320, 600, 600]
