"""The rate limit, end to end: alone never a refusal, and hardly a second more of waiting than must be."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Literal

import httpx
import pytest

from tests.faults.machine import LIMIT, Conditions, Run, World, opened
from tests.faults.mishaps import Fault
from tests.faults.stories import APPLY

Window = Literal["fixed", "sliding"]
DAY = 86_400.0
WINDOWS = pytest.mark.parametrize("window", ["fixed", "sliding"])


@pytest.fixture
def world(window: Window) -> Iterator[World]:
    with opened(Conditions(window)) as made:
        yield made


def personas(world: World, count: int) -> None:
    """Manifests that take `count` creates."""
    found = {f"p{number}": {"name": f"P{number}", "description": "D"} for number in range(count)}
    world.manifests["personas"] = found
    world.save_manifests()


def least(run: Run) -> float:
    """T(Q): seconds that Q requests take from a fresh window."""
    return (-(-len(run.log) // LIMIT) - 1) * 60


def refusals(run: Run) -> int:
    return [one.status for one in run.log].count(429)


def apply_alone(world: World, count: int) -> Run:
    """An apply of `count` creates that are all done, and how long it slept."""
    personas(world, count)
    began = world.clock.monotonic()
    run = world.run(*APPLY)
    assert run.code == 0
    assert len(world.live("personas")) == count
    assert world.clock.monotonic() - began <= 1.02 * least(run) + 1
    return run


@WINDOWS
@pytest.mark.parametrize("into", [0.0, 0.4, 37.3, 59.9], ids=lambda seconds: f"{seconds:g}s")
@pytest.mark.parametrize("count", [1, 9, 10, 29, 99])
def test_h27_alone_it_is_never_refused_and_waits_no_longer_than_it_must(
    world: World, into: float, count: int
) -> None:
    world.clock.sleep(into)
    assert refusals(apply_alone(world, count)) == 0


def _reset(write: Callable[[float, float], str]) -> Callable[[World], Callable[[httpx.Headers], None]]:
    """Writes the moment of a reset (Unix seconds) in another way, at the server's `now`."""

    def masks(world: World) -> Callable[[httpx.Headers], None]:
        def mask(headers: httpx.Headers) -> None:
            moment = float(headers["x-ratelimit-reset"])
            headers["x-ratelimit-reset"] = write(moment, world.clock.now())

        return mask

    return masks


def _without(*names: str) -> Callable[[World], Callable[[httpx.Headers], None]]:
    def masks(_world: World) -> Callable[[httpx.Headers], None]:
        def mask(headers: httpx.Headers) -> None:
            for name in names:
                headers.pop(name, "")

        return mask

    return masks


_ALL = ("x-ratelimit-limit", "x-ratelimit-remaining", "x-ratelimit-reset")

HEADERS = {
    "epoch seconds": _reset(lambda moment, _now: str(int(moment))),
    "epoch milliseconds": _reset(lambda moment, _now: str(int(moment * 1000))),
    "seconds from now": _reset(lambda moment, now: str(round(moment - now, 3))),
    "a date": _reset(lambda _moment, _now: "Fri, 15 Jan 2027 08:01:00 GMT"),
    "garbage": _reset(lambda _moment, _now: "soon"),
    "past": _reset(lambda moment, _now: str(int(moment - 3600))),
    "far future": _reset(lambda moment, _now: str(int(moment + 1e6))),
    "infinite": _reset(lambda _moment, _now: "1e999"),
    "no reset": _without("x-ratelimit-reset"),
    "no remaining": _without("x-ratelimit-remaining"),
    "missing": _without(*_ALL),
    "missing, and no date": _without(*_ALL, "date"),
}


@WINDOWS
@pytest.mark.parametrize("headers", HEADERS)
def test_h23_whatever_the_headers_say_the_limit_is_kept(world: World, headers: str) -> None:
    world.mask = HEADERS[headers](world)
    assert refusals(apply_alone(world, 27)) == 0


