"""The rate limit: as fast as the window allows, and never a refusal that could be foreseen."""

from __future__ import annotations

import math
from collections.abc import Callable
from email.utils import formatdate

import httpx
import pytest

from rawugc_sync.api.client import connect
from rawugc_sync.api.pacing import Delay, Window
from rawugc_sync.api.quota import Quota, read_quota
from rawugc_sync.api.settings import Settings
from rawugc_sync.words.errors import ApiError
from rawugc_sync.words.planned import Call

from .fakes import KEY, START, FakeClock, RateLimited, client

SLIDING = pytest.mark.parametrize("sliding", [False, True], ids=["fixed", "sliding"])
SIDE_BY_SIDE = pytest.mark.parametrize("together", [False, True], ids=["one by one", "side by side"])
CREATE = Call(method="POST", path="/personas", body={}, repeatable=False, id_fields=("id",))


def read(server: RateLimited, clock: FakeClock, count: int, together: bool) -> None:
    reader = client(server, clock)
    if together:
        assert not [a for a in reader.get_all([("/personas", {})] * count) if isinstance(a, ApiError)]
        return
    for _ in range(count):
        reader.get("/personas")


@SLIDING
@SIDE_BY_SIDE
@pytest.mark.parametrize("headers", [True, False], ids=["headers", "own count"])
@pytest.mark.parametrize("count", [1, 10, 11, 25, 100])
def test_fresh_window_takes_the_least_time_without_a_refusal(
    sliding: bool, together: bool, headers: bool, count: int
) -> None:
    clock = FakeClock()
    server = RateLimited(clock, sliding=sliding, headers=headers)
    read(server, clock, count, together)
    least = (math.ceil(count / 10) - 1) * 60
    assert (server.accepted, server.refused) == (count, 0)
    assert least <= clock.elapsed <= least + 1


@SLIDING
@SIDE_BY_SIDE
@pytest.mark.parametrize("rounded", [math.ceil, math.floor])
@pytest.mark.parametrize("fraction", [0.1, 0.5, 0.9])
def test_whole_seconds_in_headers_cost_no_time(
    sliding: bool, together: bool, fraction: float, rounded: Callable[[float], int]
) -> None:
    clock = FakeClock(START + fraction)
    server = RateLimited(clock, sliding=sliding, rounded=rounded)
    read(server, clock, 47, together)
    assert server.refused == 0
    assert 240 <= clock.elapsed <= 241


@SLIDING
@SIDE_BY_SIDE
def test_half_used_window_is_learnt_from_its_headers(sliding: bool, together: bool) -> None:
    clock = FakeClock()
    server = RateLimited(clock, sliding=sliding, used=5)
    read(server, clock, 25, together)
    assert (server.accepted, server.refused) == (25, 0)
    assert clock.elapsed <= 122


@SLIDING
def test_a_window_that_moves_on_before_its_told_end_is_filled_without_a_refusal(sliding: bool) -> None:
    """Ends are told in whole seconds: who joins a window late believes in it for up to a second too long."""
    clock = FakeClock(START + 0.3)
    server = RateLimited(clock, sliding=sliding)
    read(server, clock, 2, together=False)
    clock.sleep(50)
    reader = client(server, clock)
    reader.get_all([("/personas", {})] * 3)
    clock.sleep(10.5)
    for _ in range(8):
        reader.get("/personas")
    assert (server.accepted, server.refused) == (13, 0)


@SLIDING
def test_half_used_window_without_headers_costs_one_refusal(sliding: bool) -> None:
    clock = FakeClock()
    server = RateLimited(clock, sliding=sliding, headers=False, used=5)
    read(server, clock, 25, together=False)
    assert (server.accepted, server.refused) == (25, 1)


def test_create_is_repeated_after_a_refusal() -> None:
    answers = iter([httpx.Response(429), httpx.Response(201, json={"id": "p"})])
    clock = FakeClock()
    assert client(lambda _: next(answers), clock).send(CREATE).body == {"id": "p"}
    assert clock.elapsed == pytest.approx(60.1)


def test_storm_of_refusals_ends_with_an_error_that_says_not_done() -> None:
    clock = FakeClock()
    with pytest.raises(ApiError, match="nothing through for 900 seconds") as caught:
        client(lambda _: httpx.Response(429), clock).send(CREATE)
    assert type(caught.value) is ApiError
    assert caught.value.diagnostics[0].code == "rate-limited"
    assert clock.elapsed <= 900


