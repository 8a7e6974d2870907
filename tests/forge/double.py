"""A GitHub and a GitLab over a real socket: the endpoints in use, as their REST documentation has them."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

Reply = tuple[int, Mapping[str, str], bytes]
Query = Mapping[str, list[str]]

BOT, ANA = "github-actions[bot]", "ana"
GITHUB_TOKEN, GITLAB_TOKEN = "ghs_job", "glpat_project"
REPOSITORY, PROJECT = "acme/brands", "7"
FORBIDDEN = b'{"message": "Resource not accessible by integration"}'
MISSING: Reply = (404, {}, b'{"message": "Not Found"}')


@dataclass
class Place:
    """What people see there. `faults` are answers by method, instead of what would be done."""

    comments: dict[int, list[dict[str, Any]]] = field(default_factory=dict)
    pulls: dict[int, dict[str, Any]] = field(default_factory=dict)
    origins: dict[str, list[int]] = field(default_factory=dict)
    environments: dict[str, Any] = field(default_factory=dict)
    reactions: list[tuple[int, str]] = field(default_factory=list)
    login: str | None = None
    faults: dict[str, Reply] = field(default_factory=dict)
    log: list[tuple[str, str, Any]] = field(default_factory=list)
    tokens: set[str] = field(default_factory=set)
    url: str = ""

    def say(self, number: int, body: str, login: str = ANA, kind: str = "User") -> dict[str, Any]:
        """Somebody writes a comment."""
        id = 1000 + sum(map(len, self.comments.values()))
        at = "2027-01-15T08:00:00Z"
        who = {"user": {"login": login, "type": kind}, "author": {"username": login}}
        made = {"id": id, "body": body, "created_at": at, "updated_at": at, **who}
        self.comments.setdefault(number, []).append(made)
        return made

    def bodies(self, number: int) -> list[str]:
        return [one["body"] for one in self.comments.get(number, [])]

    def writes(self) -> list[tuple[str, str]]:
        return [(method, path) for method, path, _ in self.log if method != "GET"]

    def answer(self, method: str, path: str, query: Query, body: Any) -> Reply:
        self.log.append((method, path, body))
        if fault := self.faults.get(method):
            return fault
        for pattern, act in ROUTES.items():
            if found := re.fullmatch(pattern, f"{method} {path}"):
                return act(self, query, body, *map(unquote, found.groups()))
        return MISSING

    def found(self, id: str) -> dict[str, Any]:
        return next(one for some in self.comments.values() for one in some if one["id"] == int(id))


def _reply(status: int, body: Any) -> Reply:
    return status, {}, json.dumps(body).encode()


def _paged(some: list[Any], query: Query) -> Reply:
    size, number = int(query.get("per_page", ["30"])[0]), int(query.get("page", ["1"])[0])
    return _reply(200, some[(number - 1) * size : number * size])


def _user(place: Place, query: Query, body: Any) -> Reply:
    if place.login is None:
        return 403, {}, FORBIDDEN
    return _reply(200, {"login": place.login, "username": place.login})


def _list(place: Place, query: Query, body: Any, number: str) -> Reply:
    return _paged(place.comments.get(int(number), []), query)


def _create(place: Place, query: Query, body: Any, number: str) -> Reply:
    login, kind = (place.login, "User") if place.login else (BOT, "Bot")
    return _reply(201, place.say(int(number), body["body"], login, kind))


def _update(place: Place, query: Query, body: Any, id: str) -> Reply:
    place.found(id)["body"] = body["body"]
    return _reply(200, place.found(id))


def _note(place: Place, query: Query, body: Any, number: str, id: str) -> Reply:
    return _reply(200, place.found(id))


def _react(place: Place, query: Query, body: Any, id: str) -> Reply:
    place.reactions.append((int(id), body.get("content") or body["name"]))
    return _reply(201, {"id": 1})


def _pull(place: Place, query: Query, body: Any, number: str) -> Reply:
    found = place.pulls.get(int(number))
    return _reply(200, found) if found else MISSING


def _origins(place: Place, query: Query, body: Any, commit: str) -> Reply:
    return _paged([place.pulls[number] for number in place.origins.get(commit, [])], query)


def _open_ones(place: Place, query: Query, body: Any) -> Reply:
    branch = query.get("head", query.get("source_branch", [""]))[0].rpartition(":")[2]
    return _paged([one for one in place.pulls.values() if one.get("branch") == branch], query)


def _propose(place: Place, query: Query, body: Any) -> Reply:
    number = len(place.pulls) + 1
    link, branch = f"https://forge.example/{number}", body.get("head") or body["source_branch"]
    place.pulls[number] = {"number": number, "branch": branch, "html_url": link, "web_url": link, **body}
    return _reply(201, place.pulls[number])


def _environment(place: Place, query: Query, body: Any, name: str) -> Reply:
    found = place.environments.get(name)
    return _reply(200, found) if found else MISSING


_R = re.escape(f"/repos/{REPOSITORY}")
_P = f"/projects/{PROJECT}"
ROUTES: Mapping[str, Callable[..., Reply]] = {
    r"GET /user": _user,
    rf"GET {_R}/issues/(\d+)/comments": _list,
    rf"POST {_R}/issues/(\d+)/comments": _create,
    rf"PATCH {_R}/issues/comments/(\d+)": _update,
    rf"POST {_R}/issues/comments/(\d+)/reactions": _react,
    rf"GET {_R}/pulls/(\d+)": _pull,
    rf"GET {_R}/pulls": _open_ones,
    rf"POST {_R}/pulls": _propose,
    rf"GET {_R}/commits/([^/]+)/pulls": _origins,
    rf"GET {_R}/environments/([^/]+)": _environment,
    rf"GET {_P}/merge_requests/(\d+)/notes": _list,
    rf"POST {_P}/merge_requests/(\d+)/notes": _create,
    rf"GET {_P}/merge_requests/(\d+)/notes/(\d+)": _note,
    rf"PUT {_P}/merge_requests/\d+/notes/(\d+)": _update,
    rf"POST {_P}/merge_requests/\d+/notes/(\d+)/award_emoji": _react,
    rf"GET {_P}/merge_requests/(\d+)": _pull,
    rf"GET {_P}/merge_requests": _open_ones,
    rf"POST {_P}/merge_requests": _propose,
    rf"GET {_P}/repository/commits/([^/]+)/merge_requests": _origins,
}


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def _serve(self) -> None:
        place: Place = self.server.place  # type: ignore[attr-defined]
        raw = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        place.tokens.add(self.headers.get("Authorization") or self.headers.get("PRIVATE-TOKEN") or "")
        url = urlsplit(self.path)
        asked = json.loads(raw) if raw else None
        status, headers, body = place.answer(self.command, url.path, parse_qs(url.query), asked)
        self.send_response(status)
        for name, value in {"Content-Type": "application/json", **headers}.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_GET = do_POST = do_PATCH = do_PUT = _serve  # noqa: N815  (the names that http.server looks for)

    def log_message(self, *_: Any) -> None:
        """The log of requests is `Place.log`."""


@contextmanager
def served() -> Iterator[Place]:
    """One of both on a port of its own."""
    place = Place()
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    server.daemon_threads = True
    server.place = place  # type: ignore[attr-defined]
    place.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield place
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def github(place: Place, number: int | None = 12, run: int = 41) -> dict[str, str]:
    """The variables of a job of GitHub's: on a pull request, or without a `number` on the main branch."""
    return {
        "CI": "true",
        "GITHUB_ACTIONS": "true",
        "GITHUB_API_URL": place.url,
        "GITHUB_SERVER_URL": "https://github.com",
        "GITHUB_REPOSITORY": REPOSITORY,
        "GITHUB_TOKEN": GITHUB_TOKEN,
        "GITHUB_REF": f"refs/pull/{number}/merge" if number else "refs/heads/main",
        "GITHUB_REF_NAME": f"{number}/merge" if number else "main",
        "GITHUB_RUN_ID": str(9000 + run),
        "GITHUB_RUN_NUMBER": str(run),
        "GITHUB_ACTOR": ANA,
    }


def gitlab(place: Place, number: int | None = 12, run: int = 41) -> dict[str, str]:
    """The same of GitLab's."""
    of_request = {"CI_MERGE_REQUEST_IID": str(number), "CI_MERGE_REQUEST_SOURCE_PROJECT_ID": PROJECT}
    return {
        "CI": "true",
        "GITLAB_CI": "true",
        "CI_API_V4_URL": place.url,
        "CI_PROJECT_ID": PROJECT,
        "RAWUGC_COMMENT_TOKEN": GITLAB_TOKEN,
        "CI_DEFAULT_BRANCH": "main",
        "CI_JOB_ID": str(run),
        "CI_JOB_URL": f"https://gitlab.com/acme/brands/-/jobs/{run}",
        **(of_request if number else {}),
    }
