"""What a look at a repository leads to: applies of what is new, and nothing of what is as it was."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from rawugc_sync.fleet.engine.queue import Again
from rawugc_sync.fleet.engine.tick import Tick
from rawugc_sync.fleet.engine.work import Parts
from rawugc_sync.words.errors import FleetError, ForgeError
from tests.fleet.agency import Repository, persona
from tests.fleet.engine.works import Works

BRANDS: dict[str, Any] = {
    "ash/rawugc.yaml": {"workspace": "ash"},
    "ash/brand.yaml": persona("Ash"),
    "bay/rawugc.yaml": {"workspace": "bay"},
    "bay/brand.yaml": persona("Bay"),
}


@pytest.fixture
def brands(works: Works) -> Repository:
    works.fleet({"repositories": [{"url": "brands", "tenant": "t"}]})
    return works.agency.repository("brands", BRANDS)


@pytest.fixture
def parts(works: Works, brands: Repository) -> Iterator[Parts]:
    with works.parts() as made:
        yield made


def known(works: Works) -> dict[str, Any]:
    rows = works.rows("select path, commit_id, refused, gone from fleet_workspaces order by path")
    return {row["path"]: row for row in rows}


def asked(works: Works) -> list[str]:
    """The workspaces with a job that waits, each with its kind."""
    return [
        f"{row['kind']} {row['path']}"
        for row in works.rows(
            "select j.args->>'kind' as kind, w.path from procrastinate_jobs j "
            "join fleet_workspaces w on w.id = j.args->>'workspace' where j.status = 'todo' order by 1, 2"
        )
    ]


def applied(works: Works) -> None:
    """As after an apply of each that is asked for."""
    works.rows("delete from procrastinate_jobs returning id")
    works.rows("update fleet_workspaces set tried = content returning id")


def test_what_is_new_is_applied_and_what_is_known_is_not(
    works: Works, brands: Repository, parts: Parts
) -> None:
    works.look(parts)
    assert asked(works) == ["apply ash", "apply bay"]
    assert {row["commit_id"] for row in known(works).values()} == {brands.head}
    works.look(parts)
    assert asked(works) == ["apply ash", "apply bay"]
    applied(works)
    works.look(parts)
    assert asked(works) == []


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"ash/brand.yaml": persona("Ash", "New")}, ["apply ash"]),
        ({"ash/rawugc.yaml": {"workspace": "ash", "pause": True}}, ["apply ash"]),
        ({"README.md": "x"}, []),
        ({"cut/rawugc.yaml": "{}\n"}, ["apply cut"]),
    ],
)
def test_a_commit_leads_to_an_apply_of_what_it_changes(
    works: Works, brands: Repository, parts: Parts, change: dict[str, Any], expected: list[str]
) -> None:
    works.look(parts)
    applied(works)
    head = brands.commit(change)
    works.look(parts)
    assert asked(works) == expected
    assert {row["commit_id"] for row in known(works).values()} == {head}


def test_a_commit_that_changes_what_stands_for_later_has_it_run_now(
    works: Works, brands: Repository, parts: Parts
) -> None:
    works.look(parts)
    works.rows("update procrastinate_jobs set scheduled_at = now() + interval '5 minutes' returning id")
    brands.commit({"ash/brand.yaml": persona("Ash", "New")})
    works.look(parts)
    found = works.rows(
        "select w.path, j.scheduled_at <= now() as able from procrastinate_jobs j "
        "join fleet_workspaces w on w.id = j.args->>'workspace' order by 1"
    )
    assert [(row["path"], row["able"]) for row in found] == [("ash", True), ("bay", False)]


def test_what_is_included_belongs_to_those_that_include_it(
    works: Works, brands: Repository, parts: Parts
) -> None:
    brands.commit(
        {"ash/rawugc.yaml": {"workspace": "ash", "include": ["../shared"]}, "shared/x.yaml": "x-a: 1\n"}
    )
    works.look(parts)
    applied(works)
    brands.commit({"shared/x.yaml": "x-a: 2\n"})
    works.look(parts)
    assert asked(works) == ["apply ash"]


def test_one_that_breaks_is_kept_and_refused_and_runs_again_once_it_is_mended(
    works: Works, brands: Repository, parts: Parts
) -> None:
    works.look(parts)
    applied(works)
    brands.commit({"ash/rawugc.yaml": "a: [\n"})
    works.look(parts)
    found = known(works)["ash"]
    assert (bool(found["refused"]), found["gone"], asked(works)) == (True, False, [])
    brands.commit({"ash/rawugc.yaml": {"workspace": "ash"}, "ash/brand.yaml": persona("Ash", "New")})
    works.look(parts)
    assert known(works)["ash"]["refused"] is None
    assert asked(works) == ["apply ash"]


def test_one_that_never_could_be_read_is_shown_as_well(
    works: Works, brands: Repository, parts: Parts
) -> None:
    brands.commit({"cut/rawugc.yaml": "a: [\n"})
    works.look(parts)
    assert known(works)["cut"]["refused"]
    assert asked(works) == ["apply ash", "apply bay"]
    run = works.agency.run("status", "--json")
    assert [one["path"] for one in run.json["workspaces"] if one["refused"]] == ["cut"]
    brands.commit({"cut/rawugc.yaml": {"environments": {"a": {}, "b": {}}}})
    works.look(parts)
    rows = works.rows("select environment, gone, refused from fleet_workspaces where path = 'cut' order by 1")
    told = [(row["environment"], row["gone"], row["refused"]) for row in rows if not row["gone"]]
    assert told == [("a", False, None), ("b", False, None)]


def test_what_a_workspace_was_before_it_had_environments_stays_gone_when_these_break(
    works: Works, brands: Repository, parts: Parts
) -> None:
    for environments in ({}, {"environments": {"a": {}, "b": {}}}):
        brands.commit({"cut/rawugc.yaml": {"workspace": "cut", **environments}})
        works.look(parts)
    brands.commit({"cut/rawugc.yaml": "a: [\n"})
    works.look(parts)
    rows = works.rows(
        "select environment, refused from fleet_workspaces where path = 'cut' and not gone order by 1"
    )
    assert [(row["environment"], bool(row["refused"])) for row in rows] == [("a", True), ("b", True)]


def test_a_repository_that_cannot_be_read_is_for_a_person_until_it_can(
    works: Works, brands: Repository, parts: Parts
) -> None:
    def told() -> list[str | None]:
        found = works.agency.run("status", "--json").json["repositories"]
        return [one["trouble"] for one in found if one["url"] == "brands"]

    works.look(parts)
    assert told() == [None]
    away = brands.root.rename(brands.root.with_name("away"))
    with pytest.raises(ForgeError) as failed:
        works.look(parts)
    assert told() == [f"{str(failed.value).rstrip('.')}. See whether git can read it."]
    assert f"brands: {told()[0]}" in works.agency.run("status").stdout
    away.rename(brands.root)
    works.look(parts)
    assert told() == [None]


def test_a_repository_that_this_worker_does_not_know_yet_is_left_to_one_that_does(
    works: Works, parts: Parts
) -> None:
    works.agency.repository("other", BRANDS)
    works.fleet({"repositories": [{"url": name, "tenant": "t"} for name in ("brands", "other")]})
    with works.parts() as later:
        with pytest.raises(Again):
            works.look(parts, "other")
        assert works.rows("select url from fleet_repositories where trouble is not null") == []
        works.look(later, "other")
    assert asked(works) == ["apply ash", "apply bay"]
    works.rows("delete from fleet_repositories where url = 'other' returning url")
    works.look(parts, "other")  # nobody has it any more: it is not asked for for ever


def test_a_text_of_one_that_no_database_takes_stops_no_other(
    works: Works, brands: Repository, parts: Parts
) -> None:
    brands.commit({"ash/rawugc.yaml": 'state: "a\\0b.json"\n'})
    works.look(parts)
    assert asked(works) == ["apply ash", "apply bay"]


def test_one_that_is_gone_is_not_run(works: Works, brands: Repository, parts: Parts) -> None:
    works.look(parts)
    applied(works)
    brands.commit({"bay/rawugc.yaml": None, "bay/brand.yaml": None})
    works.look(parts)
    assert (known(works)["bay"]["gone"], asked(works)) == (True, [])
    assert works.agency.run("enqueue", "bay", "--kind", "apply").exit_code == 1


def test_a_branch_that_goes_back_and_forth_is_seen_by_every_worker(
    works: Works, brands: Repository, parts: Parts
) -> None:
    """Another worker has seen what this one has not."""
    first = brands.head
    works.look(parts)
    brands.commit({"ash/brand.yaml": persona("Ash", "New")})
    with works.parts() as other:
        works.look(other)
    from tests.git.test_checkout import git

    git(brands.root, "reset", "--quiet", "--hard", first)
    works.look(parts)
    assert {row["commit_id"] for row in known(works).values()} == {first}


# -- what a fleet does by itself


def due(works: Works) -> list[float]:
    rows = works.rows("select extract(epoch from drift_at - now()) as s from fleet_workspaces order by 1")
    return [float(row["s"]) for row in rows]


def test_first_looks_are_spread_over_the_interval(works: Works, brands: Repository) -> None:
    works.fleet({"repositories": [{"url": "brands", "tenant": "t"}], "drift": {"every": "1h"}})
    brands.commit({f"w{number}/rawugc.yaml": f"workspace: w{number}\n" for number in range(40)})
    with works.parts() as parts:
        works.look(parts)
        spread = due(works)
        brands.commit({"README.md": "x"})
        works.look(parts)
    assert -60 < spread[0] < 900
    assert 2_700 < spread[-1] < 3_600
    assert len({round(one) for one in spread}) > 30
    assert [round(one, -2) for one in due(works)] == [round(one, -2) for one in spread]


@pytest.mark.parametrize(("late", "expected"), [(False, ["drift ash", "drift bay"]), (True, [])])
def test_drift_is_looked_for_when_it_is_due_unless_the_backlog_is_older(
    works: Works, brands: Repository, late: bool, expected: list[str]
) -> None:
    works.fleet({"repositories": [{"url": "brands", "tenant": "t"}], "drift": {"every": "1h"}})
    with works.parts() as parts:
        works.look(parts)
        if late:
            works.rows("update procrastinate_events set at = now() - interval '2 hours' returning id")
        else:
            applied(works)
        works.rows("update fleet_workspaces set drift_at = now() - interval '5 minutes' returning id")
        parts.tick.look()
        assert [one for one in asked(works) if one.startswith("drift")] == expected
        assert all(3_000 < one < 3_600 for one in due(works))


def test_a_repository_is_looked_at_when_it_is_due(works: Works, parts: Parts) -> None:
    parts.tick.look()
    assert works.waiting() == ["survey brands"]
    parts.tick.look()
    assert works.waiting() == ["survey brands"]


def test_a_repository_that_left_the_fleet_is_run_no_more(works: Works, parts: Parts) -> None:
    works.look(parts)
    works.agency.repository("other", BRANDS)
    works.fleet({"repositories": [{"url": "other", "tenant": "t"}]})
    with works.parts():
        assert {row["gone"] for row in known(works).values()} == {True}


def test_another_fleet_that_is_at_work_is_not_taken_over(works: Works, parts: Parts) -> None:
    works.look(parts)
    works.rows("select * from procrastinate_register_worker_v1()")
    works.agency.repository("other", BRANDS)
    works.fleet({"repositories": [{"url": "other", "tenant": "t"}]})
    with pytest.raises(FleetError) as failed, works.parts():
        pass
    assert [one.code for one in failed.value.diagnostics] == ["fleet-other"]
    assert {row["gone"] for row in known(works).values()} == {False}


def test_two_ticks_at_once_ask_once(works: Works, parts: Parts) -> None:
    with works.parts() as other:
        ticks: list[Tick] = [parts.tick, other.tick]
        for tick in ticks:
            tick.look()
    assert works.waiting() == ["survey brands"]
