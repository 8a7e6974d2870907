"""P12: two runs on one machine. One goes, the other says who goes, or waits for its turn."""

from __future__ import annotations

import os
import re
import socket

import pytest

from tests.conftest import Workspace
from tests.contract.project import Project
from tests.faults.processes import (
    Held,
    Watched,
    assert_each_has_one,
    created,
    ended,
    posix,
    rawugc,
    recover,
    start,
)

__all__ = ["rawugc"]

pytestmark = posix

PERSONA = {"name": "One", "description": "One."}


@pytest.fixture
def project(workspace: Workspace) -> Project:
    """One persona to create."""
    return workspace({"personas.yaml": {"personas": {"one": PERSONA}}})


@pytest.fixture
def held(rawugc: Watched) -> Held:
    """The first create is carried out, and not answered until it is let go."""
    return Held(rawugc, lambda exchange: exchange.method == "POST")


def assert_made_once(project: Project) -> None:
    assert created(project.rawugc.log) == [("/personas", "One")]
    assert_each_has_one(project)
    project.assert_settled()


@pytest.mark.parametrize(
    "command",
    [
        ("apply", "--auto-approve"),
        ("destroy", "--auto-approve"),
        ("state", "resolve", "personas.one", "--forget"),
    ],
)
def test_p12_who_comes_second_is_told_who_is_first(
    project: Project, rawugc: Watched, held: Held, command: tuple[str, ...]
) -> None:
    first = start(project, "apply", "--auto-approve")
    held.arrived()
    second = project.run(*command)
    assert second.exit_code == 5
    for detail in (socket.gethostname(), str(first.pid), "rawugc-sync apply", "--lock-timeout"):
        assert detail in second.stderr
    assert len(rawugc.writes()) == 1
    held.let_go()
    assert ended(first).exit_code == 0
    assert_made_once(project)


def test_p12_who_waits_goes_after(project: Project, held: Held) -> None:
    first = start(project, "apply", "--auto-approve")
    held.arrived()
    second = start(project, "apply", "--auto-approve", "--lock-timeout", "60")
    held.let_go()
    assert [ended(first).exit_code, ended(second).exit_code] == [0, 0]
    assert_made_once(project)


def test_p12_whoever_is_let_in_first_the_object_is_made_once(project: Project) -> None:
    runs = [start(project, "apply", "--auto-approve", "--lock-timeout", "60") for _ in range(3)]
    assert [ended(run).exit_code for run in runs] == [0, 0, 0]
    assert_made_once(project)


def test_p12_one_saved_plan_is_applied_once(project: Project, held: Held) -> None:
    """F4: also when there was no state yet when the plan was made."""
    plan = str(project.root / "plan.json")
    assert project.run("plan", "--out", plan).exit_code == 0
    first = start(project, "apply", plan)
    held.arrived()
    second = start(project, "apply", plan, "--lock-timeout", "60")
    held.let_go()
    assert ended(first).exit_code == 0
    run = ended(second)
    assert run.exit_code == 3
    assert "applied already" in run.stderr
    assert_made_once(project)


def test_p12_a_plan_needs_no_lock_and_writes_nothing(project: Project, held: Held) -> None:
    first = start(project, "apply", "--auto-approve")
    held.arrived()
    files = {path: path.read_bytes() for path in project.root.rglob("*") if path.is_file()}
    assert project.plan().json["summary"]["adopt"] == 1
    assert files == {path: path.read_bytes() for path in project.root.rglob("*") if path.is_file()}
    held.let_go()
    assert ended(first).exit_code == 0
    assert_made_once(project)


def test_p12_a_killed_holder_leaves_the_lock_free(project: Project, held: Held) -> None:
    first = start(project, "apply", "--auto-approve")
    held.arrived()
    assert project.run("state", "unlock").exit_code == 5
    first.kill()
    assert ended(first).exit_code == -9
    held.let_go()
    assert project.run("state", "unlock").exit_code == 0
    assert recover(project) == []
    assert_made_once(project)


def test_p12_the_lock_is_held_through_the_approval(project: Project, rawugc: Watched) -> None:
    terminal, its_end = os.openpty()
    first = start(project, "apply", stdin=its_end)
    assert first.stderr is not None
    while "yes" not in first.stderr.readline():
        assert rawugc.writes() == []
    assert re.search(rf"process {first.pid}\b", project.apply().stdout)
    os.write(terminal, b"yes\n")
    assert ended(first).exit_code == 0
    os.close(its_end)
    os.close(terminal)
    assert_made_once(project)
