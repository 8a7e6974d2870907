"""Hold and resume under the rate limit: ten requests a minute, of which somebody else may have taken some."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from rawugc_sync.sandbox import Options
from tests.conftest import Workspace
from tests.contract.project import START, Project, RawUGC, Run
from tests.contract.test_hold import Wire, at_write, held, hold, post, posts, resume, wire

__all__ = ["wire"]

DUE = 30
"""Minutes after the start at which all are due."""


@pytest.fixture
def rawugc() -> Iterator[RawUGC]:
    made = RawUGC()
    made.transport = Wire(made.store, Options(rate_limit=10), lambda: made.clock.ms, made.record)
    yield made
    made.store.close()


@pytest.fixture
def project(workspace: Workspace) -> Project:
    return workspace(posts(*(post(f"post{number:02}", DUE) for number in range(12)))).applied()


def wait_until(project: Project, seconds_before: int) -> None:
    """Until so long before all are due."""
    now = project.rawugc.clock.ms
    project.rawugc.clock.sleep((START - now) / 1000 + DUE * 60 - seconds_before)


def test_what_the_rate_limit_lets_come_too_late_stays_held_and_the_rest_is_put_back(project: Project) -> None:
    assert hold(project).exit_code == 0
    wait_until(project, 150)
    project.reset()

    run = project.run("resume", "--auto-approve")

    assert run.exit_code == 0
    back = [body["content"] for _, _, body in project.calls()]
    assert back == [f"Text post{number:02}" for number in range(8)]  # two lists, and what is left of ten
    late = [f"posts.post{number:02}" for number in range(8, 12)]
    assert held(project) == late
    assert all(f"{address}: is due" in run.stdout for address in late)
    assert "It stays held, and the rest is put back." in run.stdout
    assert "--allow-late" not in run.stdout  # which a resume does not take

    project.rawugc.clock.sleep(150)
    assert resume(project).exit_code == 0
    assert held(project) == []
    assert project.assert_settled().codes == {"missed"}


def test_the_mark_is_left_before_anything_is_read(workspace: Workspace, wire: Wire) -> None:
    """A read may wait for the rate limit, which a running apply uses up: it would go on meanwhile."""
    project = workspace(posts(*(post(f"post{number:02}", DUE) for number in range(12))))
    runs: list[Run] = []
    wire.meanwhile = at_write(6, lambda: runs.append(hold(project, "--lock-timeout", "0")))

    apply = project.apply()

    assert (apply.exit_code, [run.exit_code for run in runs]) == (130, [5])
    reads = [path for method, path in project.requests() if method == "GET"]
    assert (len(project.calls()), reads) == (6, ["/social/posts", "/social/accounts"])  # the apply's own
    project.rawugc.clock.sleep(60)
    project.reset()
    assert hold(project).exit_code == 0
    asked = [method for method, _ in project.requests()]
    assert asked == ["GET", *["DELETE"] * 6]
    assert resume(project).exit_code == 0
    assert project.apply().exit_code == 0
    project.assert_settled()
