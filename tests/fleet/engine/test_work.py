"""A fleet worked off by one worker: each change made once, each plan empty, each run on record."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.contract.project import Project
from tests.fleet.agency import Repository, created, persona
from tests.fleet.engine.works import Works, at_work

BRANDS: dict[str, Any] = {
    f"{name}/{file}": content
    for name in ("ash", "bay", "cut")
    for file, content in (
        ("rawugc.yaml", {"workspace": name}),
        ("brand.yaml", persona(name.title())),
    )
}


@pytest.fixture
def brands(works: Works) -> Repository:
    works.fleet({"repositories": [{"url": "brands", "tenant": "t"}]})
    return works.agency.repository("brands", BRANDS)


def test_a_fleet_of_three_brands_is_worked_off(works: Works, brands: Repository) -> None:
    agency = works.agency
    with works.worker():
        works.until_idle(3)
    assert works.ended() == [(path, "apply", 0) for path in ("ash", "bay", "cut")]
    assert agency.calls() == created("Ash", "Bay", "Cut")
    agency.assert_settled()

    brands.commit({"bay/brand.yaml": persona("Bay", "New")})
    with works.worker():
        works.until_idle(4)
    assert [(method, body) for method, _, body in agency.calls()] == [("PATCH", {"description": "New"})]
    agency.assert_settled()

    runs = agency.run("runs", "--json").json
    assert [(one["path"], one["kind"], one["exit_code"], one["commit"]) for one in runs[:1]] == [
        ("bay", "apply", 0, brands.head)
    ]
    assert len(agency.run("runs", "bay", "--json").json) == 2
    status = agency.run("status", "--json").json
    assert [(one["path"], one["run"]["exit_code"]) for one in status["workspaces"]] == [
        ("ash", 0),
        ("bay", 0),
        ("cut", 0),
    ]
    assert status["queue"] == {"waiting": {}, "running": {}, "oldest_seconds": 0}


def test_what_is_asked_for_is_run(works: Works, brands: Repository) -> None:
    agency = works.agency
    with works.worker():
        works.until_idle(3)
        store = agency.rawugc.store
        (ash,) = [id_ for id_, one in store.objects("personas").items() if one["name"] == "Ash"]
        store.edit("personas", ash, {"description": "Edited."})
        asked = agency.run("enqueue", "ash", "--kind", "drift")
        assert (asked.exit_code, asked.stdout) == (0, "t:ash: drift asked for\n")
        agency.run("enqueue", "t:bay", "--kind", "plan")
        works.until_idle(5)
    kinds = [(path, kind) for path, kind, _ in works.ended() if kind != "apply"]
    assert kinds == [("ash", "drift"), ("bay", "plan")]
    rows = works.rows("select plan, page from fleet_runs where kind = 'plan'")
    assert json.loads(rows[0]["plan"])["resource_changes"] == []
    assert b"<html" in rows[0]["page"]


def test_a_workspace_is_meant_however_its_path_is_written(works: Works) -> None:
    works.fleet({"repositories": [{"url": "brands", "tenant": "t"}]})
    works.agency.repository("brands", {"a:b/rawugc.yaml": {"workspace": "ab"}, "a:b/p.yaml": persona("A")})
    with works.worker():
        works.until_idle(1)
    for name in ("a:b", "t:a:b", "a:b/", "./a:b", "t:a:b/"):
        assert [one["path"] for one in works.agency.run("runs", name, "--json").json] == ["a:b"]


@pytest.mark.parametrize("name", ["gone", "other:ash", "t:gone"])
def test_what_nobody_knows_cannot_be_asked_for(works: Works, brands: Repository, name: str) -> None:
    run = works.agency.run("enqueue", name, "--kind", "plan")
    assert (run.exit_code, run.stdout) == (1, "")
    assert f"the fleet knows no workspace {name}" in run.stderr


def test_one_that_fails_is_for_a_person_and_stops_no_other(
    works: Works, brands: Repository, caplog: pytest.LogCaptureFixture
) -> None:
    brands.commit({"bay/brand.yaml": {"personas": {"p": {"nam": "x"}}}})
    with works.worker():
        works.until_idle(3)
    assert works.ended() == [("ash", "apply", 0), ("bay", "apply", 1), ("cut", "apply", 0)]
    assert works.agency.calls() == created("Ash", "Cut")
    told = [one for one in caplog.records if ": apply, exit " in one.getMessage()]
    assert [(one.getMessage()[:20], one.levelname) for one in told if one.levelname != "INFO"] == [
        ("t:bay: apply, exit 1", "WARNING")
    ]
    assert len(told) == len(works.ended())


def test_two_with_one_state_are_not_run(works: Works, brands: Repository) -> None:
    brands.commit({"bay/rawugc.yaml": {"workspace": "bay", "state": "../ash/rawugc.state.json"}})
    with works.worker():
        works.until_idle(2)
    assert ("cut", "apply", 0) in works.ended()
    assert "Bay" not in json.dumps(works.agency.calls())


def test_a_state_that_is_gone_is_not_made_again(works: Works, brands: Repository) -> None:
    with works.worker():
        works.until_idle(3)
    (brands.root / "ash/rawugc.state.json").unlink()
    brands.commit({"ash/brand.yaml": persona("Ash", "New")})
    works.agency.reset()
    with works.worker():
        works.until_idle(4)
    assert works.ended()[:2] == [("ash", "apply", 0), ("ash", "apply", 3)]
    assert works.agency.calls() == []


def test_what_lacks_a_yes_is_left_and_the_last_one_leads_to_an_apply(
    works: Works, brands: Repository
) -> None:
    agency = works.agency
    role = {"of": ["personas"], "by": ["ana"], "selfApproval": True}
    law = {"workspace": "ash", "approvals": {"legal": role}}
    message = {"messaging": {"m": {"name": "M", "body": "B"}}}
    brands.commit({"ash/rawugc.yaml": law, "ash/brand.yaml": {**persona("Ash"), **message}})
    with works.worker():
        works.until_idle(3)
    made = sorted(
        [("POST", "/messaging", {"name": "M", "body": "B"}), *created("Bay", "Cut")], key=json.dumps
    )
    assert agency.calls() == made
    (row,) = works.rows(
        "select extract(epoch from apply_at - now()) as s from fleet_workspaces where path = 'ash'"
    )
    assert 3_000 < row["s"] <= 3_600

    ash = Project(brands.root / "ash", agency.rawugc, agency.rawugc.clock, variables=agency.variables)
    ash.run("plan", "--out", "../../ash.plan")
    assert ash.run("approve", "../../ash.plan", "--role", "legal", "--as", "ana").exit_code == 0
    agency.reset()
    works.rows("update fleet_workspaces set apply_at = now() where path = 'ash' returning id")
    with works.worker():
        works.until_idle(4)
    assert agency.calls() == created("Ash")
    (row,) = works.rows("select apply_at from fleet_workspaces where path = 'ash'")
    assert row["apply_at"] is None
    agency.assert_settled()


def test_what_waited_for_a_key_that_was_moved_is_run_once(works: Works, brands: Repository) -> None:
    with works.parts() as parts, at_work(works.database) as fence:
        parts.survey.look("brands", fence)
    works.rows("update procrastinate_jobs set lock = 'key of before' where status = 'todo' returning id")
    with works.worker():
        works.until_idle(3)
    assert works.agency.calls() == created("Ash", "Bay", "Cut")
    works.agency.assert_settled()
