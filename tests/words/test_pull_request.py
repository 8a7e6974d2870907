"""What each CI system tells of the pull request that it runs for."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from rawugc_sync.words.pull_request import PullRequest, opener, pull_request

HEAD = "0123456789abcdef0123456789abcdef01234567"
GITHUB = {
    "GITHUB_SERVER_URL": "https://github.com",
    "GITHUB_REPOSITORY": "glow/brand",
    "GITHUB_REF": "refs/pull/7/merge",
}
AZURE = {
    "BUILD_REPOSITORY_URI": "https://dev.azure.com/glow/_git/brand",
    "SYSTEM_PULLREQUEST_PULLREQUESTID": "7",
    "SYSTEM_PULLREQUEST_SOURCECOMMITID": HEAD,
}
GITLAB = {
    "CI_MERGE_REQUEST_PROJECT_URL": "https://gitlab.example.com/glow/brand",
    "CI_MERGE_REQUEST_IID": "7",
    "CI_MERGE_REQUEST_SOURCE_BRANCH_SHA": HEAD,
}
BITBUCKET = {"BITBUCKET_WORKSPACE": "glow", "BITBUCKET_REPO_SLUG": "brand", "BITBUCKET_PR_ID": "7"}
TOLD = {
    "github": (GITHUB, PullRequest("https://github.com/glow/brand/pull/7", is_merge=True)),
    "gitea": (
        {**GITHUB, "GITHUB_SERVER_URL": "https://git.example:3000", "GITEA_ACTIONS": "true"},
        PullRequest("https://git.example:3000/glow/brand/pulls/7", is_merge=True),
    ),
    "github-without-a-merge": (
        {**GITHUB, "GITHUB_REF": "refs/pull/7/head"},
        PullRequest("https://github.com/glow/brand/pull/7"),
    ),
    "gitlab": (GITLAB, PullRequest("https://gitlab.example.com/glow/brand/-/merge_requests/7", HEAD)),
    "bitbucket": (BITBUCKET, PullRequest("https://bitbucket.org/glow/brand/pull-requests/7")),
    "azure": (AZURE, PullRequest("https://dev.azure.com/glow/_git/brand/pullrequest/7", HEAD)),
    "azure-of-github": (
        {
            **AZURE,
            "BUILD_REPOSITORY_URI": "https://github.com/glow/brand",
            "SYSTEM_PULLREQUEST_PULLREQUESTID": "991",
            "SYSTEM_PULLREQUEST_PULLREQUESTNUMBER": "7",
        },
        PullRequest("https://github.com/glow/brand/pull/7", HEAD),
    ),
    "azure-as-it-names-its-organization": (
        {**AZURE, "BUILD_REPOSITORY_URI": "https://glow:secret@dev.azure.com/glow/_git/brand"},
        PullRequest("https://dev.azure.com/glow/_git/brand/pullrequest/7", HEAD),
    ),
    "circle": (
        {"CIRCLE_PULL_REQUEST": "https://github.com/glow/brand/pull/7"},
        PullRequest("https://github.com/glow/brand/pull/7"),
    ),
    "jenkins": (
        {"CHANGE_URL": "https://git.example/glow/brand/pull/7"},
        PullRequest("https://git.example/glow/brand/pull/7"),
    ),
    "travis": (
        {"TRAVIS_REPO_SLUG": "glow/brand", "TRAVIS_PULL_REQUEST": "7", "TRAVIS_PULL_REQUEST_SHA": HEAD},
        PullRequest("https://github.com/glow/brand/pull/7", HEAD),
    ),
}


@pytest.mark.parametrize(("variables", "told"), TOLD.values(), ids=TOLD)
def test_what_a_system_tells(variables: Mapping[str, str], told: PullRequest) -> None:
    assert pull_request(variables) == told


@pytest.mark.parametrize(
    "variables",
    [
        {},
        {**GITHUB, "GITHUB_REF": "refs/heads/main"},
        {"TRAVIS_REPO_SLUG": "glow/brand", "TRAVIS_PULL_REQUEST": "false"},
        {**GITLAB, "CI_MERGE_REQUEST_IID": "", "CI_MERGE_REQUEST_SOURCE_BRANCH_SHA": ""},
        {"CI_MERGE_REQUEST_SOURCE_BRANCH_SHA": "--output=x"},
    ],
    ids=["nowhere", "a-branch", "travis-on-a-branch", "gitlab-on-a-branch", "no-commit"],
)
def test_outside_of_a_pull_request_nothing_is_told(variables: Mapping[str, str]) -> None:
    assert pull_request(variables) == PullRequest()


@pytest.mark.parametrize(
    "url",
    [
        "http://git.example/pull/7",
        "javascript:alert(1)",
        "https://git.example/pull/7 8",
        "https://git.example/@pull/7",
        'https://git.example/"onclick=',
        "https://git.example/<b>",
    ],
)
def test_what_is_no_plain_https_link_is_none(url: str) -> None:
    assert pull_request({"CHANGE_URL": url}) == PullRequest()


@pytest.mark.parametrize(
    ("variables", "event", "login"),
    [
        (GITHUB, {"pull_request": {"user": {"login": "gh-ana"}}}, "gh-ana"),
        (GITHUB, {"pull_request": {"user": {"login": " "}}}, None),
        (GITHUB, {"pull_request": {"user": {"login": 7}}}, None),
        (GITHUB, {"pull_request": {"user": "gh-ana"}}, None),
        (GITHUB, {"pull_request": []}, None),
        (GITHUB, {"sender": {"login": "gh-ana"}}, None),
        (GITHUB, ["pull_request"], None),
        (GITHUB, None, None),
        ({}, {"issue": {"user": {"login": "ana"}}, "comment": {"user": {"login": "bo"}}}, "ana"),
        ({}, {"issue": {"user": ["ana"]}}, None),
        ({"CHANGE_URL": "https://git.example/pull/7", "CHANGE_AUTHOR": "ana"}, None, "ana"),
        ({"CHANGE_AUTHOR": "ana"}, None, None),
        (
            {"CIRCLE_PULL_REQUEST": "https://github.com/glow/brand/pull/7", "CIRCLE_PR_USERNAME": "ana"},
            None,
            "ana",
        ),
        ({"CIRCLE_PR_USERNAME": "ana"}, None, None),
        ({**GITLAB, "GITLAB_USER_LOGIN": "bo"}, None, None),
    ],
)
def test_who_has_opened_it(variables: Mapping[str, str], event: object, login: str | None) -> None:
    assert opener(variables, event) == login
