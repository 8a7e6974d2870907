"""Runs that must be meant: from a checkout without what was applied last, and without a state in CI."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import replace
from io import StringIO
from pathlib import Path

import pytest

from tests.conftest import Workspace
from tests.contract.project import Project
from tests.git.test_checkout import PLAIN, git

BRAND = {"personas": {"p": {"name": "P", "description": "One."}}}
NEWER = {"personas": {"p": {"name": "P", "description": "Two."}}}
LIVE = {"name": "Q", "description": "Of the dashboard."}
MORE = {"personas": {**NEWER["personas"], "q": LIVE}}
IN_CI = {"CI": "true"}
SURGERY = [("state", "mv", "personas.p", "personas.r"), ("state", "rm", "personas.p")]


def in_git(project: Project) -> Project:
    """The same workspace in a repository of its own; the state is not part of it, nor what is beside it."""
    git(project.root, "init", "--quiet", "--initial-branch", "main")
    project.write({".gitignore": ".rawugc/\nrawugc.*.json\n"})
    return replace(project, variables=PLAIN)


def commit(project: Project, brand: object) -> str:
    project.write({"brand.yaml": brand})  # type: ignore[dict-item]
    git(project.root, "add", ".")
    git(project.root, "commit", "--quiet", "-m", "Edit")
    return git(project.root, "rev-parse", "HEAD")


@pytest.fixture
def project(workspace: Workspace) -> Project:
    return in_git(workspace({}))


def test_the_state_says_from_what_it_was_applied(project: Project) -> None:
    id = commit(project, BRAND)
    by = replace(project, variables={**PLAIN, "GITHUB_ACTOR": "mia"})
    assert by.apply().exit_code == 0
    applied = {"at": "2027-01-15T08:00:00+00:00", "by": "mia", "commit": id}
    digest = project.state["applied"]["digest"]
    assert project.state["applied"] == {**applied, "digest": digest}
    plan = project.assert_settled()
    assert plan.json["state"]["applied"] == applied
    assert f"applied 2027-01-15 08:00:00 UTC from {id[:12]} by mia" in project.run("plan").stdout


@pytest.mark.parametrize("command", ["plan", "apply", "destroy"])
def test_an_older_checkout_is_refused_until_it_is_meant(project: Project, command: str) -> None:
    first = commit(project, BRAND)
    second = commit(project, NEWER)
    project.applied()
    git(project.root, "checkout", "--quiet", first)
    more = () if command == "plan" else ("--auto-approve",)
    run = project.run(command, "--json", *more)
    assert run.exit_code == 3
    assert second[:12] in run.stdout
    assert "older-checkout" in run.stdout
    assert project.calls() == []
    assert project.run(command, "--json", "--allow-older", *more).exit_code == 0


def test_a_newer_checkout_and_one_beside_it(project: Project) -> None:
    first = commit(project, BRAND)
    project.applied()
    commit(project, NEWER)
    assert project.apply().exit_code == 0
    assert len(project.calls()) == 1
    git(project.root, "checkout", "--quiet", "-b", "aside", first)
    commit(project, {"personas": {"p": {"name": "P", "description": "Three."}}})
    assert project.plan().codes == {"older-checkout"}
    git(project.root, "merge", "--quiet", "--strategy", "ours", "main")
    project.reset()
    assert project.apply().exit_code == 0
    project.assert_settled()


def test_edits_that_were_not_committed_are_to_be_committed(project: Project) -> None:
    first = commit(project, BRAND)
    project.write({"brand.yaml": NEWER})  # type: ignore[dict-item]
    project.applied()
    git(project.root, "checkout", "--quiet", ".")
    run = project.run("plan")
    assert f"{first[:12]} with edits that were not committed" in run.stdout
    assert "Commit those edits, as they are" in run.stdout
    commit(project, NEWER)
    commit(project, MORE)
    assert project.apply().exit_code == 0
    project.assert_settled()


@pytest.mark.parametrize(
    "unreadable", [{"GIT_TEST_ASSUME_DIFFERENT_OWNER": "1"}, {"PATH": "/nowhere"}], ids=["owner", "no git"]
)
def test_a_checkout_that_git_cannot_read_may_be_an_older_one(
    project: Project, unreadable: dict[str, str]
) -> None:
    """As in a container of CI, where the files are somebody else's."""
    commit(project, BRAND)
    project.applied()
    commit(project, NEWER)
    there = replace(project, variables={**PLAIN, **unreadable})
    assert there.plan().codes == {"older-checkout"}
    assert "git status says more" in there.run("plan").stdout
    assert there.apply("--allow-older").exit_code == 0


def test_drift_may_be_looked_at_from_anywhere(project: Project) -> None:
    first = commit(project, BRAND)
    commit(project, NEWER)
    project.applied()
    git(project.root, "checkout", "--quiet", first)
    assert project.run("drift").exit_code == 0


def test_an_apply_outside_of_git_remembers_no_commit(workspace: Workspace) -> None:
    project = replace(workspace({"brand.yaml": BRAND}), variables={"GIT_CEILING_DIRECTORIES": str(Path("/"))})
    project.applied()
    assert project.state["applied"]["commit"] is None
    project.assert_settled()