def test_refusals_with_a_reset_that_is_now_are_not_hammered() -> None:
    clock = FakeClock()
    headers = {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "0"}
    writer = client(lambda _: httpx.Response(429, headers=headers), clock)
    with pytest.raises(ApiError):
        writer.send(CREATE)
    assert writer.requests_sent < 30


def test_time_between_calls_does_not_count_as_waiting() -> None:
    clock = FakeClock()
    answers = iter([httpx.Response(200, json={}), httpx.Response(429), httpx.Response(200, json={})])
    reader = client(lambda _: next(answers), clock, max_wait=100)
    reader.get("/personas")
    clock.sleep(3600)
    assert reader.get("/personas").status == 200


def test_each_wait_is_announced_with_its_end() -> None:
    clock = FakeClock()
    waits: list[Delay] = []
    answers = iter([httpx.Response(429), httpx.Response(503), httpx.Response(200, json={})])
    transport = httpx.MockTransport(lambda _: next(answers))
    reader = connect(Settings("https://api.example", KEY), clock, transport=transport, on_wait=waits.append)
    reader.get("/personas")
    assert [w.seconds for w in waits] == [60.1, 1]
    assert [w.until for w in waits] == [START + 60.1, START + 61.1]
    assert waits[0].reason == "rate limit"
    assert "503" in waits[1].reason


def test_first_request_goes_alone_and_its_answer_says_how_many_follow() -> None:
    window = Window()
    assert window.delay(0) == 0
    window.sent()
    assert window.delay(0) is None
    window.answered(0, Quota(2, 30))
    for _ in range(2):
        assert window.delay(1) == 0
        window.sent()
    assert window.delay(1) is None


def test_after_the_reset_one_request_goes_alone_again() -> None:
    window = Window()
    window.sent()
    window.answered(0, Quota(0, 30))
    assert window.delay(10) == 20.1
    assert window.delay(30.1) == 0
    window.sent()
    assert window.delay(30.1) is None


def test_answers_out_of_order_never_raise_the_budget() -> None:
    window = Window()
    window.sent()
    window.answered(0, Quota(3, 30))
    window.sent()
    window.sent()
    window.answered(1, Quota(1, 29))
    window.answered(1, Quota(2, 29))
    window.sent()
    assert window.delay(1) is None


def test_refusal_stops_what_was_believed_to_be_free() -> None:
    window = Window()
    window.sent()
    window.answered(0, Quota(9, 30))
    window.sent()
    window.refused(1, Quota(0, 40))
    assert window.delay(2) == 39.1


def test_lost_request_counts_and_an_unsent_one_does_not() -> None:
    window = Window()
    window.sent()
    window.answered(0, Quota(2, 30))
    window.sent()
    window.unsent()
    window.sent()
    window.lost(0)
    window.sent()
    assert window.delay(0) is None


DATE = formatdate(START, usegmt=True)


@pytest.mark.parametrize(
    ("reset", "seconds"),
    [
        (str(int(START) + 42), 42),
        (str((int(START) + 42) * 1000), 42),
        ("42", 42),
        ("42.5", 42.5),
        ("0", 0),
        (str(int(START)), 0),
        (str(int(START) + 61), 60),
        (str(int(START) + 121), None),
        (str(int(START) - 1), None),
        ("121", None),
        ("-5", None),
        ("nan", None),
        ("1e999", None),
        ("soon", None),
        ("", None),
        (DATE, None),
    ],
)
@pytest.mark.parametrize("skew", [0, 86_400, -86_400])
def test_reset_is_read_in_any_unit_against_the_date_of_its_answer(
    reset: str, seconds: float | None, skew: float
) -> None:
    headers = {"x-ratelimit-remaining": "3", "x-ratelimit-reset": reset, "date": DATE}
    quota = read_quota(headers, START + skew)
    assert quota == (None if seconds is None else Quota(3, seconds))


@pytest.mark.parametrize("remaining", ["", "-1", "many", "nan"])
def test_remaining_that_makes_no_sense_is_no_quota(remaining: str) -> None:
    assert read_quota({"x-ratelimit-remaining": remaining, "x-ratelimit-reset": "9"}, START) is None


@pytest.mark.parametrize("date", [None, "yesterday", "Fri, 99 Foo 2026"])
def test_without_a_date_the_local_clock_measures(date: str | None) -> None:
    headers = {"x-ratelimit-remaining": "3", "x-ratelimit-reset": str(START + 7)}
    assert read_quota(headers | ({"date": date} if date else {}), START) == Quota(3, 7)
