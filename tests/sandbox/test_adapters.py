"""Both adapters, the httpx transport and the HTTP server, give the same answers."""

from __future__ import annotations

import json
import logging
import sqlite3
import tracemalloc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

import httpx
import pytest

from rawugc_sync.sandbox import Options, Request, Response, Store
from rawugc_sync.sandbox.faults import Fault, Faults
from rawugc_sync.sandbox.faulty import serving_with_faults
from rawugc_sync.sandbox.front import OnExchange
from rawugc_sync.sandbox.serve import serving
from rawugc_sync.sandbox.transport import OwnSandbox, SandboxTransport
from tests.sandbox.driver import FULL, START

BASE = "https://rawugc.com/api/v1"
SETTINGS: dict[str, Any] = {"headers": {"Authorization": "Bearer k"}, "trust_env": False, "timeout": 10}
OPTIONS = Options(rate_limit=20)
# Headers that belong to a connection, not to an answer.
LARGE = 40_000_000
HOP = {"content-length", "connection", "transfer-encoding"}


def clock() -> int:
    return START


@contextmanager
def in_process(options: Options, on_exchange: OnExchange | None = None) -> Iterator[httpx.Client]:
    transport = SandboxTransport(Store.open(), options, clock, on_exchange)
    with httpx.Client(transport=transport, base_url=BASE, **SETTINGS) as client:
        yield client


@contextmanager
def over_http(options: Options, on_exchange: OnExchange | None = None) -> Iterator[httpx.Client]:
    with (
        serving(Store.open(), options, clock, on_exchange) as url,
        httpx.Client(base_url=url, **SETTINGS) as client,
    ):
        yield client


def test_a_client_closes_the_file_that_its_way_has_opened(tmp_path: Path) -> None:
    way = OwnSandbox(tmp_path / "sandbox.db", OPTIONS, clock)
    with httpx.Client(transport=way, base_url=BASE, **SETTINGS) as client:
        assert client.get("/personas").status_code == 200
    with pytest.raises(sqlite3.ProgrammingError, match="closed"):
        way.handle_request(client.build_request("GET", "/personas"))


Adapter = Callable[..., Any]
ADAPTERS = pytest.mark.parametrize("adapter", [in_process, over_http])


def conversation(client: httpx.Client) -> list[tuple[int, dict[str, str], bytes]]:
    """What a sandbox answers to requests of every sort."""
    host = client.base_url.copy_with(path="/personas")
    replies = [
        client.get("/personas"),
        client.post("/personas", json=FULL["personas"]),
        client.patch("/personas/per_1", json={"name": "Grüße 😀"}),
        client.get("/personas/per_1"),
        client.get("/personas/per%5F1"),
        client.get("/personas/per_1%2F..%2Fper_1"),
        client.get("/styles", params={"type": "image"}),
        client.get("/styles", params={"type": "a&b=ü"}),
        client.get("/social/posts?fromDate=0&toDate=4102444800000&includeDrafts=true"),
        client.post("/personas", content=b"\xff"),
        client.put("/personas"),
        client.head("/personas"),
        client.delete("/personas/per_1"),
        client.post("/music/generate", json={"prompt": "Grüße 😀"}),
        client.get("/music?status=pending&limit=1"),
        client.get("/personas/", headers={"RawUGC-Version": "2026-03-06"}),
        client.get("/personas", headers={"RawUGC-Version": "1"}),
        client.get("/personas", headers={"Authorization": ""}),
        client.get(host),
    ]
    return [
        (
            reply.status_code,
            {name: value for name, value in reply.headers.items() if name not in HOP},
            b"" if reply.request.method == "HEAD" else reply.content,
        )
        for reply in replies
    ]


@pytest.mark.parametrize("answers", ["object", "empty"])
def test_both_adapters_give_the_same_answers(answers: Any) -> None:
    options = Options(rate_limit=20, patch_answer=answers, delete_answer=answers)
    with in_process(options) as one, over_http(options) as other:
        assert conversation(one) == conversation(other)