@pytest.mark.parametrize("command", [("pull",), ("import", "personas.q", "per_2"), *SURGERY], ids=" ".join)
def test_what_writes_the_state_alone_is_refused_in_an_older_checkout_too(
    project: Project, command: tuple[str, ...]
) -> None:
    """Allowed, it leaves alone from what the state was applied."""
    first = commit(project, MORE)
    commit(project, NEWER)
    project.applied()
    git(project.root, "checkout", "--quiet", first)
    project.dashboard.insert("personas", LIVE)
    before = project.state
    run = project.run(*command)
    assert (run.exit_code, "this checkout does not contain" in run.stderr) == (3, True)
    assert (project.state, project.requests()) == (before, [])
    assert project.run(*command, "--allow-older").exit_code == 0
    after = project.state
    assert (after["serial"], after["applied"]) == (before["serial"] + 1, before["applied"])


def test_what_a_pull_would_write_may_be_looked_at_from_anywhere(project: Project) -> None:
    first = commit(project, BRAND)
    commit(project, NEWER)
    project.applied()
    git(project.root, "checkout", "--quiet", first)
    assert project.run("pull", "--dry-run").exit_code == 0


class Terminal(StringIO):
    """Somebody who says yes, once something has happened."""

    def __init__(self, first: Callable[[], object]) -> None:
        super().__init__("yes\n")
        self._first = first

    def isatty(self) -> bool:
        return True

    def readline(self, size: int | None = -1, /) -> str:
        self._first()
        return super().readline(-1 if size is None else size)


def test_an_approval_that_took_long_is_refused_for_what_came_meanwhile(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The changes are the approved ones; what stops them is new."""
    both = {"personas": {**BRAND["personas"], "q": LIVE}}
    project = workspace({"brand.yaml": both, "rawugc.yaml": "drift: {personas: stop}\n"}).applied()
    project.write({"brand.yaml": MORE})

    def much_later() -> None:
        project.clock.sleep(61)
        project.dashboard.edit("personas", "per_2", {"description": "Edited."})

    monkeypatch.setattr(sys, "stdin", Terminal(much_later))
    run = project.run("apply")
    assert (run.exit_code, "stops the plan" in run.stderr, project.calls()) == (3, True, [])


# -- first runs


@pytest.mark.parametrize("command", [("plan", "--json"), ("apply", "--json", "--auto-approve")], ids=" ".join)
def test_without_a_state_ci_does_nothing_unasked(workspace: Workspace, command: tuple[str, ...]) -> None:
    project = replace(workspace({"brand.yaml": BRAND}), variables=IN_CI)
    run = project.run(*command)
    assert (run.exit_code, "first-run" in run.stdout, project.calls()) == (3, True, [])
    run = project.run(*command, "--first-run")
    assert (run.exit_code, "`organization`" in run.stdout, project.calls()) == (3, True, [])
    project.write({"rawugc.yaml": "organization: org_1\n"})
    assert project.run(*command, "--first-run").exit_code == 0


@pytest.mark.parametrize("command", [("pull",), ("import", "personas.p", "per_1")], ids=" ".join)
def test_without_a_state_ci_begins_none_unasked(workspace: Workspace, command: tuple[str, ...]) -> None:
    project = replace(workspace({"brand.yaml": BRAND}), variables=IN_CI)
    project.dashboard.insert("personas", BRAND["personas"]["p"])
    run = project.run(*command)
    assert (run.exit_code, "there is no state" in run.stderr) == (3, True)
    run = project.run(*command, "--first-run")
    assert (run.exit_code, "`organization`" in run.stderr) == (3, True)
    assert (project.requests(), (project.root / "rawugc.state.json").exists()) == ([], False)
    project.write({"rawugc.yaml": "organization: org_1\n"})
    assert project.run(*command, "--first-run").exit_code == 0
    assert project.state["applied"] is None


@pytest.mark.parametrize("command", [("plan", "--destroy"), ("destroy", "--auto-approve")], ids=" ".join)
def test_without_a_state_there_is_nothing_to_destroy(workspace: Workspace, command: tuple[str, ...]) -> None:
    project = replace(workspace({"brand.yaml": BRAND}), variables=IN_CI)
    project.dashboard.insert("personas", BRAND["personas"]["p"])
    run = project.run(*command)
    assert (run.exit_code, "nothing is managed" in run.stdout, project.calls()) == (0, True, [])
    assert not (project.root / "rawugc.state.json").exists()


def test_a_first_run_is_said_once(workspace: Workspace) -> None:
    project = workspace({"brand.yaml": BRAND, "rawugc.yaml": "organization: org_1\n"})
    project = replace(project, variables=IN_CI)
    assert project.apply("--first-run").exit_code == 0
    project.assert_settled()


def test_the_sandbox_asks_nothing(workspace: Workspace) -> None:
    project = replace(workspace({"brand.yaml": BRAND}), variables=IN_CI)
    assert project.run("--sandbox", "apply", "--auto-approve").exit_code == 0


def test_outside_of_ci_nothing_has_to_be_said(workspace: Workspace) -> None:
    project = replace(workspace({"brand.yaml": BRAND}), variables={"CI": "false"})
    assert project.apply().exit_code == 0
