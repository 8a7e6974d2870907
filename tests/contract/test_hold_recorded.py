"""What hold and resume leave on record: runs, receipts, and what undo makes of these."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from rawugc_sync.recording.receipt import PUBLISHED, UNCONFIRMED
from tests.contract.project import Project
from tests.contract.test_hold import (
    LATE,
    SOON,
    Died,
    RawUGC,
    Wire,
    at_write,
    die,
    held,
    hold,
    nothing,
    posts,
    project,
    rawugc,
    resume,
    wire,
)
from tests.contract.test_runs import listed, receipts, shown

__all__ = ["RawUGC", "project", "rawugc", "wire"]
DAY = 24 * 3600


def waiting(project: Project) -> list[tuple[str, str]]:
    """Address and status of each receipt."""
    return [(one["address"], one["status"]) for one in receipts(project)]


def changes(run: dict[str, Any]) -> dict[str, tuple[str, str]]:
    """Address → why and what came of it."""
    return {one["address"]: (one["planned"]["action_reason"], one["fate"]) for one in run["changes"]}


ALL = ["posts.soonest", "posts.soon", "posts.late"]


def test_a_hold_is_a_run_with_all_that_was_live(project: Project) -> None:
    project.dashboard.edit("posts", "post_2", {"content": "From the dashboard"})
    hold(project)

    run = listed(project)[0]
    assert (run["counts"]["delete"], run["plan"], run["commit"]) == (3, "", None)
    of = shown(project)
    assert changes(of) == dict.fromkeys(sorted(ALL), ("held", "applied"))
    (soon,) = (one for one in of["changes"] if one["address"] == "posts.soon")
    assert (soon["id"], soon["after"]) == ("post_2", None)
    assert soon["before"]["content"] == "From the dashboard"
    assert soon["before"]["accounts"] == ["tiktok/glowlab"]


def test_a_run_says_on_terminal_and_page_that_a_hold_did_it(project: Project) -> None:
    hold(project)
    assert "because it is held" in project.run("runs", "show", "latest", "--html", "run.html").stdout
    page = (project.root / "run.html").read_text("utf-8")
    assert "A hold keeps it back" in page
    assert "for good" not in page


def test_the_plan_of_a_resume_says_that_it_puts_back(project: Project) -> None:
    hold(project)
    assert "because it was held, and is put back" in project.run("resume", "--out", "saved.plan").stdout


def test_a_second_hold_that_deletes_nothing_is_no_run(project: Project) -> None:
    hold(project)
    before = listed(project)
    hold(project)
    assert listed(project) == before


def test_what_is_held_has_no_receipt_until_it_is_put_back(project: Project) -> None:
    assert waiting(project) == [(one, UNCONFIRMED) for one in ALL]
    hold(project)
    assert waiting(project) == []
    resume(project)
    assert waiting(project) == [(one, UNCONFIRMED) for one in ALL]
    assert changes(shown(project)) == dict.fromkeys(sorted(ALL), ("resumed", "applied"))
    assert {one["id"] for one in receipts(project)} == set(project.dashboard.objects("posts"))


def test_what_got_out_is_confirmed_and_named_in_the_run(project: Project, wire: Wire) -> None:
    wire.meanwhile = at_write(1, lambda: project.dashboard.publish_post("post_1", project.rawugc.clock.ms))
    hold(project)
    wire.meanwhile = nothing
    assert waiting(project) == [("posts.soonest", PUBLISHED)]
    assert changes(shown(project))["posts.soonest"] == ("held", "failed")
    resume(project)
    project.assert_settled()


@pytest.mark.parametrize("then", [hold, resume, Project.apply], ids=["hold", "resume", "apply"])
@pytest.mark.parametrize("later", [0, DAY // 2], ids=["at-once", "after-its-time"])
def test_a_hold_that_died_leaves_no_receipt_of_what_it_deleted(
    project: Project, wire: Wire, later: int, then: Callable[[Project], Any]
) -> None:
    wire.meanwhile = at_write(2, die)
    with pytest.raises(Died):
        hold(project)
    wire.meanwhile = nothing
    project.clock.sleep(later)

    then(project)
    hold(project)

    assert waiting(project) == []
    assert {one["address"] for one in shown(project)["changes"]} >= {"posts.late", "posts.soon"}


def test_a_post_that_missed_its_time_is_never_said_to_have_gone_out(project: Project) -> None:
    hold(project)
    project.clock.sleep(3 * DAY)
    assert resume(project).exit_code == 0
    project.apply()
    assert (waiting(project), held(project)) == ([], [])


def undone(project: Project, run: str = "latest") -> dict[str, str]:
    """What an undo leaves, each with the way out; it writes nothing and sends nothing."""
    before = {path: path.read_bytes() for path in project.root.glob("*.yaml")}
    project.reset()
    found = project.run("undo", run)
    assert (found.exit_code, project.calls()) == (4 if "is not undone" in found.stderr else 0, [])
    assert {path: path.read_bytes() for path in project.root.glob("*.yaml")} == before
    return {line: found.stderr for line in ALL if f"{line}" in found.stderr}


def test_undoing_a_hold_points_to_resume(project: Project) -> None:
    hold(project)
    found = undone(project)
    assert sorted(found) == sorted(ALL)
    assert all("it is held" in said and "rawugc-sync resume" in said for said in found.values())
    resume(project)  # as the hint has it
    project.assert_settled()


def test_undoing_a_resume_points_to_hold(project: Project) -> None:
    hold(project)
    resume(project)
    found = undone(project)
    assert sorted(found) == sorted(ALL)
    assert all("rawugc-sync hold" in said for said in found.values())
    hold(project)  # as the hint has it
    assert held(project) == sorted(ALL)


def test_undoing_a_hold_that_is_over_finds_nothing_to_undo(project: Project) -> None:
    hold(project)
    of_the_hold = listed(project)[0]["id"]
    resume(project)
    assert undone(project, of_the_hold) == {}
    project.assert_settled()


def test_undoing_a_resume_names_what_is_out_by_now(project: Project) -> None:
    hold(project)
    resume(project)
    project.dashboard.publish_post("post_4", project.rawugc.clock.ms)
    assert "it is published" in project.run("undo", "latest").stderr


def test_what_made_a_held_post_can_be_undone_and_the_plan_takes_it_off_once_it_is_back(
    project: Project,
) -> None:
    hold(project)
    assert project.run("undo", listed(project)[1]["id"]).exit_code == 0
    assert project.plan().actions == {}
    resume(project)
    assert project.plan().actions == {one: ["delete"] for one in ALL}


def test_what_nobody_could_write_down_is_said_and_the_posts_are_held(project: Project) -> None:
    (project.root / "rawugc.runs.json").write_text("{", encoding="utf-8")
    run = hold(project)
    assert (run.exit_code, held(project)) == (0, sorted(ALL))
    assert "this run could not be recorded" in run.stderr


def test_a_hold_takes_no_manifests(project: Project) -> None:
    project.write({"posts.yaml": "posts: {late: ["})
    assert hold(project).exit_code == 0
    assert held(project) == sorted(ALL)
    project.write(posts(LATE, SOON))
