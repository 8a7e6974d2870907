"""What workers are asked for: once, in turn, found though nobody told, given back, with few sessions."""

from __future__ import annotations

import itertools
import signal
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx
import psycopg
import pytest

from rawugc_sync.sandbox import Options
from tests.fleet.agency import persona
from tests.fleet.faults.stage import Stage
from tests.sampling import MINUTES

pytestmark = MINUTES

SESSIONS = 5
CREATES = 12
"""With its reads more than a window of ten requests takes."""


def small(name: str) -> dict[str, Any]:
    return {"rawugc.yaml": {"workspace": name}, "brand.yaml": persona(name)}


def large(name: str) -> dict[str, Any]:
    personas = {f"n{number}": {"name": f"{name}-{number}", "description": "D"} for number in range(CREATES)}
    return {"rawugc.yaml": {"workspace": name}, "brand.yaml": {"personas": personas}}


# -- two applies for one key


@contextmanager
def held(stage: Stage) -> Iterator[None]:
    """RawUGC answers nobody for as long as this lasts."""
    go = threading.Event()
    stage.rawugc.upon = lambda _key: go.wait(60)
    try:
        yield
    finally:
        stage.rawugc.upon = lambda _key: None
        go.set()


def test_of_one_key_one_runs_one_waits_and_the_third_adds_nothing(stage: Stage) -> None:
    stage.fleet(keys=[{"workspace": "*", "variable": "KEY"}])
    stage.brands("ab", small)
    for _ in range(2):
        stage.start()
    stage.until_settled()
    with held(stage):
        begun = len(stage.rawugc.log)
        stage.agency.run("enqueue", "a", "--kind", "apply")
        stage.until(lambda: len(stage.rawugc.log) > begun)
        for workspace in ("a", "a", "b"):
            stage.agency.run("enqueue", workspace, "--kind", "apply")
        jobs = stage.rows(
            "select j.status, w.path from procrastinate_jobs j join fleet_workspaces w "
            "on w.id = j.args->>'workspace' order by j.id"
        )
        assert [(job["path"], job["status"]) for job in jobs] == [
            ("a", "doing"),
            ("a", "todo"),
            ("b", "todo"),
        ]
    stage.until_settled()
    runs = stage.runs()
    assert Counter(run["path"] for run in runs) == {"a": 3, "b": 2}
    assert all(one["ended_at"] <= other["started_at"] for one, other in itertools.pairwise(runs))
    assert stage.rawugc.names() == Counter("ab")


# -- webhooks


SECRET = {"X-Gitlab-Event": "Push Hook", "X-Gitlab-Token": "known"}


def _hooked(stage: Stage, poll: str) -> str:
    """A fleet that polls so often, with its webhook's URL."""
    repository = {"url": "brands", "tenant": "t", "secretVariable": "SECRET"}
    stage.agency.variables["SECRET"] = "known"
    stage.fleet(repositories=[repository], poll={"every": poll})
    return f"{stage.serve()}/hooks/t/brands"


def test_a_webhook_that_comes_twice_leads_to_one_run(stage: Stage) -> None:
    hook = _hooked(stage, "1h")
    brands = stage.brands("ab", small)
    stage.start()
    stage.until_settled()
    brands.commit({"a/brand.yaml": persona("a", "New")})
    for _ in range(2):
        assert httpx.post(hook, headers=SECRET, trust_env=False).status_code == 202
    stage.until_settled()
    assert httpx.post(hook, headers=SECRET, trust_env=False).status_code == 202
    stage.until(lambda: not stage.rows("select 1 from procrastinate_jobs"))
    assert [(run["path"], run["exit_code"]) for run in stage.runs()[2:]] == [("a", 0)]


def test_a_webhook_that_is_lost_is_made_up_for_by_the_poll(stage: Stage) -> None:
    _hooked(stage, "1s")
    brands = stage.brands("ab", small)
    stage.start()
    stage.until_settled()
    brands.commit({"a/brand.yaml": persona("a", "New")})
    stage.until_settled()
    assert [(run["path"], run["exit_code"]) for run in stage.runs()[2:]] == [("a", 0)]


# -- SIGTERM


@pytest.fixture
def options(request: pytest.FixtureRequest) -> Options:
    return Options(rate_limit=getattr(request, "param", 10_000))


@pytest.mark.parametrize("options", [10], indirect=True)
def test_applies_that_wait_are_given_back_and_another_carries_on(stage: Stage) -> None:
    """In one window of the rate limit none of them comes to its end."""
    stage.brands("abc", large)
    first = stage.start()
    stage.until(lambda: Counter(stage.rawugc.by) == {f"ruk_{name}": 10 for name in "abc"})
    first.signal(signal.SIGTERM)
    assert first.ended() == 0
    assert "Traceback" not in first.said
    jobs = stage.rows("select status, attempts from procrastinate_jobs where task_name = 'fleet.run'")
    assert [(job["status"], job["attempts"]) for job in jobs] == [("todo", 1)] * 3
    assert [run["exit_code"] for run in stage.runs()] == [130] * 3

    stage.rawugc.clock.ahead += 60
    stage.start()
    stage.until_settled()
    assert stage.rawugc.names() == Counter(f"{name}-{number}" for name in "abc" for number in range(CREATES))
    assert stage.rawugc.refused() == []
    assert [run["exit_code"] for run in stage.runs()[3:]] == [0] * 3


# -- sessions


def test_a_worker_has_five_sessions_however_many_runs_it_has(stage: Stage) -> None:
    """With the states in the same database. RawUGC takes its time, so that many runs are under way."""
    stage.brands("abcdefghijkl", lambda name: _in_its_database(stage, name))
    stage.agency.variables |= {"PGHOST": str(stage.server.folder), "PGUSER": "postgres"}
    stage.rawugc.upon = lambda _key: time.sleep(0.05)
    over, most = threading.Event(), Counter[int]()
    watcher = threading.Thread(target=_watch, args=(stage, over, most))
    watcher.start()
    try:
        stage.start()
        stage.until_settled()
    finally:
        over.set()
        watcher.join()
    assert stage.rawugc.names() == Counter(
        f"{name}-{number}" for name in "abcdefghijkl" for number in range(CREATES)
    )
    assert 3 <= max(most) <= SESSIONS, most


def _in_its_database(stage: Stage, name: str) -> dict[str, Any]:
    return {**large(name), "rawugc.yaml": {"workspace": name, "state": f"postgresql:///{stage.name}"}}


def _watch(stage: Stage, over: threading.Event, most: Counter[int]) -> None:
    """Count the sessions that stand for two looks: one that was just closed is none of them."""
    look = (
        "select pid, backend_start from pg_stat_activity where datname = %s "
        "and backend_type = 'client backend' and application_name like 'rawugc-sync%%'"
    )
    before: set[Any] = set()
    with psycopg.connect(stage.url, autocommit=True) as connection:
        while not over.wait(0.02):
            now = set(connection.execute(look, [stage.name]).fetchall())
            most[len(now & before)] += 1
            before = now
