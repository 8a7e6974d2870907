"""Uploads: what is sent, what is checked of the answer, and that a file never is in memory as a whole."""

from __future__ import annotations

import hashlib
import json
import socket
import subprocess
import sys
import threading
from collections.abc import Callable
from email.parser import BytesParser
from email.policy import HTTP
from pathlib import Path

import pytest

from rawugc_sync.api.client import connect
from rawugc_sync.api.form import Outbox
from rawugc_sync.api.settings import Settings
from rawugc_sync.api.uploads import deadline
from rawugc_sync.words.errors import ApiError, BadAnswer, OutcomeUnknown, Problem, Stale
from rawugc_sync.words.planned import uploading
from rawugc_sync.words.uploads import Upload

from .conftest import Dial, Serve
from .fakes import KEY, FakeClock
from .server import Behaviour, Received, answer, closes, cuts, resets

CONTENT = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 3000
URL = "https://storage.rawugc.com/abc.png"


def upload_of(path: Path, content: bytes) -> Upload:
    path.write_bytes(content)
    return Upload(str(path), f"sha256:{hashlib.sha256(content).hexdigest()}", len(content), "image/png")


@pytest.fixture
def photo(tmp_path: Path) -> Upload:
    return upload_of(tmp_path / "photo.png", CONTENT)


def taken(**other: object) -> Behaviour:
    said = {"url": URL, "contentType": "image/png", "size": len(CONTENT), **other}
    return answer(200, json.dumps(said).encode())


def part_of(request: Received) -> tuple[str, str, bytes]:
    """The name, the type and the content of the one part of a form."""
    head = f"{request.headers}\r\n\r\n".encode()
    (part,) = BytesParser(policy=HTTP).parsebytes(head + request.body).iter_parts()
    content = part.get_payload(decode=True)
    assert isinstance(content, bytes)
    return str(part.get_param("name", header="content-disposition")), part.get_content_type(), content


def test_the_file_goes_as_one_part_of_a_form_with_its_length(serve: Serve, dial: Dial, photo: Upload) -> None:
    server = serve(taken())
    assert dial(server.url).upload(uploading(photo)) == URL
    (request,) = server.received
    assert request.line == "POST /api/v1/upload HTTP/1.1"
    assert f"content-length: {len(request.body)}" in request.headers.lower()
    assert "transfer-encoding" not in request.headers.lower()
    assert part_of(request) == ("file", "image/png", CONTENT)
    assert photo.path not in request.body.decode("latin-1")


@pytest.mark.parametrize(
    "fault", [resets, closes, cuts(b'HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{"url')]
)
def test_a_lost_answer_is_repeated_twice_at_most(
    serve: Serve, dial: Dial, photo: Upload, fault: Behaviour
) -> None:
    clock = FakeClock()
    server = serve(fault)
    with pytest.raises(OutcomeUnknown):
        dial(server.url, clock).upload(uploading(photo))
    assert clock.sleeps == [1, 2]
    assert [part_of(request)[2] for request in server.received] == [CONTENT] * 3


def test_an_upload_recovers_from_a_lost_answer(serve: Serve, dial: Dial, photo: Upload) -> None:
    server = serve(resets, taken())
    assert dial(server.url).upload(uploading(photo)) == URL


@pytest.mark.parametrize(
    ("said", "wrong"),
    [
        (taken(size=3), "has 768008 bytes, and RawUGC has 3 of it"),
        (taken(size=None), "RawUGC has nothing that can be read of it"),
        (taken(contentType="image/jpeg"), "is image/png, and RawUGC took it for image/jpeg"),
        (taken(url="ftp://storage/x"), "has no URL"),
        (taken(url="https://[x"), "has no URL"),
        (taken(url="https://a b"), "has no URL"),
        (answer(200, b"[]"), "is not the JSON"),
    ],
)
def test_an_answer_about_something_else_is_not_used(
    serve: Serve, dial: Dial, photo: Upload, said: Behaviour, wrong: str
) -> None:
    server = serve(said)
    with pytest.raises(BadAnswer, match=wrong):
        dial(server.url).upload(uploading(photo))
    assert len(server.received) == 1


def test_a_type_with_parameters_is_the_same_type(serve: Serve, dial: Dial, photo: Upload) -> None:
    assert dial(serve(taken(contentType="Image/PNG; q=1")).url).upload(uploading(photo)) == URL


def test_a_refusal_is_told_and_not_repeated(serve: Serve, dial: Dial, photo: Upload) -> None:
    server = serve(answer(400, b'{"detail": "too large"}'))
    with pytest.raises(Problem, match="POST /upload invalid"):
        dial(server.url).upload(uploading(photo))
    assert len(server.received) == 1


@pytest.mark.parametrize(
    "now", [CONTENT[:-1], CONTENT + b"x", CONTENT[:-1] + b"x", b"", None], ids=lambda now: str(now)[-9:]
)
def test_a_file_that_has_changed_is_not_uploaded_as_a_whole(
    serve: Serve, dial: Dial, photo: Upload, now: bytes | None
) -> None:
    """The server never gets the end of a form."""
    server = serve(taken())
    if now is None:
        Path(photo.path).unlink()
    else:
        Path(photo.path).write_bytes(now)
    with pytest.raises(Stale, match=r"photo\.png"):
        dial(server.url).upload(uploading(photo))
    assert server.received == []


