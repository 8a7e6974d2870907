"""GitHub: what its REST API documents of issue comments, pull requests, commits and environments."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any
from urllib.parse import quote

from rawugc_sync.forge.forge import Comment, Opened, Proposal, Said, Verdict
from rawugc_sync.forge.wire import Server, Wire
from rawugc_sync.words.errors import ForgeError
from rawugc_sync.words.within import number_in, text_in

TOKEN = "GITHUB_TOKEN"  # noqa: S105  (the name of a variable)
_CONTEXT = "rawugc-sync"
_ROOM = 140
"""Characters of a status."""
_STATES = {True: "success", False: "failure", None: "pending"}
_VERSION = "2022-11-28"
_JOB = "github-actions[bot]"
"""Who a job's own token writes as. No person can be called that."""


class GitHub:
    """One repository, `OWNER/NAME`."""

    def __init__(self, variables: Mapping[str, str]) -> None:
        self._repository = variables.get("GITHUB_REPOSITORY", "")
        self._path = f"/repos/{quote(self._repository, safe='/')}"
        self._headers = {
            "Accept": "application/vnd.github+json",
            "Authorization": f"Bearer {variables[TOKEN]}",
            "X-GitHub-Api-Version": _VERSION,
        }
        self._wire = Wire(Server("GitHub", variables.get("GITHUB_API_URL", ""), self._headers))
        self._graphql = variables.get("GITHUB_GRAPHQL_URL", "")

    def comments(self, number: int) -> Iterator[Comment]:
        for one in self._wire.pages(f"{self._path}/issues/{number}/comments"):
            if id := number_in(one, "id"):
                yield Comment(id, text_in(one, "body"), self._is_ours(one))

    def comment(self, number: int, body: str) -> None:
        self._wire.ask("POST", f"{self._path}/issues/{number}/comments", {"body": body})

    def rewrite(self, number: int, comment: int, body: str) -> None:
        self._wire.ask("PATCH", f"{self._path}/issues/comments/{comment}", {"body": body})

    def said(self, event: object) -> Said | None:
        """GitHub writes the event itself. Whoever may write here may edit what others have said: only new."""
        number, comment = number_in(event, "issue", "number"), number_in(event, "comment", "id")
        by = text_in(event, "comment", "user", "login")
        is_new = text_in(event, "action") == "created" and text_in(event, "sender", "login") == by
        is_person = bool(by) and text_in(event, "comment", "user", "type") == "User"
        if not (number and comment and is_new and is_person):
            return None
        if not text_in(event, "issue", "pull_request", "url"):
            return None
        link = text_in(event, "comment", "html_url")
        return Said(number, comment, by, text_in(event, "comment", "body"), link)

    def acknowledge(self, said: Said) -> None:
        path = f"{self._path}/issues/comments/{said.comment}/reactions"
        self._wire.ask("POST", path, {"content": "+1"})

    def origins(self, commit: str) -> list[int]:
        found = self._wire.pages(f"{self._path}/commits/{quote(commit, safe='')}/pulls")
        merged = (number_in(one, "number") for one in found if text_in(one, "merged_at"))
        return [number for number in merged if number]

    def is_trusted(self, number: int) -> bool:
        found = self._wire.ask("GET", f"{self._path}/pulls/{number}")
        here = text_in(found, "head", "repo", "full_name").lower() == self._repository.lower()
        return bool(text_in(found, "merged_at")) or (here and text_in(found, "state") == "open")

    def propose(self, proposal: Proposal) -> str:
        for one in self._open_ones(proposal.branch, {"base": proposal.base}):
            return text_in(one, "html_url")
        told = {
            "title": proposal.title,
            "body": proposal.body,
            "base": proposal.base,
            "head": proposal.branch,
        }
        return text_in(self._wire.ask("POST", f"{self._path}/pulls", told), "html_url")

    def withdraw(self, branch: str) -> list[str]:
        found = [one for one in self._open_ones(branch, {}) if number_in(one, "number")]
        for one in found:
            self._wire.ask("PATCH", f"{self._path}/pulls/{one['number']}", {"state": "closed"})
        return [text_in(one, "html_url") for one in found]

    def _open_ones(self, branch: str, more: Mapping[str, str]) -> Iterator[Mapping[str, Any]]:
        owner = self._repository.partition("/")[0]
        return self._wire.pages(f"{self._path}/pulls", {"head": f"{owner}:{branch}", "state": "open", **more})

    def opened(self) -> Iterator[Opened]:
        for one in self._wire.pages(f"{self._path}/pulls", {"state": "open"}):
            number, head = number_in(one, "number"), text_in(one, "head", "sha")
            if number and head:
                home = text_in(one, "head", "repo", "full_name")
                yield Opened(
                    number=number,
                    head=head,
                    base=text_in(one, "base", "ref"),
                    title=text_in(one, "title"),
                    author=text_in(one, "user", "login"),
                    is_fork=home.lower() != self._repository.lower(),
                )

    def judge(self, commit: str, verdict: Verdict) -> None:
        told = {"state": _STATES[verdict.passed], "context": _CONTEXT, "description": verdict.what[:_ROOM]}
        self._wire.ask("POST", f"{self._path}/statuses/{quote(commit, safe='')}", told)

    def has_reviewers(self, environment: str) -> bool | None:
        found = self._wire.look(f"{self._path}/environments/{quote(environment, safe='')}")
        rules = found.get("protection_rules", []) if isinstance(found, Mapping) else None
        return any(map(_asks, rules)) if isinstance(rules, list) else None

    @cached_property
    def _login(self) -> str:
        """Whose the token is: GraphQL alone tells that of a job's token, too, and of an app's."""
        if not self._graphql:
            return _JOB
        wire = Wire(Server("GitHub", self._graphql, self._headers))
        told = wire.ask("POST", "", {"query": "query { viewer { login } }"})
        if not (login := text_in(told, "data", "viewer", "login")):
            raise ForgeError.of("forge", "GitHub does not tell whose the token is")
        return login

    def _is_ours(self, comment: Mapping[str, Any]) -> bool:
        login = text_in(comment, "user", "login")
        return bool(login) and login == self._login


def _asks(rule: object) -> bool:
    if not isinstance(rule, Mapping) or rule.get("type") != "required_reviewers":
        return False
    return bool(rule.get("reviewers"))
