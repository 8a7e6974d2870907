"""`ci drift`: a page of what was changed outside git, and a pull request with what `pull` makes of it."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.conftest import Workspace
from tests.contract.project import Project, Run
from tests.forge.double import Place, github, gitlab, served
from tests.git.test_checkout import PLAIN, git

BRANCH = "rawugc-sync/drift"
BRAND = "personas:\n  # Of Ana.\n  p: {name: N, description: D}\n"


@pytest.fixture
def place() -> Iterator[Place]:
    with served() as one:
        yield one


@pytest.fixture
def project(workspace: Workspace) -> Project:
    """A clone of a repository whose brand was applied; its state lies outside."""
    made = workspace({"rawugc.yaml": "workspace: glow\norganization: org_1\n", "brand.yaml": BRAND})
    made.write({".gitignore": "rawugc.*.json\n.rawugc/\nrawugc-review/\n"})
    git(made.root, "init", "--quiet", "--initial-branch", "main")
    git(made.root, "add", ".")
    git(made.root, "commit", "--quiet", "-m", "A brand")
    origin = made.root.parent / "origin.git"
    git(made.root, "init", "--quiet", "--bare", str(origin))
    git(made.root, "remote", "add", "origin", str(origin))
    git(made.root, "push", "--quiet", "origin", "main")
    return replace(made, variables={**PLAIN, "PATH": os.environ["PATH"]}).applied()


def _origin(project: Project) -> Path:
    return Path(git(project.root, "remote", "get-url", "origin").strip())


def edit(project: Project, text: str) -> None:
    project.dashboard.edit("personas", "per_1", {"description": text})


def drift(project: Project, place: Place, *more: str) -> Run:
    job = github(place, number=None)
    return replace(project, variables={**project.variables, **job}).run("ci", "drift", *more)


def proposed(project: Project) -> str:
    return git(_origin(project), "show", f"{BRANCH}:brand.yaml")


@pytest.mark.parametrize(("more", "code"), [((), 0), (("--detailed-exitcode",), 2)])
def test_drift_is_a_page_and_proposes_nothing_unasked(
    project: Project, place: Place, more: tuple[str, ...], code: int
) -> None:
    edit(project, "Of the dashboard.")
    assert drift(project, place, *more).exit_code == code
    page = (project.root / "rawugc-review/drift.html").read_text(encoding="utf-8")
    assert "Of the dashboard." in page
    assert (place.log, git(project.root, "status", "--porcelain"), project.calls()) == ([], "", [])


def test_what_was_changed_outside_git_becomes_a_pull_request(project: Project, place: Place) -> None:
    edit(project, "Of the dashboard.")
    before = project.state
    run = drift(project, place, "--pull-request")
    assert (run.exit_code, project.calls(), project.state) == (0, [], before)
    assert "# Of Ana." in proposed(project)
    assert "Of the dashboard." in proposed(project)
    (pull,) = place.pulls.values()
    assert (pull["head"]["ref"], pull["base"]["ref"]) == (BRANCH, "main")
    assert f"Proposed: {pull['html_url']}" in run.stdout
    assert git(project.root, "rev-parse", "HEAD") == git(_origin(project), "rev-parse", "main")

    assert git(project.root, "status", "--porcelain") == ""  # the checkout is as it was
    git(project.root, "merge", "--quiet", "--ff-only", git(_origin(project), "rev-parse", BRANCH).strip())
    project.assert_settled()


def test_page_and_proposal_come_of_one_read(project: Project, place: Place) -> None:
    edit(project, "Of the dashboard.")
    project.reset()
    drift(project, place)
    looked = sorted(project.requests())
    project.reset()
    assert drift(project, place, "--pull-request").exit_code == 0
    assert sorted(project.requests()) == looked
    assert "Of the dashboard." in proposed(project)


def test_what_is_new_in_the_dashboard_is_proposed_as_well(project: Project, place: Place) -> None:
    project.dashboard.insert("personas", {"name": "New", "description": "Of the dashboard."})
    assert drift(project, place, "--pull-request").exit_code == 0
    assert "Of the dashboard." in git(_origin(project), "show", f"{BRANCH}:personas.yaml")


def test_the_checkout_is_left_as_it_was_for_a_next_step(project: Project, place: Place) -> None:
    """One of another environment would propose what was edited for this one, too."""
    project.write({"brand.yaml": BRAND + "# Not committed.\n"})
    project.dashboard.insert("personas", {"name": "New", "description": "Of the dashboard."})
    edit(project, "Of the dashboard.")
    assert drift(project, place, "--pull-request").exit_code == 0
    assert git(project.root, "status", "--porcelain").split() == ["M", "brand.yaml"]
    assert (project.root / "brand.yaml").read_text(encoding="utf-8") == BRAND + "# Not committed.\n"


def test_what_an_earlier_step_has_staged_is_not_proposed(project: Project, place: Place) -> None:
    project.write({"other.txt": "Of another step.\n"})
    git(project.root, "add", "other.txt")
    edit(project, "Of the dashboard.")
    assert drift(project, place, "--pull-request").exit_code == 0
    assert git(_origin(project), "diff", "--name-only", "main", BRANCH) == "brand.yaml"
    assert git(project.root, "status", "--porcelain").splitlines() == ["A  other.txt"]


def test_without_a_key_it_is_said_once(project: Project, place: Place) -> None:
    bare = replace(
        project, variables={**project.variables, "RAWUGC_API_KEY": "", **github(place, number=None)}
    )
    run = bare.run("ci", "drift", "--pull-request")
    assert (run.exit_code, run.stderr.count("RAWUGC_API_KEY is not set")) == (1, 1)
    assert project.requests() == []


def test_the_next_night_renews_the_branch_and_leaves_the_pull_request(project: Project, place: Place) -> None:
    for text in ("Once.", "Twice."):
        edit(project, text)
        assert drift(project, place, "--pull-request").exit_code == 0
    assert "Twice." in proposed(project)
    assert len(place.pulls) == 1


def test_what_people_have_committed_to_the_branch_is_not_written_over(project: Project, place: Place) -> None:
    edit(project, "Once.")
    drift(project, place, "--pull-request")
    git(project.root, "commit", "--quiet", "--allow-empty", "-m", "Mine")
    git(project.root, "push", "--quiet", "--force", "origin", f"HEAD:refs/heads/{BRANCH}")
    mine = git(_origin(project), "rev-parse", BRANCH)
    git(project.root, "reset", "--quiet", "--hard", "HEAD~1")
    edit(project, "Twice.")
    run = drift(project, place, "--pull-request")
    assert (run.exit_code, "somebody has committed to it" in run.stderr) == (1, True)
    assert git(_origin(project), "rev-parse", BRANCH) == mine


def test_a_night_in_which_nothing_new_has_drifted_pushes_nothing(project: Project, place: Place) -> None:
    tips = []
    for _ in range(2):
        edit(project, "Once.")
        assert drift(project, place, "--pull-request").exit_code == 0
        tips.append(git(_origin(project), "rev-parse", BRANCH))
    assert tips[0] == tips[1]


def test_without_drift_there_is_nothing_to_propose(project: Project, place: Place) -> None:
    run = drift(project, place, "--pull-request")
    assert (run.exit_code, place.log) == (0, [])
    assert "Nothing to propose." in run.stderr


def without_drift(project: Project) -> None:
    """What was proposed is live no more."""
    edit(project, "D")


@pytest.mark.parametrize("on", [github, gitlab], ids=["github", "gitlab"])
def test_a_proposal_of_what_is_live_no_more_is_closed(
    project: Project, place: Place, on: Callable[..., dict[str, str]]
) -> None:
    edit(project, "Of the dashboard.")
    job = replace(project, variables={**project.variables, **on(place, number=None)})
    job.run("ci", "drift", "--pull-request")
    without_drift(project)
    run = job.run("ci", "drift", "--pull-request")
    assert (run.exit_code, [one["state"] for one in place.pulls.values()]) == (0, ["closed"])
    assert "Closed, for there is nothing to take over any more: https://forge.example/1" in run.stdout

    edit(project, "Again.")
    assert "Proposed: https://forge.example/2" in job.run("ci", "drift", "--pull-request").stdout


def test_one_that_people_have_committed_to_stays_open(project: Project, place: Place) -> None:
    edit(project, "Of the dashboard.")
    drift(project, place, "--pull-request")
    git(project.root, "commit", "--quiet", "--allow-empty", "-m", "Mine")
    git(project.root, "push", "--quiet", "--force", "origin", f"HEAD:refs/heads/{BRANCH}")
    git(project.root, "reset", "--quiet", "--hard", "HEAD~1")
    without_drift(project)
    assert drift(project, place, "--pull-request").exit_code == 0
    assert [one["state"] for one in place.pulls.values()] == ["open"]


def test_where_it_could_not_be_looked_nothing_is_closed(project: Project, place: Place) -> None:
    edit(project, "Of the dashboard.")
    drift(project, place, "--pull-request")
    without_drift(project)
    project.write({"brand.yaml": "personas: {p: {nam: N}}\n"})
    assert drift(project, place, "--pull-request").exit_code == 1
    assert [one["state"] for one in place.pulls.values()] == ["open"]


def test_what_git_and_the_dashboard_both_changed_is_for_people(project: Project, place: Place) -> None:
    """The proposal holds the one of two texts that `pull` cannot choose: it stays open."""
    edit(project, "Of the dashboard.")
    drift(project, place, "--pull-request")
    project.write({"brand.yaml": BRAND.replace("D}", "Of git.}")})
    git(project.root, "commit", "--quiet", "--all", "-m", "Mine")
    run = drift(project, place, "--pull-request")
    assert (run.exit_code, project.calls()) == (4, [])
    assert "git and the dashboard both changed it" in run.stderr
    assert [one["state"] for one in place.pulls.values()] == ["open"]


def test_a_workspace_below_has_a_branch_of_its_own(project: Project, place: Place) -> None:
    (project.root / "brands").mkdir()
    for name in ("brand.yaml", "rawugc.yaml"):
        git(project.root, "mv", name, f"brands/{name}")
    (project.root / "rawugc.state.json").rename(project.root / "brands/rawugc.state.json")
    git(project.root, "commit", "--quiet", "-m", "Moved")
    edit(project, "Of the dashboard.")
    below = replace(project, root=project.root / "brands")
    assert drift(below, place, "--pull-request").exit_code == 0
    assert "Of the dashboard." in git(_origin(project), "show", f"{BRANCH}-brands:brands/brand.yaml")


def test_gitlab_gets_a_merge_request(project: Project, place: Place) -> None:
    edit(project, "Of the dashboard.")
    job = {**project.variables, **gitlab(place, number=None)}
    assert replace(project, variables=job).run("ci", "drift", "--pull-request").exit_code == 0
    (pull,) = place.pulls.values()
    assert (pull["source_branch"], pull["target_branch"]) == (BRANCH, "main")


def test_a_schedule_of_another_branch_proposes_to_that_one(project: Project, place: Place) -> None:
    edit(project, "Of the dashboard.")
    job = {**project.variables, **gitlab(place, number=None), "CI_COMMIT_BRANCH": "live"}
    assert replace(project, variables=job).run("ci", "drift", "--pull-request").exit_code == 0
    (pull,) = place.pulls.values()
    assert (pull["source_branch"], pull["target_branch"]) == (BRANCH, "live")


def test_one_that_may_not_be_opened_says_so(project: Project, place: Place) -> None:
    edit(project, "Of the dashboard.")
    place.faults["POST"] = (
        403,
        {},
        b'{"message": "GitHub Actions is not permitted to create pull requests"}',
    )
    run = drift(project, place, "--pull-request")
    assert (run.exit_code, "is not permitted to create pull requests" in run.stderr) == (1, True)
