"""A hold and a resume are killed, once at each of their points, and the next ones carry on."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.conftest import Workspace
from tests.contract.project import START, Project
from tests.faults.processes import (
    DAY,
    Fork,
    Held,
    Watched,
    assert_each_has_one,
    created,
    ended,
    killing,
    live,
    posix,
    rawugc,
    start,
)
from tests.faults.runner import Fault, Operation, Way
from tests.sampling import SOAK

__all__ = ["rawugc"]

pytestmark = posix

COMMANDS = ("hold", "resume")
CALLS = 2
OPERATIONS: dict[str, dict[Operation, int]] = {
    "hold": {"mkdir": 15, "open": 24, "write": 5, "fsync": 18, "replace": 9, "unlink": 5},
    "resume": {"mkdir": 10, "open": 18, "write": 8, "fsync": 19, "replace": 6, "unlink": 3},
}
"""What an undisturbed hold and resume of two posts do: mark, state, run, receipts; and a resume's journal."""


def points(command: str) -> list[Fault]:
    """A fault around each replacement of a file, and at what else reaches the disk; all in a soak."""
    ways: dict[Operation, tuple[int, tuple[Way, ...]]] = {
        "replace": (1, ("kill-before", "kill-after")),
        "unlink": (1, ("kill-before",)),
        "fsync": (3, ("kill-after",)),
        "write": (2, ("kill-torn",)),
    }
    counted = OPERATIONS[command]
    return [
        Fault(operation, number, way)
        for operation, (every, several) in ways.items()
        for number in range(1, counted[operation] + 1, 1 if SOAK else every)
        for way in several
    ]


POINTS = [(command, fault) for command in COMMANDS for fault in points(command)]
each_point = pytest.mark.parametrize(("command", "fault"), POINTS, ids=str)


def posts(*names: str) -> dict[str, Any]:
    made = {
        name: {
            "mode": "schedule",
            "videoUrl": f"https://cdn.example.com/{name}.mp4",
            "content": f"About {name}",
            "accounts": ["tiktok/glowlab"],
            "scheduledFor": START + day * DAY,
            "timezone": "UTC",
        }
        for day, name in enumerate(names, 1)
    }
    return {"posts.yaml": {"posts": made}}


@pytest.fixture
def project(workspace: Workspace) -> Project:
    return workspace(posts("soon", "late")).applied()


def begun(project: Project, command: str) -> list[dict[str, Any]]:
    """What was live before anything; the project stands before the command."""
    before = live(project)["posts"]
    if command == "resume":
        assert project.run("hold", "--auto-approve").exit_code == 0
    return before


def run(project: Project, command: str, fault: Fault | None = None) -> Fork:
    return Fork.start(project, command, "--auto-approve", fault=fault)


def assert_back(project: Project, before: list[dict[str, Any]]) -> None:
    """All is as it was: nothing was deleted or made twice, and no receipt tells of what is not there."""
    done = [e for e in project.rawugc.log if e.method != "GET" and e.status < 300]
    deleted = [e.path for e in done if e.method == "DELETE"]
    assert live(project)["posts"] == before
    assert len(deleted) == len(set(deleted))
    assert len(created(done)) == len(deleted)
    assert_each_has_one(project)
    assert project.state.get("held", {}) == {}
    project.assert_settled()
    assert [e.status for e in project.rawugc.log if e.status >= 400] == []
    told = project.run("receipts", "--json").json  # a run that was killed has none
    assert {one["id"] for one in told} <= set(project.dashboard.objects("posts"))


@pytest.mark.parametrize("command", COMMANDS)
def test_the_matrix_has_every_point(project: Project, rawugc: Watched, command: str) -> None:
    before = begun(project, command)
    calls = len(rawugc.writes())
    fork = run(project, command)
    assert fork.end().exit_code == 0
    assert json.loads(fork.order.counts.read_text("utf-8")) == OPERATIONS[command]
    assert len(rawugc.writes()) - calls == CALLS
    assert project.run("resume", "--auto-approve").exit_code == 0
    assert_back(project, before)


