"""A RawUGC that lists what lies in a folder and makes whatever it is told to, without keeping any of it.

A program of its own: its processor time is not that of what is measured. It prints its port.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import re
import sys
import time
from collections import Counter
from pathlib import Path

_WINDOW = 60
_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
_KEY = re.compile(rb"\r\nauthorization: *Bearer ([^\r]*)", re.IGNORECASE)
_REASONS = {200: "OK", 201: "Created", 404: "Not Found", 429: "Too Many Requests"}


class RawUGC:
    """What it answers. `limit`: requests a minute for each key."""

    def __init__(self, live: Path, limit: int) -> None:
        files = {one.relative_to(live).with_suffix(""): one for one in live.rglob("*.json")}
        self._lists = {f"/api/v1/{path}": file.read_bytes() for path, file in files.items()}
        self._limit = limit
        self._sent: Counter[tuple[bytes, int]] = Counter()
        self._made = 0

    def answer(self, head: bytes) -> bytes:
        """To a request of which this is the head."""
        method, path, _ = head.split(b" ", 2)
        key = _KEY.search(head)
        window = int(time.time()) // _WINDOW
        used = (key[1] if key else b"", window)
        if self._sent[used] >= self._limit:
            return self._told(429, b"{}", 0, window)
        self._sent[used] += 1
        status, body = self._found(method, path.partition(b"?")[0].decode())
        return self._told(status, body, self._limit - self._sent[used], window)

    def _found(self, method: bytes, path: str) -> tuple[int, bytes]:
        if path not in self._lists:
            return 404, b"{}"
        if method == b"GET":
            return 200, self._lists[path]
        self._made += 1
        return 201, json.dumps({"id": f"made_{self._made}"}).encode()

    def _told(self, status: int, body: bytes, remaining: int, window: int) -> bytes:
        head = (
            f"HTTP/1.1 {status} {_REASONS[status]}\r\nContent-Type: application/json\r\n"
            f"Content-Length: {len(body)}\r\nX-RateLimit-Limit: {self._limit}\r\n"
            f"X-RateLimit-Remaining: {remaining}\r\nX-RateLimit-Reset: {(window + 1) * _WINDOW}\r\n\r\n"
        )
        return head.encode() + body


class Connection(asyncio.Protocol):
    """One client, whose requests come one after the other."""

    def __init__(self, rawugc: RawUGC) -> None:
        self._rawugc = rawugc
        self._got = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._got += data
        while (end := self._got.find(b"\r\n\r\n")) >= 0:
            head = self._got[:end]
            length = _LENGTH.search(head)
            whole = end + 4 + (int(length[1]) if length else 0)
            if len(self._got) < whole:
                return
            self._got = self._got[whole:]
            self._transport.write(self._rawugc.answer(head))


async def _serve(rawugc: RawUGC) -> None:
    server = await asyncio.get_running_loop().create_server(
        lambda: Connection(rawugc), "127.0.0.1", 0, backlog=1_000
    )
    sys.stdout.write(f"{server.sockets[0].getsockname()[1]}\n")
    sys.stdout.flush()
    await server.serve_forever()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("live", type=Path)
    parser.add_argument("--limit", type=int, default=1_000_000)
    options = parser.parse_args()
    asyncio.run(_serve(RawUGC(options.live, options.limit)))


if __name__ == "__main__":
    main()
