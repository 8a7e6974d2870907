"""`ci review`: one comment for each workspace and environment, and nothing but validation without a key."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from tests.conftest import Workspace
from tests.contract.project import Project, Run
from tests.forge.double import ANA, BOT, FORBIDDEN, REPOSITORY, Place, Reply, github, gitlab, served
from tests.git.test_checkout import PLAIN, git

BRAND = "personas:\n  p: {name: N, description: D}\n"
EDITED = "personas:\n  p: {name: N, description: Visibly calmer}\n"
CONFIG = "workspace: glow\norganization: org_1\n"
MARKER = "<!-- rawugc-sync: glow -->"
NUMBER = 12

Job = Callable[..., dict[str, str]]


@pytest.fixture
def place() -> Iterator[Place]:
    with served() as one:
        yield one


def event(project: Project, *, fork: bool = False) -> str:
    """The event of a pull request, in a file beside the workspace."""
    head = {"repo": {"full_name": "eve/brands" if fork else REPOSITORY}}
    path = project.root.parent / ("fork.json" if fork else "event.json")
    told = {"pull_request": {"number": NUMBER, "head": head, "user": {"login": "bob"}}}
    path.write_text(json.dumps(told), encoding="utf-8")
    return str(path)


def brand(workspace: Workspace) -> Project:
    """A workspace that was applied, with one edit."""
    project = workspace({"rawugc.yaml": CONFIG, "brand.yaml": BRAND}).applied()
    project.write({"brand.yaml": EDITED})
    return project


def review(project: Project, job: Mapping[str, str], *more: str, key: str = "ruk_contract") -> Run:
    variables = {"GITHUB_EVENT_PATH": event(project), **job}
    return replace(project, variables=variables).run("ci", "review", *more, key=key)


def markers(place: Place) -> list[str]:
    return [body.partition("\n")[0] for body in place.bodies(NUMBER)]


@pytest.mark.parametrize(
    ("job", "login"), [(github, None), (gitlab, "project_7_bot")], ids=["github", "gitlab"]
)
def test_the_plan_becomes_a_comment_which_the_next_run_writes_anew(
    workspace: Workspace, place: Place, job: Job, login: str | None
) -> None:
    place.login = login
    project = brand(workspace)
    name = project.plan().json["name"]
    assert review(project, job(place)).exit_code == 0
    (first,) = place.bodies(NUMBER)
    assert (markers(place), "Visibly calmer" in first) == ([MARKER], True)
    assert first.rstrip().splitlines()[-1] == f"plan {name}"

    project.write({"brand.yaml": EDITED.replace("Visibly", "Plainly")})
    assert review(project, job(place, run=42)).exit_code == 0
    (second,) = place.bodies(NUMBER)
    assert ("Plainly calmer" in second, "Visibly calmer" in second) == (True, False)
    pages = second.rstrip().split("\n\n")[-2]
    assert pages.index("[run 42](https://git") < pages.index("earlier: [run 41](https://git")
    assert project.calls() == []


def test_the_same_words_again_cost_no_write(workspace: Workspace, place: Place) -> None:
    project = brand(workspace)
    review(project, github(place))
    place.log.clear()
    assert review(project, github(place)).exit_code == 0
    assert place.writes() == []


def test_everything_that_review_writes_is_in_its_folder(workspace: Workspace, place: Place) -> None:
    project = brand(workspace)
    run = review(project, github(place), "--dir", "out")
    names = {one.name for one in (project.root / "out").iterdir()}
    assert {"page.html", "plan.out", "comment.md", "calendar.ics"} <= names
    assert [line for line in run.stderr.splitlines() if line.startswith("$ ")] == [
        f"$ rawugc-sync -C {project.root} validate --format github",
        f"$ rawugc-sync -C {project.root} fmt --check",
    ]


# -- whose comment it is


@pytest.mark.parametrize(("login", "kind"), [(ANA, "User"), ("mirror[bot]", "Bot")])
def test_a_comment_of_somebody_else_is_never_taken_for_ours(
    workspace: Workspace, place: Place, login: str, kind: str
) -> None:
    theirs = place.say(NUMBER, f"{MARKER}\n\nplan 0000-0000-0000-0000-0000", login, kind)["body"]
    review(brand(workspace), github(place))
    assert place.bodies(NUMBER)[0] == theirs
    assert markers(place) == [MARKER, MARKER]


def test_with_the_token_of_a_person_that_persons_comments_alone_are_ours(
    workspace: Workspace, place: Place
) -> None:
    place.login = "release-robot"
    place.say(NUMBER, f"{MARKER}\n\nof another app", BOT, "Bot")
    project = brand(workspace)
    review(project, github(place))
    review(project, github(place, run=42))
    assert [one["by"] for one in place.comments[NUMBER]] == [BOT, "release-robot"]


def test_ours_is_found_among_as_many_comments_as_there_are(workspace: Workspace, place: Place) -> None:
    project = brand(workspace)
    for at in range(70):
        place.say(NUMBER, f"Comment {at}")
    review(project, github(place))
    for at in range(70):
        place.say(NUMBER, f"More {at}")
    review(project, github(place, run=42))
    assert markers(place).count(MARKER) == 1


def test_a_text_in_the_plan_is_not_taken_for_the_link_of_a_page(workspace: Workspace, place: Place) -> None:
    project = brand(workspace)
    forged = "D\n\n<sub>Page: [run 7](https://evil.example/x)</sub>\n\nE"
    project.write({"brand.yaml": {"personas": {"p": {"name": "N", "description": forged}}}})
    review(project, github(place))
    review(project, github(place, run=42))
    (body,) = place.bodies(NUMBER)
    pages = body.rstrip().split("\n\n")[-2]
    assert ("run 41" in pages, "evil" in pages) == (True, False)


# -- without a key


@pytest.mark.parametrize(
    ("text", "code"),
    [(EDITED, 0), ("personas: {p: {nam: N}}\n", 1), ("personas:\n    p: {description: D, name: N}\n", 2)],
    ids=["fine", "wrong", "messy"],
)
def test_a_fork_is_validated_and_not_planned(
    workspace: Workspace, place: Place, text: str, code: int
) -> None:
    project = brand(workspace)
    project.write({"brand.yaml": text})
    summary = project.root.parent / "summary.md"
    variables = {"GITHUB_EVENT_PATH": event(project, fork=True), "GITHUB_STEP_SUMMARY": str(summary)}
    run = review(project, {**github(place), **variables})
    assert (run.exit_code, project.requests(), place.log) == (code, [], [])
    assert "comes from a fork" in run.stderr
    assert "comes from a fork" in summary.read_text(encoding="utf-8")


def test_a_pull_request_that_nobody_says_is_ours_gets_no_plan(workspace: Workspace, place: Place) -> None:
    project = brand(workspace)
    run = review(project, {**github(place), "GITHUB_EVENT_PATH": ""})
    assert (run.exit_code, project.requests()) == (0, [])
    assert "comes from a fork" in run.stderr


def test_without_a_key_it_is_validated_and_not_planned(workspace: Workspace, place: Place) -> None:
    project = brand(workspace)
    run = review(project, github(place), key="")
    assert (run.exit_code, project.requests(), place.log) == (0, [], [])
    assert "There is no key here" in run.stderr


def test_a_plan_that_cannot_be_made_is_commented_as_well(workspace: Workspace, place: Place) -> None:
    project = brand(workspace)
    project.write({"brand.yaml": "personas: {p: {nam: N}}\n"})
    assert review(project, github(place)).exit_code == 1
    assert "cannot be carried out" in place.bodies(NUMBER)[0]


# -- what does not work there

HOSTILE = "\x1b[31m::error::x ${{ github.token }} <script>" + "A" * 100_000
FAULTS: Mapping[str, Reply] = {
    "404": (404, {}, b'{"message": "Not Found"}'),
    "403": (403, {}, FORBIDDEN),
    "500": (500, {}, b"<html>oops"),
    "rate limit": (403, {"x-ratelimit-remaining": "0"}, b"{}"),
    "second limit": (429, {"retry-after": "60"}, b""),
    "hostile message": (422, {}, json.dumps({"message": HOSTILE}).encode()),
    "deep": (422, {}, b"[" * 100_000),
    "moved": (301, {"location": "https://evil.example/"}, b""),
}


@pytest.mark.parametrize("fault", FAULTS.values(), ids=list(FAULTS))
def test_what_cannot_be_commented_is_a_warning_and_changes_nothing(
    workspace: Workspace, place: Place, fault: Reply
) -> None:
    project = brand(workspace)
    for job, name in ((github, "GitHub"), (gitlab, "GitLab")):
        place.login = "robot"
        for method in ("GET", "POST"):
            place.faults = {method: fault}
            run = review(project, job(place))
            assert (run.exit_code, place.bodies(NUMBER)) == (0, [])
            assert f"the comment was not written: {name}" in run.stderr
            assert "\x1b" not in run.stderr
            assert len(run.stderr) < 3_000
    assert project.calls() == []


@pytest.mark.parametrize("body", [b"{}", b"null", b"", b"not json"], ids=repr)
def test_an_answer_that_is_no_list_of_comments_leads_to_no_write(
    workspace: Workspace, place: Place, body: bytes
) -> None:
    place.faults["GET"] = (200, {}, body)
    run = review(brand(workspace), github(place))
    assert (run.exit_code, place.writes()) == (0, [])
    assert "the comment was not written: GitHub answered with" in run.stderr


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"GITHUB_TOKEN": ""}, "GITHUB_TOKEN is not set"),
        ({"GITHUB_API_URL": ""}, "is no https URL"),
        ({"GITHUB_API_URL": "http://api.example"}, "is no https URL"),
    ],
)
def test_without_a_token_or_a_safe_address_the_review_is_written_all_the_same(
    workspace: Workspace, place: Place, more: Mapping[str, str], said: str
) -> None:
    project = brand(workspace)
    run = review(project, {**github(place), **more})
    assert (run.exit_code, place.log) == (0, [])
    assert said in run.stderr
    assert (project.root / "rawugc-review/page.html").exists()


# -- several workspaces, and elsewhere


def several(workspace: Workspace) -> Project:
    """A repository with two brands that were applied."""
    files = {f"brands/{name}/rawugc.yaml": f"workspace: {name}\n" for name in ("elm", "oak")}
    files |= {
        f"brands/{name}/brand.yaml": BRAND.replace("p:", f"{name}:").replace("N,", f"{name},")
        for name in ("elm", "oak")
    }
    project = workspace(files)
    git(project.root, "init", "--quiet", "--initial-branch", "main")
    git(project.root, "add", ".")
    git(project.root, "commit", "--quiet", "-m", "Brands")
    assert replace(project, variables=PLAIN).run("apply", "--all", "--auto-approve").exit_code == 0
    return project


@pytest.mark.parametrize(
    ("arguments", "commented"),
    [((), ["elm", "oak"]), (("--all",), ["elm", "oak"]), (("--changed-since", "main"), ["oak"])],
    ids=["here", "all", "changed"],
)
def test_each_workspace_has_a_comment_of_its_own(
    workspace: Workspace, place: Place, arguments: tuple[str, ...], commented: list[str]
) -> None:
    project = several(workspace)
    git(project.root, "add", ".")
    git(project.root, "commit", "--quiet", "-m", "State")
    project.write({"brands/oak/brand.yaml": "personas:\n  oak: {name: oak, description: E}\n"})
    assert review(project, {**PLAIN, **github(place)}, *arguments).exit_code == 0
    assert markers(place) == [f"<!-- rawugc-sync: {name} in:brands%2F{name} -->" for name in commented]
    assert (project.root / "rawugc-review/index.html").exists()


def test_two_workspaces_of_one_name_have_a_comment_each_from_wherever_they_are_reviewed(
    workspace: Workspace, place: Place
) -> None:
    files = {f"{name}/glow/rawugc.yaml": "organization: org_1\n" for name in ("elm", "oak")}
    files |= {f"{name}/glow/brand.yaml": BRAND for name in ("elm", "oak")}
    project = workspace(files)
    git(project.root, "init", "--quiet", "--initial-branch", "main")
    for run in (41, 42):
        assert review(project, {**PLAIN, **github(place, run=run)}, "--all").exit_code == 3
    inside = replace(project, root=project.root / "elm/glow")
    assert review(inside, {**PLAIN, **github(place, run=43)}).exit_code == 3
    assert markers(place) == [f"<!-- rawugc-sync: glow in:{name}%2Fglow -->" for name in ("elm", "oak")]
    assert ["run 43" in body for body in place.bodies(NUMBER)] == [True, False]


def test_each_environment_has_a_comment_of_its_own(workspace: Workspace, place: Place) -> None:
    config = "workspace: glow\nenvironments:\n  staging: {}\n  production: {}\n"
    project = workspace({"rawugc.yaml": config, "brand.yaml": BRAND})
    assert project.run("apply", "--all", "--auto-approve").exit_code == 0
    assert review(project, github(place)).exit_code == 0
    assert sorted(markers(place)) == [
        "<!-- rawugc-sync: glow production -->",
        "<!-- rawugc-sync: glow staging -->",
    ]


def test_the_summary_of_the_job_has_what_the_comment_has(workspace: Workspace, place: Place) -> None:
    project = brand(workspace)
    summary: Path = project.root.parent / "summary.md"
    review(project, {**github(place), "GITHUB_STEP_SUMMARY": str(summary)})
    assert "Visibly calmer" in summary.read_text(encoding="utf-8")


def test_outside_of_a_pull_request_nothing_is_commented(workspace: Workspace, place: Place) -> None:
    commit = "c" * 40
    place.origins[commit] = [NUMBER]
    place.pulls[NUMBER] = {"number": NUMBER, "merged_at": "2027-01-15T08:00:00Z"}
    job = {**github(place, number=None), "GITHUB_EVENT_PATH": "", "GITHUB_SHA": commit}
    run = review(brand(workspace), job)
    assert (run.exit_code, place.log) == (0, [])
