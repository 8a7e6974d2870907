"""GitLab: what its REST API documents of merge requests, their notes, and commits."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any
from urllib.parse import quote

from rawugc_sync.forge.forge import Comment, Opened, Proposal, Said, Verdict
from rawugc_sync.forge.wire import Server, Wire
from rawugc_sync.words.errors import ForgeError
from rawugc_sync.words.within import number_in, text_in

TOKEN = "RAWUGC_COMMENT_TOKEN"  # noqa: S105  (the name of a variable)
"""A project's access token: that of a job may not write notes."""
_CONTEXT = "rawugc-sync"
_ROOM = 255
"""Characters of a status."""
_STATES = {True: "success", False: "failed", None: "pending"}
_BOT = re.compile(r"(?:project|group)_[0-9]+_bot(?:_|$)")
"""What GitLab calls the users of access tokens."""


def number_of(variables: Mapping[str, str], path: str) -> str:
    """The number of the project at a path. ForgeError where it cannot be had."""
    wire = Wire(Server("GitLab", variables.get("CI_API_V4_URL", ""), {"PRIVATE-TOKEN": variables[TOKEN]}))
    if not (number := number_in(wire.ask("GET", f"/projects/{quote(path, safe='')}"), "id")):
        raise ForgeError.of("forge", f"GitLab does not tell the number of {path}")
    return str(number)


class GitLab:
    """One project, by its number."""

    def __init__(self, variables: Mapping[str, str]) -> None:
        self._project = variables.get("CI_PROJECT_ID", "")
        self._path = f"/projects/{quote(self._project, safe='')}"
        headers = {"PRIVATE-TOKEN": variables[TOKEN]}
        self._wire = Wire(Server("GitLab", variables.get("CI_API_V4_URL", ""), headers))

    def comments(self, number: int) -> Iterator[Comment]:
        oldest_first = {"sort": "asc", "order_by": "created_at"}
        for one in self._wire.pages(f"{self._path}/merge_requests/{number}/notes", oldest_first):
            if id := number_in(one, "id"):
                yield Comment(id, text_in(one, "body"), self._is_ours(text_in(one, "author", "username")))

    def comment(self, number: int, body: str) -> None:
        self._wire.ask("POST", f"{self._path}/merge_requests/{number}/notes", {"body": body})

    def rewrite(self, number: int, comment: int, body: str) -> None:
        self._wire.ask("PUT", f"{self._path}/merge_requests/{number}/notes/{comment}", {"body": body})

    def said(self, event: object) -> Said | None:
        """The event came over a webhook, which whoever knows its token can call: the note itself is read.

        Maintainers may edit what others have said: only a note that is as it was written counts.
        """
        number, comment = (
            number_in(event, "merge_request", "iid"),
            number_in(event, "object_attributes", "id"),
        )
        if not number or not comment or text_in(event, "object_kind") != "note":
            return None
        note = self._wire.ask("GET", f"{self._path}/merge_requests/{number}/notes/{comment}")
        by, at = text_in(note, "author", "username"), text_in(note, "created_at")
        is_new = bool(at) and at == text_in(note, "updated_at")
        is_person = bool(by) and not _BOT.match(by) and not (isinstance(note, Mapping) and note.get("system"))
        if not is_new or not is_person:
            return None
        return Said(number, comment, by, text_in(note, "body"), text_in(event, "object_attributes", "url"))

    def acknowledge(self, said: Said) -> None:
        path = f"{self._path}/merge_requests/{said.number}/notes/{said.comment}/award_emoji"
        self._wire.ask("POST", path, {"name": "thumbsup"})

    def origins(self, commit: str) -> list[int]:
        found = self._wire.pages(f"{self._path}/repository/commits/{quote(commit, safe='')}/merge_requests")
        merged = (number_in(one, "iid") for one in found if text_in(one, "state") == "merged")
        return [number for number in merged if number]

    def is_trusted(self, number: int) -> bool:
        found = self._wire.ask("GET", f"{self._path}/merge_requests/{number}")
        here, state = str(number_in(found, "source_project_id")) == self._project, text_in(found, "state")
        return state == "merged" or (here and state == "opened")

    def propose(self, proposal: Proposal) -> str:
        branches = {"source_branch": proposal.branch, "target_branch": proposal.base}
        for one in self._open_ones(branches):
            return text_in(one, "web_url")
        told = {**branches, "title": proposal.title, "description": proposal.body}
        return text_in(self._wire.ask("POST", f"{self._path}/merge_requests", told), "web_url")

    def withdraw(self, branch: str) -> list[str]:
        found = [one for one in self._open_ones({"source_branch": branch}) if number_in(one, "iid")]
        for one in found:
            self._wire.ask("PUT", f"{self._path}/merge_requests/{one['iid']}", {"state_event": "close"})
        return [text_in(one, "web_url") for one in found]

    def _open_ones(self, branches: Mapping[str, str]) -> Iterator[Mapping[str, Any]]:
        """Of branches of this project: a fork may have one of the same name."""
        found = self._wire.pages(f"{self._path}/merge_requests", {**branches, "state": "opened"})
        return (one for one in found if str(number_in(one, "source_project_id")) == self._project)

    def opened(self) -> Iterator[Opened]:
        for one in self._wire.pages(f"{self._path}/merge_requests", {"state": "opened"}):
            number, head = number_in(one, "iid"), text_in(one, "sha")
            if number and head:
                yield Opened(
                    number=number,
                    head=head,
                    base=text_in(one, "target_branch"),
                    title=text_in(one, "title"),
                    author=text_in(one, "author", "username"),
                    is_fork=str(number_in(one, "source_project_id")) != self._project,
                )

    def judge(self, commit: str, verdict: Verdict) -> None:
        told = {"state": _STATES[verdict.passed], "name": _CONTEXT, "description": verdict.what[:_ROOM]}
        self._wire.ask("POST", f"{self._path}/statuses/{quote(commit, safe='')}", told)

    def has_reviewers(self, environment: str) -> bool | None:
        """Its approvals of deployments are no part of what is asked."""
        return None

    @cached_property
    def _username(self) -> str:
        return text_in(self._wire.ask("GET", "/user"), "username")

    def _is_ours(self, username: str) -> bool:
        return bool(username) and username == self._username