@ADAPTERS
def test_an_adapter_strips_the_base_path_alone(adapter: Adapter) -> None:
    with adapter(OPTIONS) as client:
        assert client.get("/personas").status_code == 200
        assert client.get(client.base_url.copy_with(path="/personas")).status_code == 404
        assert client.get(client.base_url.copy_with(path="/api/v2/personas")).status_code == 404


@ADAPTERS
def test_the_base_path_can_be_another(adapter: Adapter) -> None:
    with adapter(Options(base_path="/v9")) as client:
        assert client.get(client.base_url.copy_with(path="/v9/personas")).status_code == 200


@ADAPTERS
def test_every_exchange_is_reported(adapter: Adapter) -> None:
    seen: list[tuple[Request, Response]] = []
    with adapter(OPTIONS, lambda request, response: seen.append((request, response))) as client:
        client.post("/social/posts", json=FULL["posts"])
        client.get("/social/posts", params={"includeDrafts": "true"})
    (created, answer), (listed, _) = seen
    assert (created.method, created.path, json.loads(created.body)) == (
        "POST",
        "/social/posts",
        FULL["posts"],
    )
    assert (answer.status, json.loads(answer.body)["postId"]) == (201, "post_1")
    assert dict(listed.query) == {"includeDrafts": "true"}
    assert listed.headers["authorization"] == "Bearer k"


def test_each_server_has_its_own_port() -> None:
    with over_http(OPTIONS) as one, over_http(OPTIONS) as other:
        one.post("/personas", json=FULL["personas"])
        assert other.get("/personas").json()["count"] == 0


def test_a_server_says_nothing_of_its_own(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING), over_http(OPTIONS) as client:
        client.get("/personas")
    assert caplog.messages == []


PHOTO = bytes(range(256)) * 1000


def uploaded(client: httpx.Client) -> str:
    url: str = client.post("/upload", files={"file": ("a.png", PHOTO, "image/png")}).json()["url"]
    return url


@contextmanager
def with_faults(options: Options, faults: Faults | None = None) -> Iterator[httpx.Client]:
    with (
        serving_with_faults(Store.open(), options, clock, faults or Faults()) as url,
        httpx.Client(base_url=url, **SETTINGS) as client,
    ):
        yield client


@pytest.mark.parametrize("adapter", [in_process, over_http, with_faults])
def test_an_upload_is_served_back_on_the_same_host_without_a_key(adapter: Adapter) -> None:
    with adapter(OPTIONS) as client:
        url = uploaded(client)
        assert httpx.URL(url).netloc == client.base_url.netloc
        del client.headers["Authorization"]
        got, looked = client.get(url), client.head(url)
    assert (got.status_code, got.content) == (200, PHOTO)
    assert (looked.status_code, looked.content) == (200, b"")
    for reply in (got, looked):
        assert (reply.headers["Content-Type"], reply.headers["Content-Length"]) == (
            "image/png",
            str(len(PHOTO)),
        )


def test_an_upload_whose_answer_is_lost_is_kept() -> None:
    faults = Faults(Fault("reset", method="POST", path="/upload"))
    with with_faults(OPTIONS, faults) as client:
        with pytest.raises(httpx.TransportError):
            uploaded(client)
        assert uploaded(client).endswith("/upl_2.png")


def test_a_file_may_be_cut_on_its_way() -> None:
    faults = Faults(Fault("cut-by-length", method="GET"))
    with with_faults(OPTIONS, faults) as client:
        url = uploaded(client)
        with client.stream("GET", url) as reply, pytest.raises(httpx.RemoteProtocolError):
            reply.read()
        assert client.get(url).content == PHOTO


@pytest.mark.parametrize("adapter", [over_http, with_faults])
def test_a_large_upload_is_never_whole_in_memory(adapter: Adapter) -> None:
    """Of the program's own memory; what SQLite or the system hold is not counted."""
    with adapter(OPTIONS) as client, NamedTemporaryFile() as file:
        file.truncate(LARGE)
        tracemalloc.start()
        try:
            url = client.post("/upload", files={"file": ("a.mp4", file, "video/mp4")}).json()["url"]
            with client.stream("GET", url) as reply:
                size = sum(len(piece) for piece in reply.iter_bytes())
            peak = tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()
    assert size == LARGE
    assert peak < LARGE / 4
