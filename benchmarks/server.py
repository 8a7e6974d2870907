"""A loopback server that lists styles from memory, and writes a line to its log for each request.

A program of its own: it takes its answer and its log as arguments, and prints its port.
"""

from __future__ import annotations

import sys
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path


def _handler(answer: bytes, log: Path) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            found = self.path.partition("?")[0] == "/api/v1/styles"
            body = answer if found else b"{}"
            self.send_response(200 if found else 404)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.send_header("X-RateLimit-Limit", "10")
            self.send_header("X-RateLimit-Remaining", "9")
            self.send_header("X-RateLimit-Reset", str(int(time.time()) + 60))
            self.end_headers()
            self.wfile.write(body)

        def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
            with log.open("a", encoding="utf-8") as file:
                file.write(f"{self.command} {self.path} {code} {size}\n")

    return Handler


def _serve(answer: Path, log: Path) -> None:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(answer.read_bytes(), log))
    sys.stdout.write(f"{server.server_port}\n")
    sys.stdout.flush()
    server.serve_forever()


if __name__ == "__main__":
    _serve(Path(sys.argv[1]), Path(sys.argv[2]))
