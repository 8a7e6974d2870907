"""What a CI job is about, as its variables and the event tell it; what they do not tell is never made up."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from rawugc_sync.forge.job import Job, job_of

COMMIT = "c" * 40
OURS, THEIRS = "acme/brands", "eve/brands"
GITHUB = {"GITHUB_ACTIONS": "true", "GITHUB_REPOSITORY": OURS, "GITHUB_SHA": COMMIT}
GITLAB = {"GITLAB_CI": "true", "CI_PROJECT_ID": "7", "CI_COMMIT_SHA": COMMIT}


def pull(repository: str | None) -> dict[str, Any]:
    return {"pull_request": {"number": 12, "head": {"repo": repository and {"full_name": repository}}}}


@pytest.mark.parametrize(
    ("ref", "event", "number", "is_fork"),
    [
        ("refs/pull/12/merge", pull(OURS), 12, False),
        ("refs/pull/12/merge", pull(THEIRS), 12, True),
        ("refs/pull/12/merge", pull(None), 12, True),
        ("refs/pull/12/merge", None, 12, True),
        ("refs/pull/12/merge", {"pull_request": []}, 12, True),
        ("refs/heads/main", pull(THEIRS), 12, True),
        ("refs/heads/main", {"commits": []}, None, False),
        ("refs/heads/gh-readonly-queue/main/pr-12-0a1b", {"merge_group": {}}, None, False),
        ("refs/pull/x/merge", None, None, False),
        ("refs/pull/12/merge\n", None, None, False),
    ],
)
def test_a_job_of_github(ref: str, event: Any, number: int | None, is_fork: bool) -> None:
    job = job_of({**GITHUB, "GITHUB_REF": ref}, event)
    assert (job.number, job.is_fork, job.commits) == (number, is_fork, (COMMIT,))


@pytest.mark.parametrize(
    ("project", "target", "source", "is_fork"),
    [("7", "7", "7", False), ("7", "7", "8", True), ("8", "7", "8", True), ("7", "", "7", True)],
    ids=["ours", "of a fork, run here", "of a fork, run there", "not told"],
)
def test_a_merge_request_of_gitlab(project: str, target: str, source: str, is_fork: bool) -> None:
    told = {"CI_MERGE_REQUEST_PROJECT_ID": target, "CI_MERGE_REQUEST_SOURCE_PROJECT_ID": source}
    job = job_of({**GITLAB, **told, "CI_PROJECT_ID": project, "CI_MERGE_REQUEST_IID": "12"}, None)
    assert (job.number, job.is_fork) == (12, is_fork)


@pytest.mark.parametrize(
    ("variables", "commits"),
    [(GITHUB, (COMMIT,)), (GITLAB, (COMMIT,)), ({**GITLAB, "CI_COMMIT_SHA": "main"}, ()), ({}, ())],
)
def test_outside_of_a_pull_request_there_are_commits(
    variables: Mapping[str, str], commits: tuple[str, ...]
) -> None:
    assert job_of(variables, None) == Job(commits=commits)


def test_of_a_long_push_the_newest_commits_are_looked_at() -> None:
    pushed = [{"id": f"{at:040x}"} for at in range(50)]
    commits = job_of({**GITHUB, "GITHUB_REF": "refs/heads/main"}, {"commits": pushed}).commits
    assert commits == (COMMIT, *(f"{at:040x}" for at in range(49, 30, -1)))


@pytest.mark.parametrize(
    ("server", "link"),
    [
        ("https://github.com", "https://github.com/acme/brands/actions/runs/9041#artifacts"),
        ("http://github.com", None),
        ("https://x) [y](https://evil", None),
    ],
)
def test_a_link_is_one_that_breaks_out_of_no_comment(server: str, link: str | None) -> None:
    run = {"GITHUB_SERVER_URL": server, "GITHUB_RUN_ID": "9041", "GITHUB_RUN_NUMBER": "41"}
    page = job_of({**GITHUB, **run, "GITHUB_REF": "refs/heads/main"}, None).page
    assert (page and page.link) == link
