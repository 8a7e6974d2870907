"""Hold and resume under the rate limit: ten requests a minute, of which somebody else may have taken some."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from rawugc_sync.sandbox import Options
from tests.conftest import Workspace
from tests.contract.project import START, Project, RawUGC
from tests.contract.test_hold import Wire, held, hold, post, posts, resume

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
