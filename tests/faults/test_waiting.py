"""A run that dies while something is generated, and lists that fail: generated and paid once, found again."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from rawugc_sync.sandbox import Options
from rawugc_sync.sandbox.faults import Fault
from tests.conftest import Workspace
from tests.contract.project import Exchange, Project
from tests.contract.test_media import credits_spent
from tests.contract.test_waiting import dependent, files, videos
from tests.faults.processes import Fork, Held, Watched, posix, rawugc
from tests.faults.runner import Fault as Broken
from tests.faults.wire import FaultyRawUGC, problem

__all__ = ["rawugc"]

COUNT = 4
MANY = files(videos=videos(COUNT), personas={"p": dependent("videos.v00")})
PRICE = 5


def generation(exchange: Exchange) -> bool:
    return exchange.path == "/videos/generate"


def look(exchange: Exchange) -> bool:
    return exchange.path.startswith("/videos/vid_")


def survey(exchange: Exchange) -> bool:
    return "status" in exchange.query


@pytest.fixture
def options() -> Options:
    return Options(unpriced=PRICE, generation_seconds=100)


@posix
@pytest.mark.parametrize("at", [generation, look, survey])
def test_p4_a_run_that_is_killed_while_something_is_generated_is_carried_on(
    workspace: Workspace, rawugc: Watched, at: Callable[[Exchange], bool]
) -> None:
    project = workspace(MANY)
    held = Held(rawugc, at)
    fork = Fork.start(project, "apply", "--auto-approve")
    held.arrived()
    fork.kill()
    assert fork.end().exit_code == -9
    held.let_go()
    assert project.apply().exit_code == 0
    assert len(project.dashboard.objects("videos")) == COUNT
    assert credits_spent(project) == COUNT * PRICE
    assert [path for _, path, _ in project.calls()] == ["/videos/generate"] * COUNT + ["/personas"]
    project.assert_settled()


@posix
@pytest.mark.parametrize("at", [generation, look])
def test_what_was_approved_is_carried_on_under_the_same_approval(
    workspace: Workspace, rawugc: Watched, at: Callable[[Exchange], bool]
) -> None:
    project = workspace(MANY)
    assert project.run("plan", "--out", str(project.root / "approved.plan")).exit_code == 0
    approval = ("--expect-digest", str(project.root / "approved.plan"))
    held = Held(rawugc, at)
    fork = Fork.start(project, "apply", "--auto-approve", *approval)
    held.arrived()
    fork.kill()
    assert fork.end().exit_code == -9
    held.let_go()
    begun = [one for one in project.plan().json["resource_changes"] if not one["calls"]]
    assert {one["action_reason"] for one in begun} == {"created_before" if at is generation else "pending"}
    assert project.apply(*approval).exit_code == 0
    assert len(project.dashboard.objects("videos")) == COUNT
    project.assert_settled()


@posix
@pytest.mark.parametrize("number", range(1, 40, 3))
def test_p4_wherever_in_its_journal_a_run_is_killed_everything_is_generated_once(
    workspace: Workspace, number: int
) -> None:
    project = workspace(MANY)
    fork = Fork.start(
        project, "apply", "--auto-approve", "--no-wait", fault=Broken("fsync", number, "kill-after")
    )
    fork.end()
    run = project.apply()
    project.rawugc.clock.sleep(60)
    for address in run.result["unresolved_before"]:  # killed before it was sent: for a person to say
        assert project.run("state", "resolve", address, "--recreate").exit_code == 0
    assert project.apply().exit_code == 0
    assert len(project.dashboard.objects("videos")) == COUNT
    assert credits_spent(project) == COUNT * PRICE
    project.assert_settled()


@pytest.mark.parametrize(
    "fault",
    [
        pytest.param(Fault(answer=problem(503), method="GET", path="/videos", nth=2, times=None), id="503"),
        pytest.param(Fault("reset", method="GET", path="/videos", nth=2, times=None), id="reset"),
        pytest.param(Fault(answer=problem(403), method="GET", path="/videos", nth=2, times=None), id="403"),
        pytest.param(Fault(answer=problem(503), method="GET", path="/videos/*", times=9), id="looks-by-id"),
    ],
)
def test_lists_and_looks_that_fail_keep_nothing_from_being_ready(
    tmp_path: Path, wire: FaultyRawUGC, fault: Fault
) -> None:
    """The first list is the plan's: without that there is none."""
    project = Project(tmp_path, wire, wire.clock)
    project.write(MANY)
    wire.faults.set(fault)
    assert project.apply().exit_code == 0
    assert [path for _, path, _ in project.calls()] == ["/videos/generate"] * COUNT + ["/personas"]
    wire.faults.set()
    project.assert_settled()
