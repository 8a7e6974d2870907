"""A GitHub and a GitLab over a real socket, each as its documentation has it, with what people see there."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from tests.forge import github_api, gitlab_api
from tests.forge.github_api import BOT, REPOSITORY
from tests.forge.gitlab_api import PROJECT
from tests.forge.rest import Asked, Reply

ANA = "ana"
GITHUB_TOKEN, GITLAB_TOKEN = github_api.TOKEN, gitlab_api.TOKEN
FORBIDDEN = b'{"message": "Resource not accessible by integration"}'
GITLAB_API = "/api/v4"

__all__ = [
    "ANA",
    "BOT",
    "FORBIDDEN",
    "GITHUB_TOKEN",
    "GITLAB_TOKEN",
    "PROJECT",
    "REPOSITORY",
    "Place",
    "Reply",
]


@dataclass
class Place:
    """What people see there. `faults` are answers by method, instead of what would be done."""

    comments: dict[int, list[dict[str, Any]]] = field(default_factory=dict)
    pulls: dict[int, dict[str, Any]] = field(default_factory=dict)
    origins: dict[str, list[int]] = field(default_factory=dict)
    environments: dict[str, Any] = field(default_factory=dict)
    statuses: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    reactions: list[tuple[int, str]] = field(default_factory=list)
    login: str | None = None
    faults: dict[str, Reply] = field(default_factory=dict)
    log: list[tuple[str, str, Any]] = field(default_factory=list)
    url: str = ""

    def say(
        self, number: int, body: str, login: str = ANA, kind: str = "User", **more: bool
    ) -> dict[str, Any]:
        """Somebody writes a comment; `system` ones GitLab writes itself, `hidden` ones nobody else sees."""
        at = "2027-01-15T08:00:00Z"
        made: dict[str, Any] = {
            "id": 1000 + sum(map(len, self.comments.values())),
            "body": body,
            "created_at": at,
            "updated_at": at,
            "by": login,
            "type": kind,
            "system": False,
            "hidden": False,
            **more,
        }
        self.comments.setdefault(number, []).append(made)
        return made

    def bodies(self, number: int) -> list[str]:
        return [one["body"] for one in self.comments.get(number, [])]

    def writes(self) -> list[tuple[str, str]]:
        """What was asked for that changes something; asking who one is does not."""
        return [(method, path) for method, path, _ in self.log if method != "GET" and path != "/graphql"]

    def answer(self, asked: Asked) -> Reply:
        self.log.append((asked.method, asked.path.removeprefix(GITLAB_API), asked.body))
        if (fault := self.faults.get(asked.method)) and asked.path != "/graphql":
            return fault
        api = gitlab_api if asked.path.startswith(f"{GITLAB_API}/") else github_api
        return api.answer(self, asked)

    def found(self, id: int) -> dict[str, Any] | None:
        return next((one for some in self.comments.values() for one in some if one["id"] == id), None)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def _serve(self) -> None:
        place: Place = self.server.place  # type: ignore[attr-defined]
        raw = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        url = urlsplit(self.path)
        asked = Asked(
            self.command,
            url.path,
            dict(parse_qsl(url.query, strict_parsing=bool(url.query))),
            {name.lower(): value for name, value in self.headers.items()},
            json.loads(raw) if raw else None,
            place.url,
        )
        status, headers, body = place.answer(asked)
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
        "GITHUB_GRAPHQL_URL": f"{place.url}/graphql",
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
    of_request = {
        "CI_MERGE_REQUEST_IID": str(number),
        "CI_MERGE_REQUEST_PROJECT_ID": PROJECT,
        "CI_MERGE_REQUEST_SOURCE_PROJECT_ID": PROJECT,
    }
    return {
        "CI": "true",
        "GITLAB_CI": "true",
        "CI_API_V4_URL": f"{place.url}{GITLAB_API}",
        "CI_PROJECT_ID": PROJECT,
        "RAWUGC_COMMENT_TOKEN": GITLAB_TOKEN,
        "CI_DEFAULT_BRANCH": "main",
        "CI_JOB_ID": str(run),
        "CI_JOB_URL": f"https://gitlab.com/acme/brands/-/jobs/{run}",
        **(of_request if number else {}),
    }
