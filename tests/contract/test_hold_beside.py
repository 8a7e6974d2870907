"""What other commands make of what is held: they leave it alone, and say so where they speak of it."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from icalendar import Calendar

from tests.conftest import Workspace
from tests.contract.project import Project, RawUGC
from tests.contract.test_hold import (
    Died,
    Wire,
    at_write,
    die,
    held,
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

__all__ = ["RawUGC", "project", "rawugc", "wire"]
ALL = ["posts.late", "posts.soon", "posts.soonest"]


@dataclass(frozen=True)
class Case:
    """A command line that exits with `code` and says `said`; `unsaid` is not on stdout."""

    command: tuple[str, ...]
    said: str = ""
    code: int = 0
    unsaid: str = "\0"


CASES = {
    "plan": Case(("plan",), "is held since Fri 2027-01-15 08:00 UTC: it was deleted, and is left alone"),
    "plan of one": Case(("plan", "--target", "posts.soon"), "posts.soon: is held since", unsaid="posts.late"),
    "plan of what changed": Case(("plan", "--changed"), "is held since"),
    "plan of all workspaces": Case(("plan", "--all"), "is held since"),
    "plan with an exit code": Case(("plan", "--detailed-exitcode"), "is held since"),
    "strict plan": Case(("plan", "--strict"), "is held since"),
    "apply": Case(("apply", "--auto-approve"), "is held since"),
    "drift": Case(("drift", "--detailed-exitcode"), "is held since", unsaid="unmanaged"),
    "pull": Case(("pull",), "Nothing"),
    "calendar": Case(("calendar",), "0 posts", unsaid="posts.soon"),
    "calendar, of what is not on it": Case(("calendar",), "posts.soon: is held since", unsaid="posts.soon"),
    "state list": Case(("state", "list"), "posts.soon     held: see resume"),
    "state show": Case(("state", "show", "posts.soon"), "posts.soon is held: see resume", unsaid="is held"),
    "recorded state": Case(("state", "show", "posts.soon"), '"id": "post_2"'),
    "validate": Case(("validate",)),
    "receipts": Case(("receipts",), unsaid="posts.soon"),
    "recreate": Case(("plan", "--recreate", "posts.soon"), "is held since"),
    "replace": Case(("plan", "--replace", "posts.soon"), "is held since"),
    "review": Case(("review", "--dir", "out")),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
def test_it_leaves_alone_what_is_held(project: Project, case: Case) -> None:
    hold(project)
    state = project.state
    project.reset()

    run = project.run(*case.command)

    assert (run.exit_code, project.calls(), project.state["held"]) == (case.code, [], state["held"])
    assert case.said in run.stdout + run.stderr
    assert case.unsaid not in run.stdout
    assert resume(project).exit_code == 0
    project.assert_settled()


def test_a_calendar_that_is_written_names_what_is_held(project: Project) -> None:
    hold(project)
    assert project.run("calendar", "--html", "c.html", "--ics", "c.ics").exit_code == 0
    told = "Held, and on no day until resume: posts.late, posts.soon, posts.soonest."
    assert told in (project.root / "c.html").read_text("utf-8")
    read = Calendar.from_ical((project.root / "c.ics").read_bytes())
    assert told in str(read["x-wr-caldesc"])
    assert read.events == []
    assert resume(project).exit_code == 0
    assert project.run("calendar", "--html", "c.html", "--ics", "c.ics").exit_code == 0
    assert "Held" not in (project.root / "c.html").read_text("utf-8")
    assert "x-wr-caldesc" not in Calendar.from_ical((project.root / "c.ics").read_bytes())


def test_what_was_cleared_in_the_dashboard_stays_cleared(project: Project) -> None:
    project.dashboard.edit("posts", "post_2", {"content": None})
    hold(project)
    project.reset()
    assert resume(project).exit_code == 0
    bodies = {body["videoUrl"].rpartition("/")[2]: body for _, _, body in project.calls()}
    assert not bodies["soon.mp4"].get("content")
    project.assert_settled()


def test_destroy_leaves_nothing_that_a_resume_would_put_back(project: Project) -> None:
    hold(project)
    project.reset()
    run = project.run("destroy", "--auto-approve")
    assert (run.exit_code, project.calls(), held(project)) == (0, [], [])
    assert "is held, and is let go" in run.stdout
    assert resume(project).exit_code == 0
    assert live(project) == {}


def half_held(project: Project, wire: Wire) -> None:
    """A hold that has deleted the first, and died; its mark is gone, as where there is no room for one."""
    wire.meanwhile = at_write(2, die)
    with pytest.raises(Died):
        hold(project)
    wire.meanwhile = nothing
    (project.root / "rawugc.stop.json").unlink()
    project.reset()


def test_destroy_deletes_what_a_hold_has_not_come_to(project: Project, wire: Wire) -> None:
    half_held(project, wire)
    run = project.run("destroy", "--auto-approve")
    assert (run.exit_code, held(project), live(project)) == (0, [], {})


OTHERS = [("pull",), ("drift",), ("apply", "--auto-approve"), ("plan",)]


@pytest.mark.parametrize("command", OTHERS, ids=" ".join)
def test_what_a_hold_has_not_come_to_is_nobody_elses(
    project: Project, wire: Wire, command: tuple[str, ...]
) -> None:
    half_held(project, wire)
    run = project.run(*command)
    assert (run.exit_code, project.calls(), held(project)) == (0, [], ALL)
    assert "unmanaged" not in run.stdout + run.stderr
    assert "is not managed" not in run.stdout + run.stderr
    assert hold(project).exit_code == 0
    assert resume(project).exit_code == 0
    project.assert_settled()


@pytest.mark.parametrize("died", [False, True], ids=["whole", "interrupted"])
def test_a_state_moves_with_what_is_held_and_not_while_a_hold_is_open(
    project: Project, wire: Wire, died: bool
) -> None:
    wire.meanwhile = at_write(2, die) if died else nothing
    if died:
        with pytest.raises(Died):
            hold(project)
        wire.meanwhile = nothing
        refused = project.run("state", "migrate", "--to", "moved/state.json", "--auto-approve")
        assert (refused.exit_code, "Run rawugc-sync hold again" in refused.stderr) == (3, True)
    hold(project)  # as the hint has it
    assert project.run("state", "migrate", "--to", "moved/state.json", "--auto-approve").exit_code == 0
    project.write({"rawugc.yaml": "workspace: glow-lab\nstate: moved/state.json\n"})
    assert resume(project).exit_code == 0
    assert len(live(project)) == 3
    assert project.plan().actions == {}


def brands(workspace: Workspace, *names: str) -> Project:
    """A repository with a brand in each of these folders, each with one post that is live."""
    project = workspace({})
    for minutes, name in enumerate(names, 30):
        project.write({f"{name}/rawugc.yaml": f"workspace: {name}\n"})
        project.write({f"{name}/posts.yaml": posts(post(name, minutes))["posts.yaml"]})
        assert project.run("-C", str(project.root / name), "apply", "--auto-approve").exit_code == 0
    project.reset()
    return project


def test_all_workspaces_are_told_of_in_one_object(workspace: Workspace) -> None:
    project = brands(workspace, "one", "two")
    told = project.run("hold", "--all", "--auto-approve", "--json").json
    assert [(one["path"], one["hold"]["held"]) for one in told["workspaces"]] == [
        ("one", ["posts.one"]),
        ("two", ["posts.two"]),
    ]
    summary = project.run("hold", "--all", "--auto-approve").stdout
    assert [line.split()[:2] for line in summary.splitlines()[-2:]] == [["one", "0"], ["two", "0"]]
    assert "nothing to hold" in summary


def test_all_workspaces_of_a_repository_are_held_and_put_back(workspace: Workspace) -> None:
    project = brands(workspace, "one", "two")
    assert project.run("hold", "--all", "--auto-approve").exit_code == 0
    assert len(live(project)) == 0
    assert project.run("resume", "--all", "--auto-approve").exit_code == 0
    assert sorted(live(project)) == ["Text one", "Text two"]


def test_one_workspace_that_cannot_be_held_stops_no_other(workspace: Workspace) -> None:
    project = brands(workspace, "one", "two")
    (project.root / "one/rawugc.state.json").write_text("{", encoding="utf-8")
    run = project.run("hold", "--all", "--auto-approve")
    assert (run.exit_code, project.calls()) == (1, [("DELETE", "/social/posts/post_2", None)])


@pytest.mark.parametrize("command", ["hold", "resume"])
def test_of_several_nothing_is_done_where_nobody_can_be_asked(workspace: Workspace, command: str) -> None:
    project = brands(workspace, "one", "two")
    if command == "resume":
        project.run("hold", "--all", "--auto-approve")
    project.reset()
    run = project.run(command, "--all")
    assert (run.exit_code, project.calls()) == (1, [])


@pytest.mark.parametrize(
    "options", [("resume", "--all", "--out", "x.plan"), ("hold", "--changed-since", "x")]
)
def test_what_does_not_go_with_several_is_refused(workspace: Workspace, options: tuple[str, ...]) -> None:
    project = brands(workspace, "one")
    run = project.run(*options)
    assert (run.exit_code != 0, project.requests()) == (True, [])
