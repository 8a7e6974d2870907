"""The rate limit: per user, in fixed or sliding windows, with headers on every answer."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import Literal

import pytest

from rawugc_sync.sandbox import Options, Request, Store
from tests.sandbox.driver import START, Sandbox

Window = Literal["fixed", "sliding"]
WINDOWS: list[Window] = ["fixed", "sliding"]


def limited(window: Window, limit: int = 2) -> Sandbox:
    return Sandbox(Options(rate_limit=limit, rate_window=window))


def rate_headers(headers: dict[str, str]) -> dict[str, int]:
    return {
        name.removeprefix("X-RateLimit-"): int(value)
        for name, value in headers.items()
        if name.startswith("X-RateLimit-")
    }


@pytest.mark.parametrize("window", WINDOWS)
def test_requests_over_the_limit_are_refused(window: Window) -> None:
    sandbox = limited(window)
    assert [sandbox.get("/personas").status for _ in range(4)] == [200, 200, 429, 429]


@pytest.mark.parametrize("window", WINDOWS)
def test_the_headers_count_down(window: Window) -> None:
    sandbox = limited(window)
    replies = [sandbox.get("/personas"), sandbox.get("/nothing"), sandbox.get("/personas")]
    reset = START // 1000 + 60
    assert [rate_headers(reply.headers) for reply in replies] == [
        {"Limit": 2, "Remaining": 1, "Reset": reset},
        {"Limit": 2, "Remaining": 0, "Reset": reset},
        {"Limit": 2, "Remaining": 0, "Reset": reset},
    ]


def test_a_fixed_window_opens_whole_at_the_minute() -> None:
    sandbox = limited("fixed")
    statuses = []
    for second in (58, 59, 59.999, 60, 61, 62):
        sandbox.now = START + int(second * 1000)
        statuses.append(sandbox.get("/personas").status)
    assert statuses == [200, 200, 429, 200, 200, 429]


def test_a_sliding_window_frees_one_place_at_a_time() -> None:
    sandbox = limited("sliding")
    statuses = []
    for second in (0, 30, 59.999, 60, 61, 90):
        sandbox.now = START + int(second * 1000)
        statuses.append(sandbox.get("/personas").status)
    assert statuses == [200, 200, 429, 200, 429, 200]


@pytest.mark.parametrize("window", WINDOWS)
def test_at_the_reset_a_request_is_let_in_again(window: Window) -> None:
    sandbox = limited(window, limit=1)
    sandbox.now = START + 12_345
    reset = rate_headers(sandbox.get("/personas").headers)["Reset"]
    assert sandbox.get("/personas").status == 429
    sandbox.now = reset * 1000
    assert sandbox.get("/personas").status == 200


@pytest.mark.parametrize("window", WINDOWS)
def test_each_key_has_its_own_limit(window: Window) -> None:
    sandbox = limited(window, limit=1)
    assert sandbox.get("/personas").status == 200
    sandbox.key = "another"
    assert sandbox.get("/personas").status == 200
    sandbox.key = "test-key"
    assert sandbox.get("/personas").status == 429


def test_a_request_without_a_key_gets_the_headers_too() -> None:
    refused = limited("fixed").send_raw(Request("GET", "/personas"))
    assert refused.status == 401
    assert rate_headers(refused.headers)["Remaining"] == 1


def test_a_refused_request_changes_nothing() -> None:
    sandbox = limited("fixed", limit=1)
    sandbox.get("/personas")
    assert sandbox.post("/personas", {"name": "n", "description": "d"}).status == 429
    assert sandbox.store.objects("personas") == {}


def test_without_a_limit_there_are_no_headers(sandbox: Sandbox) -> None:
    replies = [sandbox.get("/personas") for _ in range(30)]
    assert {reply.status for reply in replies} == {200}
    assert not any(rate_headers(reply.headers) for reply in replies)


@pytest.mark.parametrize(("one_user", "status"), [(True, 429), (False, 200)])
def test_two_keys_of_one_user_share_it(one_user: bool, status: int) -> None:
    options = Options(rate_limit=1, one_user=one_user)
    first = Sandbox(options, key="key-1")
    second = Sandbox(options, first.store, key="key-2")
    assert [first.get("/personas").status, second.get("/personas").status] == [200, status]


def test_a_limit_may_keep_its_headers_to_itself() -> None:
    sandbox = Sandbox(Options(rate_limit=1, rate_headers=False))
    replies = [sandbox.get("/personas"), sandbox.get("/personas")]
    assert [reply.status for reply in replies] == [200, 429]
    assert not any(rate_headers(reply.headers) for reply in replies)


def test_the_dashboard_has_no_limit() -> None:
    sandbox = limited("fixed", limit=1)
    for _ in range(5):
        sandbox.store.insert("personas", {"name": "n"})
    assert sandbox.get("/personas").json["count"] == 5


def test_the_count_outlives_the_process_but_the_key_is_not_kept(tmp_path: Path) -> None:
    path = tmp_path / "sandbox.db"
    options = Options(rate_limit=1)
    for status in (200, 429):
        with closing(Store.open(path)) as store:
            assert Sandbox(options, store, key="a-secret-key").get("/personas").status == status
    assert b"a-secret-key" not in path.read_bytes()
