"""What is paid, kept or made stays so when its answer is lost on the wire."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import httpx
import pytest

from rawugc_sync.sandbox import Options, Response, Store
from rawugc_sync.sandbox.faults import Fault, Faults
from rawugc_sync.sandbox.faulty import serving_with_faults
from tests.sandbox.driver import START

CALLS: dict[str, tuple[dict[str, object], str, int]] = {
    "/videos/generate": ({"model": "veo3", "prompt": "x"}, "videos", 2),
    "/images/generate": ({"model": "nano-banana-2", "prompt": "x"}, "images", 1),
    "/music/generate": ({"prompt": "x"}, "music", 1),
    "/videos/captions": ({"videoId": "vid_1"}, "versions", 1),
    "/videos/overlay": ({"videoId": "vid_1", "text": "x"}, "versions", 1),
    "/scrape-tiktok": ({"query": "x"}, "scrapes", 2),
    "/content-plans": ({"scrapeId": "scr_1", "brief": "x"}, "plans", 1),
}
"""Path → a body, the collection in which it makes something, and how many there are then."""

LOSSES = [
    Fault("reset"),
    Fault("close"),
    Fault("cut-by-length"),
    Fault("cut-by-chunk"),
    Fault(answer=Response(502, {}, b"<html>")),
]


@contextmanager
def server(store: Store, faults: Faults) -> Iterator[httpx.Client]:
    """A sandbox with a completed video and a scrape, before any fault strikes."""
    options = Options(generation_seconds=0)
    headers = {"Authorization": "Bearer k"}
    with (
        serving_with_faults(store, options, lambda: START, faults) as url,
        httpx.Client(base_url=url, headers=headers, trust_env=False, timeout=10) as client,
    ):
        for path in ("/videos/generate", "/scrape-tiktok"):
            client.post(path, json=CALLS[path][0])
        yield client


def send(client: httpx.Client, path: str) -> int | None:
    """The status of the answer, None where it is lost."""
    try:
        return client.post(path, json=CALLS[path][0]).status_code
    except httpx.TransportError:
        return None


def counts(store: Store, path: str) -> tuple[int, int]:
    """How many things there are, and how many payments."""
    return len(store.objects(CALLS[path][1])), len(store.objects("charges"))


@pytest.mark.parametrize("fault", LOSSES, ids=["reset", "close", "cut", "chunk", "gateway"])
@pytest.mark.parametrize("path", CALLS)
def test_what_was_made_stays_when_its_answer_is_lost(path: str, fault: Fault) -> None:
    store, faults = Store.open(), Faults()
    with server(store, faults) as client:
        faults.set(fault)
        assert send(client, path) in (None, 502)
        assert counts(store, path) == (CALLS[path][2], 3)


@pytest.mark.parametrize("path", CALLS)
def test_what_never_arrived_is_neither_made_nor_paid(path: str) -> None:
    store, faults = Store.open(), Faults()
    with server(store, faults) as client:
        before = counts(store, path)
        faults.set(Fault("reset", carried_out=False, path=path))
        assert send(client, path) is None
        assert counts(store, path) == before
        assert send(client, path) in (200, 201)
