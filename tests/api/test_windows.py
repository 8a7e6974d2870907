"""Clients of one user go by one rate limit, those of different users each by their own."""

from __future__ import annotations

import math
from concurrent.futures import ThreadPoolExecutor
from threading import Event

import httpx
import pytest

from rawugc_sync.api.client import Reader, connect_reader
from rawugc_sync.api.settings import Settings
from rawugc_sync.api.windows import Windows
from rawugc_sync.words.errors import ApiError

from .fakes import FakeClock, Handler, RateLimited

SERVER = "https://api.example/v1"
ONE_USER = pytest.mark.parametrize(
    "clients",
    [
        [("key", None), ("key", None), ("key", None)],
        [("key-1", "ana"), ("key-2", "ana"), ("key-3", "ana")],
        [("key-1", "ana"), ("key-1", None), ("key-2", "ana")],
        [("key-1", None), ("key-1", "ana"), ("key-2", "ana")],
    ],
    ids=["one key", "one name", "a name, its key, the name", "a key, its name, the name"],
)


class Users:
    """Makes clients that know of each other."""

    def __init__(self, handler: Handler, clock: FakeClock) -> None:
        self._windows = Windows()
        self._transport = httpx.MockTransport(handler)
        self._clock = clock

    def client(self, key: str, user: str | None, server: str = SERVER, **more: float) -> Reader:
        settings = Settings(server, key, **more)  # type: ignore[arg-type]
        window = self._windows.of(settings, user)
        return connect_reader(settings, self._clock, transport=self._transport, window=window)


@ONE_USER
@pytest.mark.parametrize("sliding", [False, True], ids=["fixed", "sliding"])
@pytest.mark.parametrize("headers", [True, False], ids=["headers", "own count"])
@pytest.mark.parametrize("each", [3, 7, 13])
def test_one_after_the_other_they_take_the_least_time_without_a_refusal(
    clients: list[tuple[str, str | None]], sliding: bool, headers: bool, each: int
) -> None:
    clock = FakeClock()
    server = RateLimited(clock, sliding=sliding, headers=headers)
    users = Users(server, clock)
    for key, user in clients:
        users.client(key, user).get_all([("/personas", {})] * each)
    count = each * len(clients)
    least = (math.ceil(count / 10) - 1) * 60
    assert (server.accepted, server.refused) == (count, 0)
    assert least <= clock.elapsed <= least + 1


@ONE_USER
def test_side_by_side_they_are_never_refused(clients: list[tuple[str, str | None]]) -> None:
    clock = FakeClock()
    server = RateLimited(clock, sliding=True)
    users = Users(server, clock)
    made = [users.client(key, user) for key, user in clients]
    with ThreadPoolExecutor(len(made)) as threads:
        answers = list(threads.map(lambda one: one.get_all([("/personas", {})] * 12), made))
    assert not [one for some in answers for one in some if isinstance(one, ApiError)]
    assert (server.accepted, server.refused) == (36, 0)


@pytest.mark.parametrize(
    "other",
    [("key-2", None, SERVER), ("key-2", "ben", SERVER), ("key-1", "ana", "https://other.example/v1")],
    ids=["another key", "another name", "another server"],
)
def test_another_user_begins_with_a_window_of_its_own(other: tuple[str, str | None, str]) -> None:
    clock = FakeClock()
    first, second = RateLimited(clock, sliding=False), RateLimited(clock, sliding=False)
    served = {("api.example", "Bearer key-1"): first}

    def handler(request: httpx.Request) -> httpx.Response:
        return served.get((request.url.host, request.headers["Authorization"]), second)(request)

    users = Users(handler, clock)
    users.client("key-1", "ana").get_all([("/personas", {})] * 10)
    users.client(*other).get_all([("/personas", {})] * 10)
    assert (first.accepted, second.accepted, clock.elapsed) == (10, 10, 0)


def test_the_second_one_knows_what_the_first_has_left_of_the_window() -> None:
    clock = FakeClock()
    users = Users(RateLimited(clock, sliding=False), clock)
    users.client("key-1", "ana").get_all([("/personas", {})] * 7)
    assert users.client("key-2", "ana").allowance().left == 3


class Sleeper(FakeClock):
    """A clock whose sleepers stay asleep until they are woken."""

    def __init__(self) -> None:
        super().__init__()
        self.asleep = Event()
        self.wake = Event()

    def sleep(self, seconds: float) -> None:
        self.asleep.set()
        assert self.wake.wait(60)
        super().sleep(seconds)


def test_one_that_waits_keeps_no_other_from_asking_how_much_is_left() -> None:
    clock = Sleeper()
    users = Users(RateLimited(clock, sliding=False), clock)
    waiting, asking = users.client("key-1", "ana"), users.client("key-2", "ana")
    with ThreadPoolExecutor(2) as threads:
        answers = threads.submit(waiting.get_all, [("/personas", {})] * 11)
        assert clock.asleep.wait(60)
        assert threads.submit(asking.allowance).result(60).left == 0
        clock.wake.set()
        assert len(answers.result(60)) == 11


class Crowded(FakeClock):
    """A clock by which somebody takes the whole window whenever its owner has slept, `times` times."""

    def __init__(self, times: int) -> None:
        super().__init__()
        self._times = times
        self.crowd: Reader | None = None

    def sleep(self, seconds: float) -> None:
        super().sleep(seconds)
        if self.crowd and self._times:
            self._times -= 1
            self.crowd.get_all([("/personas", {})] * 10)


def test_as_long_as_others_of_the_user_are_let_through_nobody_gives_up() -> None:
    """Four windows go by, and `max_wait` is less than two."""
    clock = Crowded(times=4)
    server = RateLimited(clock, sliding=False)
    users = Users(server, clock)
    busy, patient = users.client("key-1", "ana"), users.client("key-2", "ana", max_wait=100)
    busy.get_all([("/personas", {})] * 10)
    clock.crowd = busy
    assert patient.get("/personas").status == 200
    assert (server.accepted, server.refused, clock.elapsed > 200) == (51, 0, True)
