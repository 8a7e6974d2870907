"""`git http-backend` behind a small HTTP server that asks for a password, and can lose answers."""

from __future__ import annotations

import base64
import os
import subprocess
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

from tests.stores.world_git_file import ALONE

USER, PASSWORD = "ana", "canary-4711"
LOGIN = "Basic " + base64.b64encode(f"{USER}:{PASSWORD}".encode()).decode()


class GitServer(ThreadingHTTPServer):
    """Serves the repositories of a folder.

    `closed` closes every connection at once. `lose` is how many pushes are carried out and not answered,
    `writable` whether anybody may push. `on_request` hears of each request's path, before
    it is answered.
    """

    daemon_threads = True

    def __init__(self, folder: Path) -> None:
        super().__init__(("127.0.0.1", 0), _Connection)
        self.folder = folder
        self.closed = False
        self.writable = True
        self.lose = 0
        self.on_request: Callable[[str], object] = lambda path: None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that has gone is what some tests are about."""


class _Connection(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: GitServer

    def do_GET(self) -> None:
        body = self._body()
        logins = self.headers.get_all("Authorization", [])
        self.server.on_request(self.path)
        path, _, query = self.path.partition("?")
        pushes = "git-receive-pack" in self.path
        if self.server.closed:
            self.close_connection = True
        elif logins != [LOGIN]:
            self._answer(401, {"WWW-Authenticate": 'Basic realm="git"'}, b"")
        elif pushes and not self.server.writable:
            self._answer(403, {}, b"")
        else:
            answer = self._backend(path, query, body)
            if pushes and body and self.server.lose:
                self.server.lose -= 1
                self.close_connection = True
            else:
                self._forward(answer)

    do_POST = do_GET  # noqa: N815

    def log_message(self, format: str, *args: Any) -> None:
        """Nobody reads it."""

    def _body(self) -> bytes:
        if self.headers.get("Transfer-Encoding", "") != "chunked":
            return self.rfile.read(int(self.headers.get("Content-Length", 0)))
        whole = b""
        while size := int(self.rfile.readline(), 16):
            whole += self.rfile.read(size)
            self.rfile.readline()
        self.rfile.readline()
        return whole

    def _backend(self, path: str, query: str, body: bytes) -> bytes:
        """What the CGI program says: headers, an empty line, a body."""
        environment = {
            **os.environ,
            **ALONE,
            "GIT_PROJECT_ROOT": str(self.server.folder),
            "GIT_HTTP_EXPORT_ALL": "1",
            "REMOTE_USER": USER,
            "REMOTE_ADDR": "127.0.0.1",
            "REQUEST_METHOD": self.command,
            "PATH_INFO": path,
            "QUERY_STRING": query,
            "CONTENT_TYPE": self.headers.get("Content-Type", ""),
            "CONTENT_LENGTH": str(len(body)),
            "HTTP_CONTENT_ENCODING": self.headers.get("Content-Encoding", ""),
            "GIT_PROTOCOL": self.headers.get("Git-Protocol", ""),
        }
        return subprocess.run(
            ["git", "http-backend"], env=environment, input=body, capture_output=True, check=True
        ).stdout

    def _forward(self, answer: bytes) -> None:
        head, _, body = answer.partition(b"\r\n\r\n")
        headers = dict(line.split(": ", 1) for line in head.decode().split("\r\n"))
        status = int(headers.pop("Status", "200").split()[0])
        self._answer(status, headers, body)

    def _answer(self, status: int, headers: Mapping[str, str], body: bytes) -> None:
        self.send_response(status)
        for name, value in {**headers, "Content-Length": str(len(body))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)


@contextmanager
def git_server(folder: Path) -> Iterator[GitServer]:
    """One on a free port of the loopback interface."""
    server = GitServer(folder)
    thread = Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