def back(project: Project) -> None:
    """Put back, by as many resumes as it takes; where nobody can tell whether it is there, a person looks."""
    project.rawugc.clock.sleep(60)
    for _ in range(3):
        code = project.run("resume", "--auto-approve").exit_code
        if code == 0:
            return
        assert code == 6
        for address in project.state["unresolved"]:
            assert project.run("state", "resolve", address, "--recreate").exit_code == 0
    raise AssertionError("it does not come to rest")


@each_point
def test_killed_at_a_file_operation_and_held_again(project: Project, command: str, fault: Fault) -> None:
    before = begun(project, command)
    assert run(project, command, fault).end().exit_code == -9
    assert project.run("hold", "--auto-approve").exit_code == 0
    assert live(project)["posts"] == []
    back(project)
    assert_back(project, before)


@each_point
def test_killed_at_a_file_operation_and_resumed(project: Project, command: str, fault: Fault) -> None:
    before = begun(project, command)
    assert run(project, command, fault).end().exit_code == -9
    back(project)
    assert_back(project, before)


@pytest.mark.parametrize("call", range(1, CALLS + 1))
@pytest.mark.parametrize("then", COMMANDS)
@pytest.mark.parametrize("command", COMMANDS)
def test_killed_when_a_call_is_carried_out_and_not_answered(
    project: Project, rawugc: Watched, command: str, then: str, call: int
) -> None:
    before = begun(project, command)
    with killing(rawugc, len(rawugc.writes()) + call) as victim:
        victim.append(run(project, command))
        assert victim[0].end().exit_code == -9
    assert project.run(then, "--auto-approve").exit_code == 0
    back(project)
    assert_back(project, before)


@pytest.mark.parametrize("call", [1, 2, 3])
def test_an_apply_in_another_process_ends_at_the_mark_and_the_hold_takes_what_it_made(
    workspace: Workspace, rawugc: Watched, call: int
) -> None:
    project = workspace(posts("soon", "late", "later"))
    gate = Held(rawugc, lambda exchange: exchange.method == "POST" and len(rawugc.writes()) == call)
    apply = start(project, "apply", "--auto-approve")
    gate.arrived()
    hold = start(project, "hold", "--auto-approve")
    assert hold.stderr is not None
    assert hold.stderr.readline().startswith("A stop mark is left. Waiting for rawugc-sync apply by")
    gate.let_go()

    stopped, over = ended(apply), ended(hold)

    last = call == 3  # then there is no next call to stop at
    assert stopped.exit_code == (0 if last else 130)
    assert ("this run is stopped by a hold of" in stopped.stdout + stopped.stderr) is not last
    assert over.exit_code == 0
    assert [(e.method, e.status) for e in rawugc.writes()] == [("POST", 201)] * call + [
        ("DELETE", 200)
    ] * call
    assert len(project.state["held"]) == call
    assert project.run("resume", "--auto-approve").exit_code == 0
    assert project.apply().exit_code == 0
    assert len(project.dashboard.objects("posts")) == 3
    project.assert_settled()


BEFORE_ITS_CALLS = 3
"""The replacement of a file with which the state holds what is about to be deleted."""


def test_a_hold_that_is_stopped_leaves_the_rest_and_its_mark(project: Project) -> None:
    before = begun(project, "hold")
    stopped = run(project, "hold", Fault("replace", BEFORE_ITS_CALLS, "stop-after")).end()
    assert (stopped.exit_code, project.calls()) == (130, [])
    assert "0 deleted, 0 held." in stopped.stdout
    assert stopped.stdout.count("  - posts.") == 4  # as it was shown, and as it was not come to
    assert "The stop mark stays" in stopped.stdout
    assert project.run("hold", "--auto-approve").exit_code == 0
    back(project)
    assert_back(project, before)
