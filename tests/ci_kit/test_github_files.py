"""The kit's files for GitHub: who may do what, where the key is, and that nothing is put into a script."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.ci_kit.expressions import holds
from tests.ci_kit.files import ACTION, BASE_URL, OURS, ROOT, WORKFLOW, jobs, read, steps
from tests.forge.double import REPOSITORY

OWN = {"pull_request": {"head": {"repo": {"full_name": REPOSITORY}}}}
FORK = {"pull_request": {"head": {"repo": {"full_name": "eve/brands"}}}}


def said(body: str, kind: str = "User", **issue: Any) -> dict[str, Any]:
    comment = {"body": body, "user": {"type": kind}}
    return {"issue": {"pull_request": {"url": "x"}, **issue}, "comment": comment}


@pytest.mark.parametrize(
    ("event", "told", "ref", "ran"),
    [
        ("pull_request", OWN, "12/merge", {"validate", "review"}),
        ("pull_request", FORK, "12/merge", {"validate"}),
        ("merge_group", {}, "gh-readonly-queue/main/pr-12", {"validate"}),
        ("push", {}, "main", {"apply"}),
        ("push", {}, "edit", set()),
        ("workflow_dispatch", {}, "main", {"apply"}),
        ("workflow_dispatch", {}, "edit", set()),
        ("schedule", {}, "main", {"drift"}),
        ("issue_comment", said("/approve legal 4d3d"), "main", {"approve"}),
        ("issue_comment", said("/reject legal 4d3d No."), "main", {"approve"}),
        ("issue_comment", said("/rawugc approve legal 4d3d"), "main", {"approve"}),
        ("issue_comment", said("Well: /approve legal 4d3d"), "main", {"approve"}),
        ("issue_comment", said("/approve legal 4d3d", "Bot"), "main", set()),
        ("issue_comment", said("Looks good"), "main", set()),
        ("issue_comment", said("/approve", pull_request=None), "main", set()),
    ],
)
def test_each_event_has_its_jobs(event: str, told: dict[str, Any], ref: str, ran: set[str]) -> None:
    github = {
        "event_name": event,
        "event": {"repository": {"default_branch": "main"}, **told},
        "repository": REPOSITORY,
        "ref_name": ref,
        "ref_type": "branch",
    }
    assert {name for name, job in jobs().items() if holds(job["if"], {"github": github})} == ran


def test_a_tag_that_is_called_as_the_branch_is_not_applied() -> None:
    event = {"repository": {"default_branch": "main"}}
    tag = {"event_name": "push", "event": event, "ref_name": "main", "ref_type": "tag"}
    assert not holds(jobs()["apply"]["if"], {"github": tag})


def test_the_workflow_starts_for_these_events_and_never_with_the_rights_of_the_base() -> None:
    started = read(WORKFLOW)["on"]
    assert set(started) == {
        "pull_request",
        "merge_group",
        "push",
        "workflow_dispatch",
        "schedule",
        "issue_comment",
    }
    assert started["issue_comment"] == {"types": ["created"]}


def test_permissions_are_the_least() -> None:
    assert read(WORKFLOW)["permissions"] == {}
    assert {name: job["permissions"] for name, job in jobs().items()} == {
        "validate": {"contents": "read"},
        "review": {"contents": "read", "pull-requests": "write"},
        "apply": {"contents": "write", "pull-requests": "write", "actions": "read"},
        "drift": {"contents": "write", "pull-requests": "write"},
        "approve": {"contents": "write", "pull-requests": "write"},
    }


def test_credentials_stay_only_where_the_state_or_a_branch_needs_them() -> None:
    kept = {
        name: step["with"]["persist-credentials"]
        for name, step in steps()
        if step.get("uses", "").startswith("actions/checkout@")
    }
    assert kept == {"validate": False, "review": True, "apply": True, "drift": True, "approve": True}


def test_the_key_is_in_one_step_of_each_job_but_validate_which_has_none() -> None:
    holders = [name for name, step in steps() if "secrets." in str(step)]
    assert holders == ["review", "apply", "drift", "approve"]
    assert all("env" not in one for one in [read(WORKFLOW), *jobs().values()])
    (holder,) = [step for step in read(ACTION)["runs"]["steps"] if "inputs.api-key" in str(step)]
    assert holder["env"]["RAWUGC_API_KEY"] == "${{ inputs.api-key }}"
    for secret in ("inputs.variables", "inputs.token"):
        assert [step for step in read(ACTION)["runs"]["steps"] if secret in str(step)] == [holder]


def test_the_key_goes_to_rawugc_alone() -> None:
    (urls,) = [
        step["env"]["RAWUGC_BASE_URL"] for _, step in steps() if "RAWUGC_API_KEY" in step.get("env", {})
    ]
    assert urls == BASE_URL
    assert "RAWUGC_BASE_URL" not in read(ACTION)["inputs"]


def test_nothing_is_put_into_a_script() -> None:
    scripts = [step["run"] for _, step in steps() if "run" in step]
    assert len(scripts) == 3
    assert [one for one in scripts if "${{" in one] == []
    assert all(step["shell"] == "bash" for _, step in steps() if "run" in step)


def test_what_others_made_is_named_by_a_commit() -> None:
    used = {step["uses"] for _, step in steps() if "uses" in step}
    assert {one.partition("@")[0] for one in used} == {
        "actions/checkout",
        "actions/upload-artifact",
        OURS.partition("@")[0],
    }
    assert all(re.fullmatch(r"[\w/-]+@[0-9a-f]{40}", one) for one in used)


def test_an_action_is_one_commit_wherever_it_is_used_here() -> None:
    files = [ACTION, WORKFLOW, *sorted((ROOT / ".github/workflows").glob("*.yml"))]
    used: dict[str, set[str]] = {}
    for file in files:
        for name, told in re.findall(r"uses: ([\w/-]+)@(.+)", file.read_text(encoding="utf-8")):
            used.setdefault(name, set()).add(" ".join(told.split()))
    assert {name: told for name, told in used.items() if len(told) > 1} == {}


def test_what_is_under_way_is_ended_only_where_it_writes_nothing() -> None:
    groups = {name: job["concurrency"] for name, job in jobs().items()}
    assert {name: one["cancel-in-progress"] for name, one in groups.items()} == {
        "validate": True,
        "review": True,
        "apply": False,
        "drift": False,
        "approve": False,
    }
    assert groups["apply"]["group"] == "${{ github.workflow }}-apply"
    assert groups["approve"]["group"].endswith("${{ github.event.comment.id }}")


def test_what_a_job_hands_over_are_inputs_of_the_action() -> None:
    inputs = read(ACTION)["inputs"]
    for _, step in steps():
        if step.get("uses") == OURS:
            assert set(step["with"]) <= set(inputs)
            assert step["with"]["mode"] in inputs["mode"]["description"]


def test_the_page_about_it_has_every_input_output_and_job() -> None:
    page = (ROOT / "docs/ci.md").read_text(encoding="utf-8")
    table = page.partition("| input | is |")[2].partition("\n\n")[0]
    told = {name for row in table.splitlines() for name in re.findall(r"`([\w-]+)`", row.split(" | ")[0])}
    assert told == set(read(ACTION)["inputs"])
    assert [name for name in read(ACTION)["outputs"] if f"`{name}`" not in page] == []
    assert [name for name in jobs() if f"\n| `{name}` |" not in page] == []


def test_workspaces_that_are_called_nearly_the_same_have_a_page_each(tmp_path: Path) -> None:
    """Artifacts of one name in one run would be refused."""
    step = next(one for one in read(ACTION)["runs"]["steps"] if one.get("id") == "pages")
    names = []
    for called in ("a/b-", "a-b-", "a-b", "a b-", ".-a-b", "a/b", ".-"):
        out = tmp_path / "out"
        out.unlink(missing_ok=True)
        told = {"FOLDER": str(tmp_path), "CALLED": f"rawugc-review-{called}", "GITHUB_OUTPUT": str(out)}
        subprocess.run(["bash", "-e", "-c", step["run"]], env={**os.environ, **told}, check=True)
        names.append(out.read_text().rpartition("name=")[2].strip())
    assert len(set(names)) == len(names)
    assert {"rawugc-review-a-b", "rawugc-review"} <= set(names)
