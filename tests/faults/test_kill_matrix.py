"""P4: an apply is killed, once at each of its points, and the next runs carry on."""

from __future__ import annotations

import json

import pytest

from tests.conftest import Workspace
from tests.contract.project import Project
from tests.faults.processes import (
    Fork,
    Watched,
    assert_as_if_nothing_had_happened,
    assert_on_record,
    killing,
    posix,
    rawugc,
    recover,
    work,
)
from tests.faults.runner import Fault, Operation, Way
from tests.sampling import SOAK

__all__ = ["rawugc"]

pytestmark = posix

CALLS = 11
OPERATIONS: dict[Operation, int] = {
    "mkdir": 10,
    "open": 18,
    "write": 27,
    "fsync": 38,
    "replace": 6,
    "unlink": 3,
}
"""What an undisturbed apply of the work does: intent and outcome of each call, state, run and receipts."""


def points(operation: Operation, *ways: Way, every: int = 1) -> list[Fault]:
    """A fault at each operation of a kind; outside of a soak at every so many."""
    numbers = range(1, OPERATIONS[operation] + 1, 1 if SOAK else every)
    return [Fault(operation, number, way) for number in numbers for way in ways]


# Of what is kept beside the state there is no journal to unlink: behind that, nobody can be killed.
# The state comes last: as long as its journal is there, the next run records this one.
UNLINKS = [*points("unlink", "kill-before"), Fault("unlink", 3, "kill-after")]
POINTS = [
    *points("fsync", "kill-before", every=9),
    *points("fsync", "kill-after", every=3),
    *points("write", "kill-torn", every=5),
    *points("open", "kill-before", "kill-after", every=5),
    *points("replace", "kill-before", "kill-after"),
    *UNLINKS,
]


@pytest.fixture
def project(workspace: Workspace) -> Project:
    """Work that is ready to be applied."""
    made = workspace(work(done=False)).applied()
    made.write(work(done=True))
    return made


def apply(project: Project, fault: Fault | None = None) -> Fork:
    return Fork.start(project, "apply", "--auto-approve", fault=fault)


def test_p04_the_matrix_has_every_point(project: Project, rawugc: Watched) -> None:
    fork = apply(project)
    assert fork.end().exit_code == 0
    assert json.loads(fork.order.counts.read_text("utf-8")) == OPERATIONS
    assert len(rawugc.writes()) == CALLS
    assert_as_if_nothing_had_happened(project)


@pytest.mark.parametrize("fault", POINTS, ids=str)
def test_p04_killed_at_a_file_operation(project: Project, fault: Fault) -> None:
    assert apply(project, fault).end().exit_code == -9
    asked = recover(project)
    assert [address for address in asked if not address.startswith("posts.")] == []
    assert_as_if_nothing_had_happened(project)
    assert_on_record(project, but=asked)


@pytest.mark.parametrize("call", range(1, CALLS + 1))
def test_p04_killed_when_a_call_is_carried_out_and_not_answered(
    project: Project, rawugc: Watched, call: int
) -> None:
    with killing(rawugc, call) as victim:
        victim.append(apply(project))
        assert victim[0].end().exit_code == -9
    assert recover(project) == []
    assert_as_if_nothing_had_happened(project)
    assert_on_record(project)


@pytest.mark.parametrize(
    "fault",
    [*points("replace", "kill-before", "kill-after"), *UNLINKS],
    ids=str,
)
def test_p04_killed_again_while_the_journal_is_folded(
    project: Project, rawugc: Watched, fault: Fault
) -> None:
    with killing(rawugc, CALLS - 1) as victim:
        victim.append(apply(project))
        assert victim[0].end().exit_code == -9
    project.rawugc.clock.sleep(60)
    assert apply(project, fault).end().exit_code == -9
    assert recover(project) == []
    assert_as_if_nothing_had_happened(project)
    assert_on_record(project)


SURGERY: list[tuple[str, ...]] = [
    ("state", "mv", "personas.it", "personas.other"),
    ("state", "rm", "personas.it"),
    ("state", "rm", "--all", "--auto-approve"),
    ("import", "personas.more", "per_2"),
]


@pytest.mark.parametrize("command", SURGERY, ids=" ".join)
@pytest.mark.parametrize(
    "fault", [Fault("replace", n, way) for n in (1, 2) for way in ("kill-before", "kill-after")], ids=str
)
def test_p04_killed_in_the_middle_of_surgery(
    workspace: Workspace, command: tuple[str, ...], fault: Fault
) -> None:
    person = {"name": "It", "description": "D"}
    project = workspace({"it.yaml": {"personas": {"it": person}}}).applied()
    project.dashboard.insert("personas", person | {"name": "More"})
    project.write({"more.yaml": {"personas": {"more": person | {"name": "Other"}}}})
    before = project.state
    assert Fork.start(project, *command, fault=fault).end().exit_code == -9
    done = (fault.number, fault.way) == (2, "kill-after")
    assert (project.state != before) == done
    assert project.calls() == []
    assert done or project.run(*command).exit_code == 0
    assert project.state["serial"] == before["serial"] + 1
