"""All clients of a run count what they send together."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest

from rawugc_sync.api.client import connect, connect_reader
from rawugc_sync.api.settings import Settings
from rawugc_sync.api.traffic import Traffic
from rawugc_sync.words.errors import ApiError

from .fakes import KEY, FakeClock


def answering(*statuses: int) -> httpx.MockTransport:
    coming: Iterator[int] = iter(statuses)
    return httpx.MockTransport(lambda _: httpx.Response(next(coming), json={}))


def test_what_was_turned_away_is_counted_and_counted_apart() -> None:
    traffic, settings = Traffic(), Settings("https://rawugc.example/api/v1", KEY)
    connect_reader(settings, FakeClock(), transport=answering(200, 429, 200), traffic=traffic).get_all(
        [("/personas", {}), ("/styles", {})]
    )
    assert (traffic.sent, traffic.throttled) == (3, 1)
    writer = connect(settings, FakeClock(), transport=answering(400), traffic=traffic)
    with pytest.raises(ApiError):
        writer.get("/posts")
    assert (traffic.sent, traffic.throttled) == (4, 1)
