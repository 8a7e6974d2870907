"""What is asked for by hand, and what is said of it."""

from __future__ import annotations

import pytest

from tests.fleet.agency import persona
from tests.fleet.engine.works import Works


@pytest.fixture
def ash(works: Works) -> Works:
    """One workspace of two environments, of each of which an apply waits."""
    links = {"address": "https://fleet.example"}
    works.fleet({"repositories": [{"url": "brands", "tenant": "t"}], "links": links})
    config = {"workspace": "ash", "environments": {"dev": {}, "prod": {}}}
    works.agency.repository("brands", {"ash/rawugc.yaml": config, "ash/brand.yaml": persona("Ash")})
    with works.parts() as parts:
        works.look(parts)
    return works


def asked(works: Works, *before: str) -> list[str]:
    return works.agency.run("enqueue", "ash", "--kind", "apply", before=before).stdout.splitlines()


def test_of_each_environment_it_is_said_whether_it_was_asked_for_already(ash: Works) -> None:
    ash.rows(
        "delete from procrastinate_jobs where args->>'workspace' = any(%s) returning id", ids(ash, "dev")
    )
    assert sorted(asked(ash)) == ["t:ash/dev: apply asked for", "t:ash/prod: apply was asked for already"]


def test_what_stands_for_later_is_asked_for_and_runs_now(ash: Works) -> None:
    sql = "update procrastinate_jobs set scheduled_at = now() + interval '5 minutes'"
    ash.rows(f"{sql} where args->>'workspace' = any(%s) returning id", ids(ash, "dev"))
    assert asked(ash, "--env", "dev") == ["t:ash/dev: apply asked for"]
    assert ash.rows("select 1 from procrastinate_jobs where scheduled_at > now()") == []
    assert asked(ash, "--env", "dev") == ["t:ash/dev: apply was asked for already"]


def ids(works: Works, environment: str) -> list[str]:
    found = works.rows("select id from fleet_workspaces where environment = %s", environment)
    return [row["id"] for row in found]


@pytest.mark.parametrize(
    "command",
    [
        ["enqueue", "a\udcff", "--kind", "apply"],
        ["runs", "a\udcff"],
        ["link", "a\udcff", "--role", "r", "--person", "p"],
        ["link", "ash", "--run", "a\udcff", "--role", "r", "--person", "p"],
    ],
    ids=["enqueue", "runs", "link", "a run"],
)
def test_bytes_that_are_no_text_are_a_name_that_nothing_has(ash: Works, command: list[str]) -> None:
    run = ash.agency.run(*command, before=("--env", "dev"))
    assert run.exit_code == 1
    assert "error: " in run.stderr
