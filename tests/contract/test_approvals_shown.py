"""Whoever opens no terminal sees what is missing, and what was left out for want of it."""

from __future__ import annotations

import json
import re
import shlex

import pytest

from tests.conftest import Workspace
from tests.contract.post_calendar import post
from tests.contract.project import Project
from tests.contract.test_approvals import LEGAL, approve, world

LAUNCH, TEASER = "posts.launch", "posts.teaser"


@pytest.fixture
def project(workspace: Workspace) -> Project:
    """Two posts, of which one has been approved."""
    launch = post(content="Another.", videoUrl="https://cdn.example.com/other.mp4")
    project = workspace(world({"teaser": post(), "launch": launch}))
    assert approve(project, "--change", LAUNCH).exit_code == 0
    return project


def test_a_review_is_not_ready_while_a_yes_is_missing(project: Project) -> None:
    run = project.run("review", "--dir", "review")
    assert run.exit_code == 0
    assert "not approved. 2 posts are made; 1 of 2 approvals is missing." in run.stdout
    review = project.root / "review"
    name = json.loads((review / "plan.json").read_text(encoding="utf-8"))["name"]
    command = f"rawugc-sync approve --role legal --plan {name}"
    assert command in (review / "page.html").read_text(encoding="utf-8")
    assert f"- To say yes: `{command}`" in (review / "comment.md").read_text(encoding="utf-8")

    said = project.run(*command.split()[1:], "--as", "ana")
    assert said.exit_code == 0
    assert "ready. 2 posts are made." in project.run("review", "--dir", "review").stdout
    assert "2 approvals, none missing" in (review / "page.html").read_text(encoding="utf-8")


def test_what_lacks_a_yes_is_named_once_more_at_the_end_of_an_apply(project: Project) -> None:
    run = project.run("apply", "--only-approved", "--auto-approve", "--markdown", "done.md")
    assert run.exit_code == 0
    assert f"Left out, for want of a yes: {TEASER}\n" in run.stdout
    comment = (project.root / "done.md").read_text(encoding="utf-8")
    [_, left] = comment.split("#### Left out, for want of a yes")
    assert re.findall(r"^- `(.*?)`", left, re.MULTILINE) == [TEASER]


def test_it_is_named_where_nothing_is_left_to_apply(project: Project) -> None:
    assert project.apply("--only-approved").exit_code == 0
    run = project.run("apply", "--only-approved", "--auto-approve")
    assert run.exit_code == 0
    assert f"Left out, for want of a yes: {TEASER}\n" in run.stdout


def test_programs_read_what_was_left_out(project: Project) -> None:
    run = project.apply("--only-approved")
    left = [(one["code"], one["address"]) for one in run.result["unapproved"]]
    assert (run.exit_code, left) == (0, [("unapproved", TEASER)])
    assert approve(project).exit_code == 0
    assert project.apply().result["unapproved"] == []


def test_a_policy_that_changes_is_on_the_page_with_the_yes_that_it_takes(project: Project) -> None:
    assert approve(project).exit_code == 0
    assert project.apply().exit_code == 0
    roles = {**LEGAL, "brand": {"of": ["posts"]}}
    project.write({"rawugc.yaml": {"workspace": "glow", "approvals": roles}})
    assert "not approved. Only the policy changes" in project.run("review", "--dir", "review").stdout
    page = (project.root / "review" / "page.html").read_text(encoding="utf-8")
    assert 'href="#policy"' in page
    assert "roles: brand new" in page


PRINTED = re.compile(
    r"rawugc-sync ((?:--env [a-z]+ )?approve --role legal (?:--plan [-0-9a-f]{24}|PLANFILE))"
)


def commands(text: str) -> set[str]:
    """The ways to say yes that a text tells."""
    return set(PRINTED.findall(text))


def test_the_way_to_a_yes_of_an_environment_leads_there(workspace: Workspace) -> None:
    files = world({"teaser": post()})
    config = {"workspace": "glow", "approvals": LEGAL, "environments": {"staging": {}, "live": {}}}
    project = workspace({**files, "rawugc.yaml": config})
    refused = project.run("--env", "staging", "apply", "--auto-approve")
    (told,) = commands(refused.stdout)
    assert project.run(*told.split(), "--as", "ana").exit_code == 0
    assert project.run("--env", "staging", "apply", "--auto-approve").exit_code == 0


@pytest.mark.parametrize(
    "given", [pytest.param(["--target", LAUNCH], id="target"), pytest.param(["--no-adopt"], id="no-adopt")]
)
def test_the_way_to_a_yes_to_a_plan_with_options_is_its_file(project: Project, given: list[str]) -> None:
    other = post(content="Other words.", videoUrl="https://cdn.example.com/other.mp4")
    project.write(world({"teaser": post(), "launch": other}))
    shown = project.run("plan", *given, "--out", "the.plan", "--markdown", "comment.md")
    assert shown.exit_code == 0
    refused = project.run("apply", *given, "--auto-approve")
    saved = project.run("apply", "the.plan")
    comment = (project.root / "comment.md").read_text(encoding="utf-8")
    again = project.run("show", "the.plan", "--markdown", "again.md")
    assert again.exit_code == 0
    texts = (refused.stdout, saved.stdout, comment, (project.root / "again.md").read_text(encoding="utf-8"))
    (told,) = set.union(*map(commands, texts))
    assert project.run(*told.replace("PLANFILE", "the.plan").split(), "--as", "ana").exit_code == 0
    assert project.run("apply", "the.plan").exit_code == 0


def test_the_way_to_a_yes_to_deleting_everything_is_a_saved_plan(project: Project) -> None:
    assert approve(project).exit_code == 0
    assert project.run("apply", "--auto-approve").exit_code == 0
    refused = project.run("destroy", "--auto-approve")
    assert refused.exit_code == 3
    assert "--only-approved" not in refused.stdout
    assert "rawugc-sync plan --destroy --out PLANFILE" in refused.stdout
    assert project.run("plan", "--destroy", "--out", "the.plan").exit_code == 0
    (told,) = commands(refused.stdout)
    assert project.run(*told.replace("PLANFILE", "the.plan").split(), "--as", "ana").exit_code == 0
    assert project.run("apply", "the.plan").exit_code == 0


def test_the_way_to_apply_a_saved_plan_is_one_that_a_shell_takes(project: Project) -> None:
    folder = project.root / "it's a plan"
    folder.mkdir()
    said = project.run("plan", "--out", "it's a plan/the.plan").stderr
    (told,) = re.findall(r"To carry it out: rawugc-sync (.*)", said)
    assert approve(project).exit_code == 0
    assert project.run(*shlex.split(told)[shlex.split(told).index("apply") :]).exit_code == 0
