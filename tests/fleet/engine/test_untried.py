"""Content that nobody has applied is asked for again, once, and not while a run is about to see it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from rawugc_sync.fleet.engine import runs
from rawugc_sync.fleet.engine.fence import Fence
from rawugc_sync.fleet.engine.perform import Asked
from rawugc_sync.fleet.engine.queue import RUN, Again
from rawugc_sync.fleet.engine.runs import Begun
from rawugc_sync.fleet.engine.work import Parts
from rawugc_sync.fleet.keys import Keys
from rawugc_sync.fleet.member import Member
from tests.fleet.agency import Repository, persona
from tests.fleet.engine.works import Works, at_work
from tests.git.test_checkout import git

BRAND: dict[str, Any] = {"ash/rawugc.yaml": {"workspace": "ash"}, "ash/brand.yaml": persona("Ash")}
STATES = "https://states.example/fleet"


@pytest.fixture
def parts(works: Works) -> Iterator[Parts]:
    works.fleet({"repositories": [{"url": "brands", "tenant": "t"}], "poll": {"every": "1h"}})
    works.agency.repository("brands", BRAND)
    with works.parts() as made:
        works.look(made)
        works.rows("delete from procrastinate_jobs returning id")
        works.rows("update fleet_repositories set polled_at = now() returning url")
        yield made


def ash(works: Works) -> dict[str, Any]:
    (row,) = works.rows("select * from fleet_workspaces where path = 'ash'")
    return row


def job(works: Works, status: str, content: str | None) -> None:
    """One of an apply, with its run if it has begun one."""
    sql = (
        "insert into procrastinate_jobs (queue_name, task_name, status, lock, queueing_lock) "
        "values ('fleet', %s, %s, %s, %s) returning id"
    )
    known = ash(works)
    (row,) = works.rows(sql, RUN, status, f"key {known['key_place']}", f"apply {known['id']}")
    if content is None:
        return
    begun = Begun(
        id="run",
        workspace=known["id"],
        kind="apply",
        commit="c",
        request=None,
        content=known["content"] if content == "same" else content,
        job=row["id"],
        worker="w",
    )
    with works.database.transaction() as connection:
        runs.begin(connection, begun)


def asked(works: Works) -> int:
    return len(works.rows("select 1 from procrastinate_jobs where status = 'todo'"))


@pytest.mark.parametrize(
    ("status", "content", "more"),
    [
        (None, None, 1),
        ("todo", None, 0),
        ("doing", None, 0),
        ("doing", "same", 0),
        ("doing", "older", 1),
    ],
    ids=["no job", "one waits", "one is about to begin", "one runs with it", "one runs with what was before"],
)
def test_it_is_asked_for_where_nobody_is_about_to_see_it(
    works: Works, parts: Parts, status: str | None, content: str | None, more: int
) -> None:
    if status is not None:
        job(works, status, content)
    before = asked(works)
    for _ in range(2):
        parts.tick.look()
    assert asked(works) - before == more


@pytest.mark.parametrize("why", ["tried = content", "gone = true", "refused = 'is broken'"])
def test_what_is_applied_gone_or_refused_is_not_asked_for(works: Works, parts: Parts, why: str) -> None:
    works.rows(f"update fleet_workspaces set {why} returning id")
    parts.tick.look()
    assert asked(works) == 0


def wanted(works: Works, fence: Fence) -> Asked:
    """An apply that was asked for as things stand."""
    found = ash(works)
    return Asked(found["id"], "apply", "c", None, None, fence, "w", f"key {found['key_place']}")


def _performed(works: Works, parts: Parts) -> None:
    with at_work(works.database, RUN) as fence:
        parts.performing.perform(wanted(works, fence))


def test_a_run_whose_job_is_anothers_does_not_begin(works: Works, parts: Parts) -> None:
    with at_work(works.database, RUN) as fence:
        late = fence._replace(attempt=fence.attempt + 1)
        parts.performing.perform(wanted(works, late))
    assert works.rows("select 1 from fleet_runs") == []
    assert works.agency.calls() == []


def test_a_run_whose_key_was_moved_while_it_waited_waits_for_those_of_that_key(
    works: Works, parts: Parts
) -> None:
    with at_work(works.database, RUN) as fence, pytest.raises(Again) as again:
        parts.performing.perform(replace(wanted(works, fence), lock="key of before"))
    assert (again.value.seconds, again.value.lock) == (0, f"key {ash(works)['key_place']}")
    assert works.rows("select 1 from fleet_runs") == []


def test_a_look_whose_job_is_anothers_writes_down_nothing(works: Works, parts: Parts) -> None:
    seen = ash(works)["commit_id"]
    Repository(works.agency.root / "brands").commit({"ash/brand.yaml": persona("Ash", "New")})
    with at_work(works.database) as fence:
        parts.survey.look("brands", fence._replace(attempt=fence.attempt + 1))
    assert (ash(works)["commit_id"], asked(works)) == (seen, 0)


@pytest.mark.parametrize(
    "mend",
    [
        {"bay/rawugc.yaml": {"workspace": "bay", "state": f"{STATES}-of-bay"}},
        {"bay/rawugc.yaml": None, "bay/brand.yaml": None},
    ],
    ids=["the other has one of its own", "the other is gone"],
)
def test_an_apply_that_failed_for_a_state_of_two_is_asked_for_once_the_other_has_left_it(
    works: Works, parts: Parts, mend: dict[str, Any]
) -> None:
    brands = Repository(works.agency.root / "brands")
    same = {"workspace": "ash", "state": STATES}
    brands.commit({"ash/rawugc.yaml": same, "bay/rawugc.yaml": same, "bay/brand.yaml": persona("Bay")})
    works.look(parts)
    works.rows("delete from procrastinate_jobs returning id")
    works.rows("update fleet_workspaces set tried = content where path = 'bay' returning id")
    _performed(works, parts)
    assert works.ended() == [("ash", "apply", 1)]
    parts.tick.look()
    assert works.waiting() == []
    brands.commit(mend)
    works.look(parts)
    assert f"apply {ash(works)['id']}" in works.waiting()


def test_what_was_refused_while_its_apply_waited_is_applied_once_it_is_as_it_was(
    works: Works, parts: Parts
) -> None:
    brands = Repository(works.agency.root / "brands")
    before = brands.head
    brands.commit({"ash/rawugc.yaml": "a: [\n"})
    works.look(parts)
    _performed(works, parts)
    assert works.ended() == [("ash", "apply", 1)]
    git(brands.root, "reset", "--quiet", "--hard", before)
    works.look(parts)
    assert works.waiting() == [f"apply {ash(works)['id']}"]


class Mistaken(Keys):
    """As if there were a mistake in it."""

    def key(self, member: Member) -> str:
        raise ValueError(str(member))


def test_a_mistake_of_ours_is_on_record_and_not_made_again_and_again(works: Works, parts: Parts) -> None:
    keys = parts.performing.keys
    mistaken = Mistaken(keys.rules, keys.folder, keys.variables)
    with pytest.raises(ValueError, match="t:ash"):
        _performed(works, replace(parts, performing=replace(parts.performing, keys=mistaken)))
    (run,) = works.rows("select exit_code, what, ended_at from fleet_runs")
    assert (run["exit_code"], run["ended_at"] is None) == (1, False)
    assert "ValueError" in run["what"]
    parts.tick.look()
    assert asked(works) == 0


def test_a_program_for_the_key_that_fails_is_asked_again_later(works: Works) -> None:
    command = ["sh", "-c", "test -e vault && cat vault"]
    keys = [{"workspace": "*", "command": command}]
    works.fleet({"repositories": [{"url": "brands", "tenant": "t"}], "keys": keys})
    works.agency.repository("brands", BRAND)
    with works.worker():
        works.until(lambda: works.ended() == [("ash", "apply", 1)])
        (works.agency.root / "vault").write_text("ruk_fleet")
        works.until_idle(2)
    assert works.ended() == [("ash", "apply", 0), ("ash", "apply", 1)]