def test_how_far_it_is_is_told_in_bytes(serve: Serve, photo: Upload) -> None:
    heard: list[int] = []
    outbox = Outbox(progress=lambda file, sent: heard.append(sent))
    server = serve(taken())
    writer = connect(Settings(server.url, KEY), FakeClock(), outbox=outbox)
    assert writer.upload(uploading(photo)) == URL
    assert heard == sorted(set(heard))
    assert heard[-1] == photo.size
    assert len(heard) > 2
    writer.close()


def test_it_waits_for_its_turn_as_any_request(serve: Serve, dial: Dial, photo: Upload) -> None:
    """Ten a minute: the eleventh waits."""
    clock = FakeClock()
    server = serve(taken())
    client = dial(server.url, clock)
    for _ in range(11):
        client.upload(uploading(photo))
    assert sum(clock.sleeps) == pytest.approx(60, abs=2)


def test_it_may_be_kept_back_when_its_turn_comes(serve: Serve, dial: Dial, photo: Upload) -> None:
    server = serve(taken())

    def ready() -> None:
        raise Stale.of("stale", "no")

    with pytest.raises(ApiError):
        dial(server.url).upload(uploading(photo), ready)
    assert server.received == []


def test_the_deadline_grows_with_the_size() -> None:
    assert deadline(60, 0) == 60
    assert deadline(60, 100_000_000) == 860


@pytest.mark.parametrize(
    ("said", "gone"),
    [
        (answer(200, b""), False),
        (answer(404, b""), True),
        (answer(410, b""), True),
        (answer(403, b""), True),
        (answer(405, b""), False),
        (answer(500, b""), False),
        (answer(302, b"", "Location: http://127.0.0.1:1/"), False),
        (resets, False),
    ],
    ids=["there", "404", "410", "403", "405", "500", "redirect", "reset"],
)
def test_storage_is_asked_without_the_key_and_believed_only_when_it_is_clear(
    serve: Serve, dial: Dial, said: Behaviour, gone: bool
) -> None:
    api, storage = serve(answer()), serve(said)
    client = dial(api.url)
    assert client.is_gone(f"{storage.url}/a.png?signed=1") is gone
    (request,) = storage.received
    assert request.line == "HEAD /api/v1/a.png?signed=1 HTTP/1.1"
    assert KEY not in request.headers
    assert "authorization" not in request.headers.lower()
    assert (api.received, client.requests_sent) == ([], 0)


@pytest.mark.parametrize(
    "url",
    ["http://storage.example.com/a.png", "https://user@storage.example.com/a", "ftp://x/a", "https://[x"],
)
def test_storage_is_not_asked_at_a_url_that_is_not_fit_for_it(dial: Dial, url: str) -> None:
    assert dial("http://127.0.0.1:1/api/v1").is_gone(url) is False


class Drain:
    """Takes one upload over a socket, and keeps its digest and length instead of its bytes."""

    def __init__(self, respond: Callable[[int], bytes]) -> None:
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._respond = respond
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}/api/v1"
        self.length = 0
        self.thread = threading.Thread(target=self._serve, daemon=True)
        self.thread.start()

    def _serve(self) -> None:
        with self._listener, self._listener.accept()[0] as connection:
            data = b""
            while b"\r\n\r\n" not in data:
                data += connection.recv(65536)
            head, _, rest = data.partition(b"\r\n\r\n")
            wanted = next(
                int(h[15:]) for h in head.lower().split(b"\r\n") if h.startswith(b"content-length:")
            )
            self.length = len(rest)
            while self.length < wanted:
                self.length += len(connection.recv(1 << 20))
            body = self._respond(wanted)
            connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(body) + body)


ONCE = """
import sys
from rawugc_sync.api.client import connect
from rawugc_sync.api.clock import SystemClock
from rawugc_sync.api.settings import Settings
from rawugc_sync.words.planned import uploading
from rawugc_sync.words.uploads import Upload

def peak():
    return next(int(line.split()[1]) for line in open("/proc/self/status") if line.startswith("VmHWM"))

url, path, sha256, size = sys.argv[1:]
writer = connect(Settings(url, "key"), SystemClock())
before = peak()
print(writer.upload(uploading(Upload(path, sha256, int(size), "video/mp4"))))
print(peak() - before)
"""


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="only Linux tells the peak")
def test_90_mb_go_within_64_mb_above_the_baseline(tmp_path: Path) -> None:
    size = 90_000_000
    clip, digest = tmp_path / "clip.mp4", hashlib.sha256()
    with clip.open("wb") as file:
        for _ in range(90):
            file.write(piece := bytes(1_000_000))
            digest.update(piece)
    said = json.dumps({"url": URL, "contentType": "video/mp4", "size": size}).encode()
    drain = Drain(lambda _: said)
    arguments = [drain.url, str(clip), f"sha256:{digest.hexdigest()}", str(size)]
    done = subprocess.run(
        [sys.executable, "-c", ONCE, *arguments], capture_output=True, text=True, check=True, timeout=120
    )
    url, kib = done.stdout.split()
    assert url == URL
    assert size < drain.length < size + 1000
    assert int(kib) < 64 * 1024