@WINDOWS
@pytest.mark.parametrize("skew", [DAY, -DAY, 45.0, -45.0, 1.5], ids=lambda seconds: f"{seconds:+g}s")
@pytest.mark.parametrize("headers", ["epoch seconds", "seconds from now", "missing"])
def test_h24_a_wrong_local_clock_does_not_matter(world: World, skew: float, headers: str) -> None:
    world.skew, world.mask = skew, HEADERS[headers](world)
    assert refusals(apply_alone(world, 27)) == 0


@WINDOWS
@pytest.mark.parametrize("skew", [DAY, -DAY], ids=["ahead", "behind"])
def test_h24_without_a_date_its_own_count_takes_over(world: World, skew: float, window: Window) -> None:
    world.skew, world.mask = skew, _without("date")(world)
    assert refusals(apply_alone(world, 27)) == 0


def _another_process(world: World, every: int) -> None:
    """Somebody with the same key sends five requests before each `every`th of ours."""
    plain, count = world.mask, 0

    def mask(headers: httpx.Headers) -> None:
        nonlocal count
        plain(headers)
        count += 1
        if count % every == 0:
            for _ in range(5):
                world.barge_in()

    world.mask = mask


@WINDOWS
@pytest.mark.parametrize("headers", ["epoch seconds", "missing"])
def test_h26_another_process_with_the_same_key_costs_at_most_one_refusal_a_window(
    world: World, headers: str
) -> None:
    world.mask = HEADERS[headers](world)
    _another_process(world, every=7)
    personas(world, 30)
    began = world.clock.monotonic()
    run = world.run(*APPLY)
    assert run.code == 0
    windows = (world.clock.monotonic() - began) // 60 + 1
    assert refusals(run) <= windows


@pytest.mark.parametrize("window", ["fixed"])
@pytest.mark.parametrize("nth", [0, 3])
def test_h25_a_storm_of_refusals_ends_the_run_with_the_state_saved(world: World, nth: int) -> None:
    personas(world, 8)
    began = world.clock.monotonic()
    run = world.run(*APPLY, "--max-wait", "600", faults=[Fault("429", nth=nth, times=10_000)])
    assert run.code == (4 if nth else 1)
    assert world.clock.monotonic() - began <= 700
    assert [len(run.result[fate]) for fate in ("applied", "unresolved", "skipped")] == [nth, 0, 0]
    assert "rate-limited" in {d["code"] for one in run.result["failed"] for d in one["diagnostics"]}
    again = world.run(*APPLY)
    assert (again.code, len(again.made), len(world.live("personas"))) == (0, 8 - nth, 8)


@WINDOWS
def test_h22_a_refusal_without_headers_is_waited_for_and_the_create_sent_again(world: World) -> None:
    personas(world, 3)
    run = world.run(*APPLY, faults=[Fault("429", nth=1)])
    assert (run.code, len(run.made)) == (0, 3)


@WINDOWS
def test_a_wait_says_what_is_left_and_when_it_ends(world: World) -> None:
    personas(world, 25)
    run = world.run("apply", "--auto-approve")
    said = re.findall(
        r"Waiting \d+ s until .*?; (\d+) of 25 done, (\d+) requests left, finishes about (\d+):(\d+)", run.err
    )
    assert said
    assert all(int(done) + int(left) == 25 for done, left, *_ in said)
    ends = datetime.fromtimestamp(world.clock.now()).astimezone()  # as the wait shows it: local time
    assert abs((ends.hour * 60 + ends.minute) - (int(said[-1][2]) * 60 + int(said[-1][3]))) <= 1


@pytest.mark.parametrize("window", ["fixed"])
def test_what_waits_can_be_interrupted(world: World, tmp_path: Path) -> None:
    personas(world, 12)
    run = world.run(*APPLY, faults=[Fault("interrupted", nth=8)])
    assert run.code == 130
    assert len(run.result["applied"]) == 9
    assert len(run.result["not_attempted"]) == 3
