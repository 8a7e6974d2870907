"""A first apply to an account that has content already says whose it is, for one more read."""

from __future__ import annotations

from typing import Any

import pytest

from tests.conftest import Workspace
from tests.contract.project import Project

BRAND: dict[str, Any] = {
    "brand.yaml": {
        "personas": {key: {"name": key.title(), "description": "D"} for key in ("ana", "ben")},
        "messaging": {"gentle": {"name": "Gentle", "body": "B"}},
    }
}
ACCOUNTS = ("GET", "/social/accounts")
LISTS = [("GET", "/messaging"), ("GET", "/personas")]


@pytest.fixture
def crowded(workspace: Workspace) -> Project:
    """A workspace without a state, and content of the dashboard, of which one persona matches."""
    project = workspace(BRAND)
    for name in ("Ana", "Zoe"):
        project.dashboard.insert("personas", {"name": name, "description": "D"})
    return project


def test_the_plan_names_the_organization_its_accounts_and_how_much_matches(crowded: Project) -> None:
    plan = crowded.plan()
    assert plan.said("no-state")["summary"] == (
        "first apply to org_1 (tiktok/glowlab, instagram/glow.lab, youtube/glowlabskin): "
        "1 of 3 resources match live objects, 1 live object stays unmanaged"
    )
    assert (sorted(crowded.requests()[:2]), crowded.requests()[2:]) == (LISTS, [ACCOUNTS])
    assert plan.json["budget"] == {
        "requests": 5,
        "reads": 3,
        "writes": 2,
        "credits": 0,
        "credits_unknown": 0,
        "seconds": 0,
    }


def test_an_apply_sends_what_the_plan_has_counted_and_the_next_plan_asks_no_more(crowded: Project) -> None:
    assert crowded.apply().exit_code == 0
    assert len(crowded.requests()) == 5
    assert crowded.calls() == [
        ("POST", "/messaging", {"name": "Gentle", "body": "B"}),
        ("POST", "/personas", {"name": "Ben", "description": "D"}),
    ]
    assert [d["code"] for d in crowded.assert_settled().diagnostics] == []
    assert sorted(crowded.requests()) == LISTS


def test_an_empty_account_costs_no_further_read(workspace: Workspace) -> None:
    project = workspace(BRAND)
    assert project.plan().said("no-state")["summary"] == "no state yet, and nothing live matches"
    assert sorted(project.requests()) == LISTS


def test_accounts_that_a_post_needs_are_read_once(crowded: Project) -> None:
    launch = {"videoUrl": "https://x.example/v.mp4", "accounts": ["tiktok/glowlab"], "mode": "draft"}
    crowded.write({"posts.yaml": {"posts": {"launch": launch}}})
    assert crowded.plan().exit_code == 2
    assert crowded.requests().count(ACCOUNTS) == 1


def test_drift_and_pull_stay_as_they_are(crowded: Project) -> None:
    assert crowded.run("drift", "--json", "--target", "personas").exit_code == 0
    assert crowded.run("pull", "--dry-run", "personas").exit_code == 0
    assert ACCOUNTS not in crowded.requests()
