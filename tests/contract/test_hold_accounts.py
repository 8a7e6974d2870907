"""Resume, where an account that something went out on is not connected any more: the rest is put back."""

from __future__ import annotations

from typing import Any

import pytest

from tests.conftest import Workspace
from tests.contract.project import Project
from tests.contract.test_hold import LATE, SOON, held, hold, post, posts, resume

ON_BOTH = post("soonest", 60, accounts=["instagram/glow.lab"])


@pytest.fixture
def account() -> dict[str, Any]:
    """What is taken away, as it was."""
    return {}


@pytest.fixture
def project(workspace: Workspace, account: dict[str, Any]) -> Project:
    """Three posts that were held; then the account of one of them was disconnected, and the rest put back."""
    project = workspace(posts(LATE, SOON, ON_BOTH)).applied()
    hold(project)
    accounts = project.dashboard.objects("accounts")
    id_, taken = next((id_, one) for id_, one in accounts.items() if one["username"] == "glow.lab")
    account |= taken
    project.dashboard.remove("accounts", id_)
    project.reset()

    run = project.run("resume", "--auto-approve")

    assert run.exit_code == 0
    assert "posts.soonest: no connected account is called instagram/glow.lab" in run.stdout
    assert "It stays held, and the rest is put back." in run.stdout
    assert [body["content"] for _, _, body in project.calls()] == ["Text soon", "Text late"]
    assert held(project) == ["posts.soonest"]
    return project


def test_once_it_is_connected_again_resume_puts_back_the_rest(
    project: Project, account: dict[str, Any]
) -> None:
    project.dashboard.insert("accounts", account)
    project.reset()
    assert resume(project).exit_code == 0
    assert [body["content"] for _, _, body in project.calls()] == ["Text soonest"]
    assert held(project) == []
    project.assert_settled()


def test_with_another_account_in_the_manifests_it_is_let_go_and_applied(project: Project) -> None:
    project.write(posts(LATE, SOON, post("soonest", 60)))
    assert project.run("state", "rm", "posts.soonest").exit_code == 0
    project.reset()
    assert project.apply().exit_code == 0
    assert [body["content"] for _, _, body in project.calls()] == ["Text soonest"]
    project.assert_settled()


def test_any_other_plan_leaves_it_alone(project: Project) -> None:
    plan = project.plan()
    assert (plan.exit_code, plan.said("held")["address"]) == (0, "posts.soonest")
