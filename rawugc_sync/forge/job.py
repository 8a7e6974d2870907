"""What a CI job is about: which pull request, whose, and where people find what the job leaves behind."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from rawugc_sync.words.within import number_in, text_in

_GITHUB_REF = re.compile(r"refs/pull/([0-9]{1,18})/(?:merge|head)", re.ASCII)
_NUMBER = re.compile(r"[1-9][0-9]{0,17}", re.ASCII)
_COMMIT = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}", re.ASCII)
_COMMITS = 20
"""Commits of a push whose pull requests are looked for: each one is a request."""
_LINK = re.compile(r"https://[A-Za-z0-9.-]+(?::[0-9]+)?/[\w./~%#-]+", re.ASCII)


@dataclass(frozen=True, slots=True)
class Page:
    """Where the pages of a run are: a `name` for people, and an https link."""

    name: str
    link: str


@dataclass(frozen=True, slots=True)
class Job:
    """`number` is that of the pull request, None outside of one.

    `is_fork`: what is proposed is not in this repository, or nobody says that it is. `commits`: what was
    pushed, the newest first.
    """

    number: int | None = None
    is_fork: bool = False
    commits: tuple[str, ...] = ()
    page: Page | None = None


def job_of(variables: Mapping[str, str], event: object) -> Job:
    """What the variables of GitHub Actions or GitLab CI tell, and the `event` that set the job going."""
    if variables.get("GITHUB_ACTIONS"):
        return _github(variables, event)
    if variables.get("GITLAB_CI"):
        return _gitlab(variables)
    return Job()


def _github(variables: Mapping[str, str], event: object) -> Job:
    ref = _GITHUB_REF.fullmatch(variables.get("GITHUB_REF", ""))
    proposed = number_in(event, "pull_request", "number")  # pull_request_target runs at the base
    number = int(ref[1]) if ref else proposed
    head = text_in(event, "pull_request", "head", "repo", "full_name")
    is_own = bool(head) and head == variables.get("GITHUB_REPOSITORY")
    home = f"{variables.get('GITHUB_SERVER_URL', '')}/{variables.get('GITHUB_REPOSITORY', '')}"
    run, count = variables.get("GITHUB_RUN_ID", ""), variables.get("GITHUB_RUN_NUMBER", "")
    page = _page(count, f"{home}/actions/runs/{run}#artifacts")
    return Job(
        number, number is not None and not is_own, _pushed(variables.get("GITHUB_SHA", ""), event), page
    )


def _pushed(newest: str, event: object) -> tuple[str, ...]:
    """A merge queue pushes several pull requests at once; the event has the oldest of its commits first."""
    told = event.get("commits") if isinstance(event, Mapping) else None
    ids = [text_in(one, "id") for one in told] if isinstance(told, list) else []
    commits = [one for one in (newest, *reversed(ids)) if _COMMIT.fullmatch(one)]
    return tuple(dict.fromkeys(commits))[:_COMMITS]


def _gitlab(variables: Mapping[str, str]) -> Job:
    iid = variables.get("CI_MERGE_REQUEST_IID", "")
    number = int(iid) if _NUMBER.fullmatch(iid) else None
    project, of_request = variables.get("CI_PROJECT_ID"), "CI_MERGE_REQUEST_{}PROJECT_ID"
    is_own = all(variables.get(of_request.format(one)) == project for one in ("", "SOURCE_"))
    page = _page(variables.get("CI_JOB_ID", ""), f"{variables.get('CI_JOB_URL', '')}/artifacts/browse")
    commit = variables.get("CI_COMMIT_SHA", "")
    commits = (commit,) if _COMMIT.fullmatch(commit) else ()
    return Job(number, number is not None and not is_own, commits, page)


def _page(name: str, link: str) -> Page | None:
    return Page(f"run {name}", link) if _NUMBER.fullmatch(name) and _LINK.fullmatch(link) else None
