"""The stop mark that a hold leaves: who sees it, when it cannot be read, and what leads out."""

from __future__ import annotations

import pytest

from tests.conftest import Workspace
from tests.contract.project import START, Project, RawUGC
from tests.contract.test_hold import (
    Died,
    Wire,
    at_write,
    die,
    hold,
    live,
    nothing,
    post,
    posts,
    project,
    rawugc,
    resume,
    wire,
)
from tests.contract.test_hold_beside import brands

__all__ = ["RawUGC", "project", "rawugc", "wire"]
TORN = '{"version": 1, "workspace": "glow-lab", "stop": ['
TWO = "workspace: glow-lab\nenvironments:\n  prod: {}\n  test: {}\n"
EDITS = ("apply", "--auto-approve"), ("destroy", "--auto-approve")


def leave(project: Project, text: str) -> None:
    (project.root / "rawugc.stop.json").write_text(text, encoding="utf-8")


def interrupted(project: Project, wire: Wire) -> None:
    """A hold that died before its first delete."""
    wire.meanwhile = at_write(1, die)
    with pytest.raises(Died):
        hold(project)
    wire.meanwhile = nothing
    project.reset()


@pytest.mark.parametrize("command", EDITS, ids=" ".join)
def test_where_a_mark_is_left_nothing_is_read_and_the_hint_leads_out(
    project: Project, wire: Wire, command: tuple[str, ...]
) -> None:
    interrupted(project, wire)
    run = project.run(*command)
    assert (run.exit_code, project.requests()) == (3, [])
    assert "this run is stopped by a hold of" in run.stderr
    assert "run rawugc-sync hold again, or resume" in " ".join(run.stderr.split())
    assert resume(project).exit_code == 0
    assert project.apply().exit_code == 0
    project.assert_settled()


def test_a_plan_says_that_a_mark_is_left_and_its_file_is_refused(project: Project, wire: Wire) -> None:
    interrupted(project, wire)
    plan = project.run("plan", "--out", "saved.plan", "--json")
    said = [one for one in plan.json["diagnostics"] if one["code"] == "stopped"]
    assert plan.exit_code == 0
    assert [one["severity"] for one in said] == ["note"]
    assert said[0]["summary"].startswith("each apply is stopped by a hold of")
    project.reset()
    run = project.run("apply", "saved.plan")
    assert (run.exit_code, project.requests()) == (3, [])
    assert "stopped" not in resume(project, "--out", "back.plan").stdout
    assert project.run("apply", "back.plan").exit_code == 0
    project.assert_settled()


@pytest.mark.parametrize("text", [TORN, "", "\0", "[]", '{"version": 1}'], ids=repr)
@pytest.mark.parametrize("way_out", [hold, resume])
def test_a_mark_that_cannot_be_read_stops_each_apply_and_its_hint_leads_out(
    project: Project, text: str, way_out: object
) -> None:
    before = sorted(live(project))
    leave(project, text)
    assert project.run("plan").stdout.count("a hold may have stopped each apply") == 1
    project.reset()
    run = project.run("apply", "--auto-approve")
    assert (run.exit_code, project.requests()) == (3, [])
    assert "a hold may have stopped this run" in run.stderr
    assert "rawugc.stop.json cannot be used" in " ".join(run.stderr.split())
    assert "could not be saved" not in run.stdout + run.stderr
    assert way_out(project).exit_code == 0  # type: ignore[operator]
    assert resume(project).exit_code == 0
    assert project.apply().exit_code == 0
    assert sorted(live(project)) == before
    project.assert_settled()


def test_a_mark_that_is_torn_beside_an_apply_stops_it_and_what_is_done_is_saved(
    project: Project, wire: Wire
) -> None:
    project.write(posts(post("one", 60), post("two", 70), post("three", 80)))
    wire.meanwhile = at_write(2, lambda: leave(project, TORN))
    run = project.run("apply", "--auto-approve")
    assert (run.exit_code, len(project.calls())) == (130, 2)
    assert "a hold may have stopped this run" in run.stdout + run.stderr
    assert "The state was saved." in run.stdout
    assert resume(project).exit_code == 0
    assert project.apply().exit_code == 0
    project.assert_settled()


@pytest.mark.parametrize("command", ["hold", "resume"])
def test_a_mark_that_cannot_be_read_may_be_that_of_another_environment(
    workspace: Workspace, command: str
) -> None:
    project = workspace({"rawugc.yaml": TWO, **posts(post("one", 60))})
    leave(project, TORN)
    assert project.run("--env", "test", command, "--auto-approve").exit_code == 0
    assert project.run("--env", "test", "apply", "--auto-approve").exit_code == 0
    project.reset()
    other = project.run("--env", "prod", "apply", "--auto-approve")
    assert (other.exit_code, project.requests()) == (3, [])
    assert "cannot be used" in other.stderr
    assert project.run("--env", "prod", "resume", "--auto-approve").exit_code == 0
    assert "stopped" not in project.run("--env", "prod", "plan").stdout


def mark_of(project: Project, name: str) -> bool:
    path = project.root / name / "rawugc.stop.json"
    return path.exists() and '"id"' in path.read_text("utf-8")


def test_all_marks_are_left_before_the_first_hold_and_lifted_with_each(
    workspace: Workspace, wire: Wire
) -> None:
    project = brands(workspace, "one", "two", "three")
    seen: list[list[bool]] = []
    wire.meanwhile = lambda: seen.append([mark_of(project, name) for name in ("one", "two", "three")])
    run = project.run("hold", "--all", "--auto-approve")
    assert (run.exit_code, seen[0]) == (0, [True, True, True])
    assert "Left 3 stop marks, each lifted once its hold is through." in run.stderr
    assert not any(mark_of(project, name) for name in ("one", "two", "three"))
    wire.meanwhile = nothing
    assert project.run("resume", "--all", "--auto-approve").exit_code == 0
    assert len(live(project)) == 3


def test_of_several_the_one_whose_state_is_broken_gets_no_mark(workspace: Workspace) -> None:
    project = brands(workspace, "one", "two")
    (project.root / "one/rawugc.state.json").write_text("{", encoding="utf-8")
    run = project.run("hold", "--all", "--auto-approve")
    assert (run.exit_code, mark_of(project, "one"), mark_of(project, "two")) == (1, False, False)
    assert "Left 1 stop mark, each lifted" in run.stderr


def test_of_several_no_mark_is_left_where_nobody_can_be_asked(workspace: Workspace) -> None:
    project = brands(workspace, "one", "two")
    assert project.run("hold", "--all").exit_code == 1
    assert not (project.root / "one/rawugc.stop.json").exists()


def test_what_went_out_before_the_next_hold_is_not_called_held(project: Project, wire: Wire) -> None:
    interrupted(project, wire)
    project.dashboard.publish_post("post_1", START)
    run = project.run("hold", "--auto-approve")
    assert run.exit_code == 4
    assert "posts.soonest got out before it could be deleted" in run.stdout
    assert "Held already" not in run.stdout
