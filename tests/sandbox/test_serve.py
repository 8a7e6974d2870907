"""The server for people: one quiet line a request, data that stays, a clean end."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import httpx

from rawugc_sync.sandbox import Store

PROGRAM = """
import sys
from pathlib import Path
from rawugc_sync.sandbox import Options
from rawugc_sync.sandbox.serve import serve
serve("127.0.0.1", int(sys.argv[1]), Path(sys.argv[2]), Options())
"""


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
        return port


def test_a_server_logs_a_line_a_request_and_keeps_its_data(tmp_path: Path) -> None:
    port, database = free_port(), tmp_path / "sandbox.db"
    command = [sys.executable, "-c", PROGRAM, str(port), str(database)]
    transport = httpx.HTTPTransport(retries=8)  # while the server starts; with growing pauses
    with (
        subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as server,
        httpx.Client(transport=transport, base_url=f"http://127.0.0.1:{port}/api/v1") as client,
    ):
        client.headers["Authorization"] = "Bearer k"
        client.get("/personas?x=1")
        client.post("/personas", json={"name": "n", "description": "d"})
        server.send_signal(signal.SIGINT)
        log = server.communicate(timeout=30)[1].splitlines()
    assert log[:2] == ["GET /personas 400", "POST /personas 201"]
    with closing(Store.open(database)) as store:
        assert list(store.objects("personas")) == ["per_1"]
