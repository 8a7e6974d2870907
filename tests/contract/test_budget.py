"""A plan says how many requests its apply sends, those included that look again before they overwrite."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Literal

import pytest
from hypothesis import event, given, settings
from hypothesis import strategies as st

from rawugc_sync.sandbox import Options
from tests.contract.project import START, Project, RawUGC
from tests.contract.samples import DAY
from tests.sampling import of

Window = Literal["fixed", "sliding"]
Fields = dict[str, Any]
Manifest = dict[str, dict[str, Fields]]

SOME = settings(max_examples=of(20, 8), deadline=None, derandomize=True, database=None)
MINUTE = 60
KEYS = [f"{letter}{number}" for letter in "abc" for number in range(10)]
EITHER_KEY = pytest.mark.parametrize(("limit", "window"), [(10, "sliding"), (20, "fixed")])
"""An API key as documented, and one that differs in both: neither setting knows of the other."""


@contextmanager
def opened(limit: int, window: Window) -> Iterator[Project]:
    """An empty workspace on a RawUGC in this process, with a rate limit and a clock that moves by waiting."""
    with TemporaryDirectory() as folder:
        rawugc = RawUGC.in_process(Options(rate_limit=limit, rate_window=window))
        try:
            yield Project(Path(folder), rawugc, rawugc.clock)
        finally:
            rawugc.stop()


def begin_at(project: Project, second: float) -> None:
    """Wait until nothing of what was asked counts any more, and the clock is so far into a minute."""
    now = project.rawugc.clock.monotonic()
    project.rawugc.clock.sleep(2 * MINUTE - now % MINUTE + second)


def resource(collection: str, key: str, version: int) -> Fields:
    """One of two versions of a resource; the third one takes a new object."""
    text = f"{key} {version % 2}"
    if collection == "posts":
        number = KEYS.index(key)
        return {
            "videoUrl": f"https://cdn.example.com/{key}{'-new' * (version == 2)}.mp4",
            "accountIds": ["acc_1"],
            "scheduledFor": START + 30 * DAY + number * DAY + (version == 3) * 3_600_000,
            "content": f"{key} {0 if version == 3 else version % 2}",
        }
    if collection == "styles":
        return {"name": key, "type": ["video", "image"][version == 2], "description": text}
    return {"name": key, "description": text}


def resources(collection: str) -> st.SearchStrategy[dict[str, int]]:
    return st.dictionaries(st.sampled_from(KEYS), st.integers(0, 3), max_size=24)


def manifests() -> st.SearchStrategy[Manifest]:
    """Up to 72 resources of three collections, each in one of its versions."""
    versions = st.fixed_dictionaries({name: resources(name) for name in ("personas", "styles", "posts")})
    return versions.map(
        lambda drawn: {
            name: {key: resource(name, key, version) for key, version in found.items()}
            for name, found in drawn.items()
        }
    )


@EITHER_KEY
@given(first=manifests(), second=manifests())
@SOME
def test_an_apply_sends_as_many_requests_as_its_plan_says(
    window: Window, limit: int, first: Manifest, second: Manifest
) -> None:
    with opened(limit, window) as project:
        project.write({"rawugc.yaml": {"limits": {"maxDeletes": 999}}})
        for wanted in (first, second):
            project.write({"brand.yaml": wanted})
            begin_at(project, 0)
            plan = project.plan()
            assert plan.exit_code in (0, 2)
            budget = plan.json["budget"]
            assert budget["seconds"] == max(0, -(-budget["requests"] // limit) - 1) * MINUTE
            begin_at(project, 0)
            project.reset()
            began = project.rawugc.clock.monotonic()
            assert project.apply().exit_code == 0
            took = project.rawugc.clock.monotonic() - began
            event(f"{budget['requests'] // limit} windows")
            assert len(project.requests()) == budget["requests"]
            assert len(project.calls()) == budget["writes"]
            assert budget["seconds"] <= took <= 1.02 * budget["seconds"] + 1
            assert 429 not in {one.status for one in project.rawugc.log}
        begin_at(project, 0)
        project.assert_settled()


@EITHER_KEY
@given(first=manifests(), second=manifests(), second_of_minute=st.integers(0, 59), before=st.integers(0, 1))
@SOME
def test_an_apply_knows_what_its_own_window_still_takes(
    window: Window, limit: int, first: Manifest, second: Manifest, second_of_minute: int, before: int
) -> None:
    """Wherever in a minute it begins, and whether somebody has just made a plan with the same key."""
    with opened(limit, window) as project:
        project.write({"rawugc.yaml": {"limits": {"maxDeletes": 999}}})
        for wanted in (first, second):
            project.write({"brand.yaml": wanted})
            begin_at(project, second_of_minute)
            for _ in range(before):
                project.plan()
            project.reset()
            run = project.run("apply", "--auto-approve")
            assert run.exit_code == 0
            assert len(project.requests()) == int(re.findall(r"(\d+) requests? \(", run.stdout)[0])


@pytest.mark.parametrize("count", [8, 9, 10])
def test_an_apply_within_a_minute_reads_nothing_twice(count: int) -> None:
    with opened(10, "fixed") as project:
        first = {"personas": {key: resource("personas", key, 0) for key in KEYS[:count]}}
        project.write({"brand.yaml": first})
        assert project.apply().exit_code == 0
        project.write({"brand.yaml": {"personas": {k: resource("personas", k, 1) for k in KEYS[:count]}}})
        begin_at(project, 0)
        project.reset()
        assert project.apply().exit_code == 0
        reads = [path for method, path in project.requests() if method == "GET"]
        assert len(reads) == (1 if count <= 9 else 2)


@EITHER_KEY
def test_a_plan_and_its_apply_tell_when_it_is_done(window: Window, limit: int) -> None:
    with opened(limit, window) as project:
        for version in (0, 1):
            found = {key: resource("personas", key, version) for key in KEYS}
            project.write({"brand.yaml": {"personas": found, "styles": {"s": resource("styles", "s", 0)}}})
            begin_at(project, 0)
            told = re.search(r"done about \w+ (\S+ \S+) UTC if applied now", project.run("plan").stdout)
            assert told
            done = datetime.fromisoformat(told[1]).replace(tzinfo=UTC).timestamp()
            wait = done - project.rawugc.clock.now()
            begin_at(project, 0)
            project.reset()
            began = project.rawugc.clock.monotonic()
            run = project.run("apply", "--auto-approve")
            assert run.exit_code == 0
            took = project.rawugc.clock.monotonic() - began
            assert abs(wait - took) <= 0.02 * took + 1
            waits = re.findall(r"(\d+) requests left, finishes about (\d+:\d+:\d+)", run.stderr)
            assert waits
            ended = datetime.fromtimestamp(project.rawugc.clock.now()).astimezone()  # as a wait shows it
            for left, finish in waits:
                seconds = (ended - at_clock(ended, finish)).total_seconds()
                assert abs(seconds) <= 0.02 * took + 1
                assert (len(project.requests()) - int(left)) % limit == 0  # so many whole windows before it
        project.assert_settled()


def at_clock(day: datetime, text: str) -> datetime:
    hour, minute, second = map(int, text.split(":"))
    return day.replace(hour=hour, minute=minute, second=second)
