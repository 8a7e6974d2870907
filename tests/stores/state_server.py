"""A server that keeps states by Terraform's HTTP protocol, or as GitLab does, and breaks on demand."""

from __future__ import annotations

import base64
import json
import ssl
import threading
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

LOGIN = ("ana", "t0ken/of+ana")
GITLAB = "/api/v4/projects/group%2Fbrand/terraform/state"

Answer = tuple[int, bytes]


@dataclass(frozen=True)
class Fault:
    """What happens to one request: is it carried out, and what is answered; None cuts the connection.

    `silent` answers nothing until the server ends. `also` happens meanwhile.
    """

    done: bool
    answer: Answer | None = None
    silent: bool = False
    also: Callable[[], object] = lambda: None
    headers: Mapping[str, str] = field(default_factory=dict)


STORED_500, STORED_CUT, STORED_SILENT = Fault(True, (500, b"")), Fault(True), Fault(True, silent=True)
LOST_500, LOST_503, LOST_CUT = Fault(False, (500, b"")), Fault(False, (503, b"busy")), Fault(False)
PAGE = Fault(False, (200, b"<!doctype html><title>Sign in</title>"))


@dataclass
class States:
    """The states of a server by path, every version of each, and its locks.

    `faults` are used up by the requests of a kind (read, save, lock, unlock), in order; None is none.
    `after_save` hears of each save.
    """

    gitlab: bool = False
    login: tuple[str, str] | None = LOGIN
    versions: dict[str, list[bytes]] = field(default_factory=lambda: defaultdict(list))
    locks: dict[str, dict[str, Any]] = field(default_factory=dict)
    faults: dict[str, list[Fault | None]] = field(default_factory=lambda: defaultdict(list))
    log: list[tuple[str, str, int]] = field(default_factory=list)
    headers: list[Mapping[str, str]] = field(default_factory=list)
    after_save: Callable[[], object] = lambda: None
    max_size: int = 10_000_000
    lockable: bool = True
    tells_holder: bool = True
    asks_for_id: bool = True
    down: bool = False
    stopped: threading.Event = field(default_factory=threading.Event)
    port: int = 0
    scheme: str = "http"
    _lock: threading.RLock = field(default_factory=threading.RLock)

    def url(self, name: str = "glow-lab") -> str:
        return f"{self.scheme}://127.0.0.1:{self.port}{GITLAB if self.gitlab else '/states'}/{name}"

    def kept(self, name: str = "glow-lab") -> list[dict[str, Any]]:
        """Every document that was ever saved under a name."""
        return [json.loads(data) for data in self.versions[self.path(name)]]

    def path(self, name: str = "glow-lab") -> str:
        return urlsplit(self.url(name)).path

    def asked(self, kind: str) -> int:
        """How many requests of a kind there were."""
        return [asked for asked, _, _ in self.log].count(kind)

    # -- requests

    def handle(
        self, method: str, target: str, authorization: str, body: bytes
    ) -> tuple[int, bytes, Mapping[str, str]] | None:
        kind = _kind(method, target)
        with self._lock:
            fault = self.faults[kind].pop(0) if self.faults[kind] else None
            answer = self._answer(method, target, authorization, body) if not fault or fault.done else None
            if fault:
                fault.also()
                answer = fault.answer
            self.log.append((kind, target, answer[0] if answer else 0))
        if fault and fault.silent:
            self.stopped.wait()
        return (*answer, fault.headers if fault else {}) if answer else None

    def _answer(self, method: str, target: str, authorization: str, body: bytes) -> Answer:
        expected = base64.b64encode(":".join(self.login).encode()).decode() if self.login else ""
        if self.login and authorization != f"Basic {expected}":
            return 401, b'{"message":"401 Unauthorized"}'
        parts = urlsplit(target)
        id = parse_qs(parts.query).get("ID", [None])[0]
        if self.gitlab:
            return self._as_gitlab(method, parts.path, id, body)
        return self._as_terraform(method, parts.path, id, body)

    def _as_terraform(self, method: str, path: str, id: str | None, body: bytes) -> Answer:
        held = self.locks.get(path)
        told = json.dumps(held).encode() if self.tells_holder else b""
        if method == "GET":
            return (200, self.versions[path][-1]) if self.versions[path] else (404, b"")
        if method in ("LOCK", "UNLOCK") and not self.lockable:
            return 405, b""
        if method == "LOCK":
            if held:
                return 423, told
            self.locks[path] = json.loads(body)
            return 200, b""
        named = self.asks_for_id or method != "UNLOCK"
        if held and named and held["ID"] != (json.loads(body)["ID"] if method == "UNLOCK" else id):
            return 423, told
        if method == "UNLOCK":
            self.locks.pop(path, None)
            return 200, b""
        return self._save(path, body)

    def _as_gitlab(self, method: str, path: str, id: str | None, body: bytes) -> Answer:
        if not path.startswith(GITLAB):
            return 404, b'{"message":"404 Project Not Found"}'
        name, held = path.removesuffix("/lock"), self.locks.get(path.removesuffix("/lock"))
        if path.endswith("/lock"):
            return self._gitlab_lock(method, name, id, body)
        if method == "GET":
            return (
                (200, self.versions[path][-1])
                if self.versions[path]
                else (404, b'{"message":"404 Not found"}')
            )
        if (held["ID"] if held else None) != id:
            return 500, b'{"message":"500 Internal Server Error"}'
        serial = json.loads(body)["serial"]
        if serial in [kept["serial"] for kept in map(json.loads, self.versions[path])]:
            return 422, b'{"message":"PG::UniqueViolation: duplicate key value"}'
        return self._save(path, body)

    def _gitlab_lock(self, method: str, name: str, id: str | None, body: bytes) -> Answer:
        held = self.locks.get(name)
        if method == "DELETE":
            if id is not None and id != (held["ID"] if held else ""):
                return 409, b""
            self.locks.pop(name, None)
            return 200, b""
        asked = json.loads(body)
        assert {"ID", "Operation", "Info", "Who", "Version", "Created", "Path"} <= set(asked)
        assert len(asked["ID"]) <= 255
        status = 409 if held else 200
        self.locks.setdefault(name, {"ID": asked["ID"], "Who": "ana", "Created": "2027-01-15T08:00:00.000Z"})
        # GitLab keeps these three alone, and takes the rest from whoever asks.
        return status, json.dumps({**asked, **self.locks[name]}).encode()

    def _save(self, path: str, body: bytes) -> Answer:
        if len(body) > self.max_size:
            return 413, b""
        self.versions[path].append(body)
        self.after_save()
        return 200, b""


