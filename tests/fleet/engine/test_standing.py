"""What is for a person stays in sight, with the way out, until an apply has gone well."""

from __future__ import annotations

from typing import Any

import pytest

from rawugc_sync.fleet.engine import runs
from rawugc_sync.fleet.engine.migrate import migrate
from rawugc_sync.fleet.engine.runs import Begun, Kept
from tests.fleet.agency import Repository
from tests.fleet.engine.works import Works, at_work

MANY: dict[str, Any] = {"personas": {f"p{i}": {"name": f"P{i}", "description": "D"} for i in range(8)}}
FEW: dict[str, Any] = {"personas": {"p0": {"name": "P0", "description": "D"}}}
REFUSED = "7 deletes are more than maxDeletes allows (5)"


@pytest.fixture
def ash(works: Works) -> Repository:
    works.fleet({"repositories": [{"url": "brands", "tenant": "t"}]})
    return works.agency.repository(
        "brands", {"ash/rawugc.yaml": {"workspace": "ash"}, "ash/brand.yaml": MANY}
    )


def stands(works: Works) -> tuple[str, int, str]:
    (row,) = works.agency.run("status", "--json").json["workspaces"]
    return row["run"]["kind"], row["run"]["exit_code"], row["run"]["what"]


def test_a_refused_apply_is_shown_until_one_goes_well_whatever_is_looked_at_since(
    works: Works, ash: Repository
) -> None:
    agency = works.agency
    with works.worker():
        works.until_idle(1)
        ash.commit({"ash/brand.yaml": FEW})
        works.until_idle(2)
        for runs, kind in enumerate(("drift", "plan"), 3):
            agency.run("enqueue", "ash", "--kind", kind)
            works.until_idle(runs)
        assert stands(works) == ("apply", 3, REFUSED)
        told = agency.run("status").stdout
        ash.commit({"ash/rawugc.yaml": {"workspace": "ash", "limits": {"maxDeletes": 9}}})
        works.until_idle(5)
    assert f"t:ash: {REFUSED}. " in told
    assert "maxDeletes" in told.partition(f"{REFUSED}. ")[2]
    assert stands(works)[:2] == ("apply", 0)
    assert REFUSED not in agency.run("status").stdout


def test_what_is_wrong_is_told_in_full_below_the_table(works: Works, ash: Repository) -> None:
    post = {"videoUrl": "https://cdn.example.com/v.mp4", "mode": "draft", "accountIds": ["acc_nobodys"]}
    ash.commit({"ash/brand.yaml": {"posts": {"p": post}}})
    with works.worker():
        works.until_idle(1)
    kind, code, _ = stands(works)
    assert (kind, code) == ("apply", 1)
    told = works.agency.run("status").stdout.partition("t:ash: ")[2]
    assert "posts.p.accountIds: no connected account has the id acc_nobodys; connected are " in told


def test_what_a_workspace_stands_with_outlives_what_is_kept(works: Works, ash: Repository) -> None:
    with works.worker():
        works.until_idle(1)
        ash.commit({"ash/brand.yaml": FEW})
        works.until_idle(2)
        works.agency.run("enqueue", "ash", "--kind", "drift")
        works.until_idle(3)
    works.rows("update fleet_runs set started_at = started_at - interval '91 days' returning id")
    with works.parts() as parts:
        parts.tick.look()
    assert works.ended() == [("ash", "apply", 3), ("ash", "drift", 0)]


@pytest.mark.parametrize(("request_", "over"), [(3, True), (None, False), (None, True)])
def test_what_is_newer_takes_its_place_once_it_has_ended_and_is_of_the_branch(
    works: Works, ash: Repository, request_: int | None, over: bool
) -> None:
    with works.worker():
        works.until_idle(1)
    works.rows("update fleet_runs set started_at = started_at - interval '91 days' returning id")
    with works.parts() as parts, at_work(works.database) as fence:
        with works.database.transaction() as connection:
            runs.begin(connection, begun(works, request_, fence.job))
            if over:
                assert runs.end(connection, "r2", Kept(exit_code=0, what="No changes."))
        parts.tick.look()
    takes = request_ is None and over
    assert (("ash", "apply", 0) not in works.ended()) == takes


def begun(works: Works, request: int | None = None, job: int = 1) -> Begun:
    """A run of the workspace that there is, which nobody ends."""
    (row,) = works.rows("select id, commit_id from fleet_workspaces")
    return Begun(
        id="r2",
        workspace=row["id"],
        kind="plan",
        commit=row["commit_id"],
        request=request,
        content=None,
        job=job,
        worker="w",
    )


@pytest.mark.parametrize(
    ("code", "later", "told"),
    [
        pytest.param(1, False, True, id="what is wrong"),
        pytest.param(1, True, False, id="RawUGC could not be reached"),
        pytest.param(4, True, False, id="a part could not be sent"),
        pytest.param(5, True, True, id="a lock, which may be one that only a person takes off"),
        pytest.param(130, True, False, id="a worker was told to stop"),
    ],
)
def test_the_status_names_what_a_person_may_have_to_see_to_and_no_more(
    works: Works, ash: Repository, code: int, later: bool, told: bool
) -> None:
    with works.worker():
        works.until_idle(1)
    with works.database.transaction() as connection:
        runs.begin(connection, begun(works))
        kept = Kept(exit_code=code, what="It went wrong", advice="Do this.", later=later)
        assert runs.end(connection, "r2", kept)
    assert ("t:ash: It went wrong. Do this." in works.agency.run("status").stdout) == told


@pytest.mark.parametrize(
    ("text", "kept"), [("a\0b", "a\\x00b"), ("a\ud800b", "a\\ud800b"), ("\U0001f9f4", "\U0001f9f4")]
)
def test_a_run_is_written_down_whatever_signs_an_answer_has(
    works: Works, ash: Repository, text: str, kept: str
) -> None:
    with works.worker():
        works.until_idle(1)
    with works.database.transaction() as connection:
        runs.begin(connection, begun(works))
        assert runs.end(connection, "r2", Kept(exit_code=1, what=text, advice=text, plan=text))
    assert works.rows("select what, advice, plan from fleet_runs where id = 'r2'") == [
        {"what": kept, "advice": kept, "plan": kept}
    ]


def test_what_had_failed_before_tables_were_brought_forward_stands_with_it(
    works: Works, ash: Repository
) -> None:
    with works.worker():
        works.until_idle(1)
        ash.commit({"ash/brand.yaml": FEW})
        works.until_idle(2)
        works.agency.run("enqueue", "ash", "--kind", "drift")
        works.until_idle(3)
    with works.database.transaction() as connection:
        connection.execute("alter table fleet_workspaces drop column failed")
        connection.execute("alter table fleet_runs drop column advice")
        connection.execute("delete from fleet_steps where name = '0003_failed'")
    assert migrate(works.database) == ["0003_failed"]
    assert stands(works) == ("apply", 3, REFUSED)
