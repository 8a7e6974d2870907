"""P7 to P10: the disk is full, read-only or broken, or there are no file handles left."""

from __future__ import annotations

import errno
import json
import os
import re
from pathlib import Path

import pytest

from tests.conftest import Workspace
from tests.contract.project import Project, Run
from tests.faults.processes import (
    Fork,
    Watched,
    assert_each_has_one,
    created,
    ended,
    posix,
    rawugc,
    recover,
    start,
)
from tests.faults.runner import Fault, Operation, Way
from tests.sampling import SOAK

__all__ = ["rawugc"]

pytestmark = posix

OPERATIONS: dict[Operation, int] = {
    "mkdir": 7,
    "open": 13,
    "write": 9,
    "fsync": 17,
    "replace": 4,
    "unlink": 2,
}
"""What an undisturbed apply of this work does to files: the journal, the state, and the run."""


def persona(name: str, text: str = "Skin.") -> dict[str, str]:
    return {"name": name, "description": text}


BEFORE = {"grows": persona("Grows")}
AFTER = {"grows": persona("Grows", "More skin."), "one": persona("One"), "two": persona("Two")}


def failures(way: Way, error: int, every: int) -> list[Fault]:
    """A failure at each operation; outside of a soak at every so many of a kind."""
    step = 1 if SOAK else every
    return [
        Fault(name, n, way, error) for name, count in OPERATIONS.items() for n in range(1, count + 1, step)
    ]


@pytest.fixture
def project(workspace: Workspace) -> Project:
    """Two personas to create, and one to update."""
    made = workspace({"personas.yaml": {"personas": BEFORE}}).applied()
    made.write({"personas.yaml": {"personas": AFTER}})
    return made


def apply(project: Project, fault: Fault | None = None) -> Run:
    return Fork.start(project, "apply", "--json", "--auto-approve", fault=fault).end()


def assert_told(project: Project, run: Run) -> None:
    """I8: every object that was made is named, and an exit code of 0 means that all of it is done."""
    assert "Traceback" not in run.stderr
    assert run.exit_code in (0, 1, 4)
    done = {e.path for e in project.rawugc.log if e.method == "PATCH"}
    for id, fields in project.dashboard.objects("personas").items():
        if fields["name"] != "Grows" or f"/personas/{id}" in done:
            assert id in run.stdout
    if run.exit_code == 0:
        assert len(created(project.rawugc.log)) == 2


def assert_finishes(project: Project) -> None:
    assert recover(project) == []
    assert sorted(created(project.rawugc.log)) == [("/personas", "One"), ("/personas", "Two")]
    assert_each_has_one(project)
    project.assert_settled()


def test_p09_the_loop_has_every_operation(project: Project) -> None:
    fork = Fork.start(project, "apply", "--auto-approve")
    assert fork.end().exit_code == 0
    assert json.loads(fork.order.counts.read_text("utf-8")) == OPERATIONS


@pytest.mark.parametrize("fault", failures("fail-once", errno.EIO, every=2), ids=str)
def test_p09_an_operation_fails_once(project: Project, fault: Fault) -> None:
    assert_told(project, apply(project, fault))
    assert_finishes(project)


@pytest.mark.parametrize("fault", failures("fail-always", errno.ENOSPC, every=3), ids=str)
def test_p07_the_disk_is_full_from_one_operation_on(project: Project, fault: Fault) -> None:
    run = apply(project, fault)
    assert run.exit_code != 0 or [
        one["code"] for one in run.result["unrecorded"]
    ]  # all is done but its record
    assert_told(project, run)
    assert_finishes(project)


@pytest.mark.parametrize("operation", ["mkdir", "open"])
def test_p08_in_a_read_only_folder_nothing_is_sent(
    project: Project, rawugc: Watched, operation: Operation
) -> None:
    run = apply(project, Fault(operation, 1, "fail-always", errno.EROFS))
    assert run.exit_code == 1
    assert os.strerror(errno.EROFS) in run.stdout
    assert rawugc.log == []
    assert_finishes(project)


@pytest.mark.parametrize("number", [3, 4], ids=["backup", "state"])
def test_p09_a_state_that_cannot_be_saved_is_rescued(project: Project, number: int) -> None:
    """A copy elsewhere can be put in its place, and the journal alone is as good. The run comes first."""
    run = apply(project, Fault("replace", number, "fail-once"))
    assert run.exit_code == 4
    said = json.loads(run.stdout.splitlines()[-1])
    assert len(said["applied"]) == 3
    named = re.search(r"/[^ \"]*rawugc-state-[^ \"]*\.json", run.stdout + run.stderr)
    assert named
    (project.root / "rawugc.state.json").write_bytes(Path(named[0]).read_bytes())
    assert project.plan().exit_code == 0
    assert_finishes(project)


@pytest.mark.parametrize("blocks", [0, 1, 2, 4])
def test_p07_files_cannot_grow(project: Project, blocks: int) -> None:
    """A true limit, in blocks of half or one KiB: the disk is full in the middle of a file."""
    run = ended(start(project, "apply", "--json", "--auto-approve", shell=f'ulimit -f {blocks}; exec "$@"'))
    assert_told(project, run)
    assert_finishes(project)


@pytest.mark.parametrize("handles", [5, 6, 7])
def test_p10_no_file_handles_are_left(project: Project, handles: int) -> None:
    """Too few to import all of the tool, too few for the journal, and just enough."""
    ended(start(project, "apply", "--json", "--auto-approve", shell=f'ulimit -n {handles}; exec "$@"'))
    assert_finishes(project)