def _kind(method: str, target: str) -> str:
    if method in ("GET", "LOCK", "UNLOCK"):
        return {"GET": "read"}.get(method, method.lower())
    if urlsplit(target).path.endswith("/lock"):
        return "unlock" if method == "DELETE" else "lock"
    return "save"


@contextmanager
def serving(states: States, context: ssl.SSLContext | None = None) -> Iterator[States]:
    """On a port of its own, of this machine alone."""
    server = _Server(("127.0.0.1", 0), _handler(states))
    if context:
        server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
        states.scheme = "https"
    states.port = server.server_address[1]
    thread = threading.Thread(target=lambda: server.serve_forever(poll_interval=0.02), daemon=True)
    thread.start()
    try:
        yield states
    finally:
        states.stopped.set()
        server.shutdown()
        server.server_close()
        thread.join()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that has gone away is none of ours."""


def _handler(states: States) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def _handle(self) -> None:
            if states.down:
                return
            states.headers.append(dict(self.headers))
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            authorization = self.headers.get("Authorization", "")
            answer = states.handle(self.command, self.path, authorization, body)
            if answer is None:
                return
            self.send_response(answer[0])
            for name, value in answer[2].items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(answer[1])))
            self.end_headers()
            self.wfile.write(answer[1])

        do_GET = do_POST = do_PUT = do_DELETE = do_LOCK = do_UNLOCK = _handle  # noqa: N815

        def log_message(self, format: str, *args: Any) -> None: ...

    return Handler
