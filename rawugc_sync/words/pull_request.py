"""The pull request that a CI run is about: its link, the commit that it proposes, and who has opened it.

Each system's variables are those of its documentation. Many check out a merge that nobody has written, so the
commit of the checkout is not the one that was proposed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

from rawugc_sync.words.within import text_in

Variables: TypeAlias = Mapping[str, str]

_COMMIT = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")
_LINK = re.compile(r"https://[A-Za-z0-9.-]+(:[0-9]+)?/[^\s<>\"'`\\^{}|@]*", re.ASCII)
_USER = re.compile(r"https://[^/@]*@")
"""Azure names its organization there; others have a password."""

_NONE = "false"
"""What Travis has for the number of no pull request."""

_GITHUB_REF = re.compile(r"refs/pull/([0-9]+)/(?:merge|head)")

_LINKS = (
    "{CI_MERGE_REQUEST_PROJECT_URL}/-/merge_requests/{CI_MERGE_REQUEST_IID}",  # GitLab
    "https://bitbucket.org/{BITBUCKET_WORKSPACE}/{BITBUCKET_REPO_SLUG}/pull-requests/{BITBUCKET_PR_ID}",
    "{BUILD_REPOSITORY_URI}/pull/{SYSTEM_PULLREQUEST_PULLREQUESTNUMBER}",  # Azure, of a GitHub repository
    "{BUILD_REPOSITORY_URI}/pullrequest/{SYSTEM_PULLREQUEST_PULLREQUESTID}",  # Azure Repos
    "{CIRCLE_PULL_REQUEST}",
    "{CHANGE_URL}",  # Jenkins
    "https://github.com/{TRAVIS_REPO_SLUG}/pull/{TRAVIS_PULL_REQUEST}",
)
"""The first that all variables are there for, and that becomes a link."""

_OPENERS = (("CHANGE_URL", "CHANGE_AUTHOR"), ("CIRCLE_PULL_REQUEST", "CIRCLE_PR_USERNAME"))
"""What says that there is a pull request, and its author's login: Jenkins, and CircleCI for forks."""

_HEADS = (
    "CI_MERGE_REQUEST_SOURCE_BRANCH_SHA",  # GitLab, where it runs on a merge
    "SYSTEM_PULLREQUEST_SOURCECOMMITID",  # Azure
    "TRAVIS_PULL_REQUEST_SHA",
    "APPVEYOR_PULL_REQUEST_HEAD_COMMIT",
    "SEMAPHORE_GIT_PR_SHA",
)


@dataclass(frozen=True, slots=True)
class PullRequest:
    """`link` is an https URL for people; `head` the commit that is proposed; None for what CI does not tell.

    `is_merge`: the checkout is a merge of it, whose second parent is the head.
    """

    link: str | None = None
    head: str | None = None
    is_merge: bool = False


def pull_request(variables: Variables) -> PullRequest:
    """What CI tells of the pull request; nothing outside of one."""
    if number := _GITHUB_REF.fullmatch(variables.get("GITHUB_REF", "")):
        return PullRequest(_github(variables, number[1]), is_merge=variables["GITHUB_REF"].endswith("/merge"))
    links = (_filled(form, variables) for form in _LINKS)
    heads = (variables.get(name, "") for name in _HEADS)
    head = next((one for one in heads if _COMMIT.fullmatch(one)), None)
    return PullRequest(next((link for link in links if link is not None), None), head)


def opener(variables: Variables, event: object) -> str | None:
    """The login of whoever has opened the pull request; None outside of one, and where CI does not tell.

    `event` is what the file of GITHUB_EVENT_PATH holds as JSON, which GitHub, Gitea and Forgejo write.
    """
    for place in ("pull_request", "issue"):  # a comment on one comes as on an issue
        if login := text_in(event, place, "user", "login").strip():
            return login
    told = (variables.get(login, "").strip() for mark, login in _OPENERS if variables.get(mark))
    return next((one for one in told if one), None)


def _github(variables: Variables, number: str) -> str | None:
    """Gitea and Forgejo set the same variables, and call their pages otherwise."""
    page = "pulls" if variables.get("GITEA_ACTIONS") or variables.get("FORGEJO_ACTIONS") else "pull"
    return _filled(f"{{GITHUB_SERVER_URL}}/{{GITHUB_REPOSITORY}}/{page}/{number}", variables)


def _filled(form: str, variables: Variables) -> str | None:
    names = re.findall(r"{(\w+)}", form)
    values = {name: variables.get(name, "").strip() for name in names}
    if not all(value and value != _NONE for value in values.values()):
        return None
    link = _USER.sub("https://", form.format_map(values))
    return link if _LINK.fullmatch(link) else None
