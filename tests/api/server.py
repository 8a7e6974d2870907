"""A server that misbehaves on demand, one behaviour for each request."""

from __future__ import annotations

import contextlib
import gzip
import socket
import struct
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass

Behaviour = Callable[[socket.socket, threading.Event], None]


@dataclass(frozen=True)
class Received:
    """One request as it arrived; `connection` counts the connections of the server from 0."""

    line: str
    headers: str
    body: bytes
    connection: int


class Server:
    """Plays its script, then repeats the last behaviour of it."""

    def __init__(self, *script: Behaviour) -> None:
        self.script = list(script)
        self.received: list[Received] = []
        self._stopped = threading.Event()
        self._lock = threading.Lock()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}/api/v1"
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        self._stopped.set()
        with contextlib.suppress(OSError):  # not on every system
            self._listener.shutdown(socket.SHUT_RDWR)  # closing alone does not wake who accepts
        self._listener.close()

    def _accept(self) -> None:
        connection = 0
        while not self._stopped.is_set():
            try:
                conn, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(conn, connection), daemon=True).start()
            connection += 1

    def _serve(self, conn: socket.socket, connection: int) -> None:
        with contextlib.suppress(OSError), conn:
            while conn.fileno() >= 0 and (request := _read(conn, connection)):
                with self._lock:
                    self.received.append(request)
                    behave = self.script.pop(0) if len(self.script) > 1 else self.script[0]
                behave(conn, self._stopped)


def _read(conn: socket.socket, connection: int) -> Received | None:
    head, _, body = _until_blank_line(conn).partition(b"\r\n\r\n")
    if not head:
        return None
    line, _, headers = head.decode().partition("\r\n")
    length = next((int(h[15:]) for h in headers.lower().split("\r\n") if h.startswith("content-length:")), 0)
    while len(body) < length:
        if not (more := conn.recv(65536)):
            return None
        body += more
    return Received(line, headers, body, connection)


def _until_blank_line(conn: socket.socket) -> bytes:
    data = b""
    while b"\r\n\r\n" not in data:
        got = conn.recv(65536)
        if not got:
            return b""
        data += got
        if not data[:1].isalpha():  # TLS, not HTTP
            return b""
    return data


def answer(status: int = 200, body: bytes = b"{}", *headers: str) -> Behaviour:
    """A whole answer, after which the connection stays open."""
    lines = [f"HTTP/1.1 {status} Said", f"Content-Length: {len(body)}", *headers]
    return sends("\r\n".join(lines).encode() + b"\r\n\r\n" + body)


def zipped(body: bytes) -> Behaviour:
    return answer(200, gzip.compress(body), "Content-Encoding: gzip")


def sends(data: bytes) -> Behaviour:
    """These bytes, after which the connection stays open."""

    def behave(conn: socket.socket, _stopped: threading.Event) -> None:
        conn.sendall(data)

    return behave


def cuts(data: bytes) -> Behaviour:
    """These bytes, and then the end of the connection."""

    def behave(conn: socket.socket, _stopped: threading.Event) -> None:
        conn.sendall(data)
        conn.close()

    return behave


def drips(start: bytes) -> Behaviour:
    """These bytes, and then one more every now and then, for ever."""

    def behave(conn: socket.socket, stopped: threading.Event) -> None:
        conn.sendall(start)
        while not stopped.wait(0.02):
            conn.sendall(b"a")

    return behave


def resets(conn: socket.socket, _stopped: threading.Event) -> None:
    """A TCP reset instead of an answer."""
    conn.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    conn.close()


def closes(conn: socket.socket, _stopped: threading.Event) -> None:
    """The end of the connection instead of an answer."""
    conn.close()


def silent(_conn: socket.socket, stopped: threading.Event) -> None:
    """Nothing at all."""
    stopped.wait()


@contextlib.contextmanager
def running(*script: Behaviour) -> Iterator[Server]:
    server = Server(*script)
    try:
        yield server
    finally:
        server.close()


@contextlib.contextmanager
def unused_port() -> Iterator[int]:
    """A port on which nothing listens, and on which nobody else can while it is needed."""
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        yield held.getsockname()[1]
