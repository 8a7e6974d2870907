"""Many workspaces at once in one process, which have nothing to do with one another."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Literal

import pytest

from rawugc_sync.api.windows import Windows
from rawugc_sync.applying.outcome import Fate
from rawugc_sync.reconciling.run import Ran
from rawugc_sync.sandbox import Options
from rawugc_sync.words.errors import Interrupted, LockHeld, RawugcError
from tests.contract.project import HandClock, Project, RawUGC
from tests.reconciling.workers import Job, PatientClock, files

COUNT = 3


@pytest.fixture
def no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


@pytest.fixture
def closing() -> Iterator[ExitStack]:
    with ExitStack() as stack:
        yield stack


@pytest.fixture
def threads() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(8) as pool:
        yield pool


class Yard:
    """Where workspaces are made, each in a folder of its own with a RawUGC on a socket of its own."""

    def __init__(self, root: Path, closing: ExitStack) -> None:
        self._root = root
        self._closing = closing

    def job(self, name: str, options: Options | None = None, clock: HandClock | None = None) -> Job:
        rawugc = RawUGC.over_http(options or Options())
        rawugc.clock = clock or rawugc.clock
        self._closing.callback(rawugc.stop)
        folder = self._root / name
        folder.mkdir()
        project = Project(folder, rawugc, rawugc.clock)
        project.write(files(name, COUNT))
        return Job.of(project)

    def neighbours(self, options: Options, number: int) -> Iterator[Job]:
        """Workspaces of one RawUGC, with a key each, all of one user."""
        rawugc = RawUGC.over_http(options)
        self._closing.callback(rawugc.stop)
        windows = Windows()
        for name in (f"brand-{n}" for n in range(number)):
            folder = self._root / name
            folder.mkdir()
            key = {"RAWUGC_API_KEY": f"key-{name}"}
            project = Project(folder, rawugc, rawugc.clock, variables=key)
            project.write({**files(name, COUNT), "rawugc.yaml": "api: {shares: ana}\n"})
            yield replace(Job.of(project), windows=windows)


@pytest.fixture
def yard(tmp_path: Path, closing: ExitStack, no_proxy: None) -> Yard:
    return Yard(tmp_path, closing)


def everybodys() -> object:
    """What all runs of a process have in common, and none may change."""
    umask = os.umask(0o77)
    os.umask(umask)
    handlers = [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)]
    return dict(os.environ), Path.cwd(), umask, handlers


def names(job: Job) -> list[str]:
    return [one["name"] for one in job.project.dashboard.objects("personas").values()]


def created(job: Job) -> list[str]:
    """The names of what was created, which is all that was sent; in the order of sending."""
    calls = job.project.calls()
    assert {(method, path) for method, path, _ in calls} <= {("POST", "/personas")}
    return [body["name"] for _, _, body in calls]


def expected(name: str) -> list[str]:
    return [f"{name} {n}" for n in range(COUNT)]


def test_each_of_many_runs_ends_with_its_own_outcome(yard: Yard, threads: ThreadPoolExecutor) -> None:
    jobs = {f"brand-{n}": yard.job(f"brand-{n}") for n in range(6)}
    before = everybodys()
    ran = dict(zip(jobs, threads.map(lambda job: job.run(), jobs.values()), strict=True))
    assert everybodys() == before
    for name, job in jobs.items():
        assert (ran[name].exit_code, created(job)) == (0, expected(name))
        assert ran[name].plan.workspace == name
        assert job.hands.ended == [f"personas.p{n} applied" for n in range(COUNT)]
        job.assert_settled()


def test_what_goes_wrong_in_one_is_no_matter_to_the_others(yard: Yard, threads: ThreadPoolExecutor) -> None:
    well, wrong, refused, unkeyed = (yard.job(name) for name in ("well", "wrong", "refused", "unkeyed"))
    wrong.project.write({"people.yaml": "personas: [not, a, mapping]\n"})
    refused.project.write({"rawugc.yaml": "pause: true\n"})
    unkeyed = Job.of(replace(unkeyed.project, variables={"RAWUGC_API_KEY": ""}))
    runs: list[Future[Ran]] = [threads.submit(job.run) for job in (well, wrong, refused, unkeyed)]
    assert (runs[0].result().exit_code, created(well)) == (0, expected("well"))
    assert (runs[2].result().exit_code, runs[2].result().outcome) == (3, None)
    for failed, code in ((runs[1], "not-a-mapping"), (runs[3], "no-api-key")):
        error = failed.exception()
        assert isinstance(error, RawugcError)
        assert error.diagnostics[0].code == code
    assert [job.project.calls() for job in (wrong, refused, unkeyed)] == [[], [], []]


def test_two_runs_of_one_workspace_do_not_meet(yard: Yard, threads: ThreadPoolExecutor) -> None:
    job = yard.job("brand")
    asking, done = threading.Event(), threading.Event()

    def hold() -> None:
        asking.set()
        assert done.wait(60)

    job.hands.meanwhile = hold
    first = threads.submit(job.run)
    assert asking.wait(60)
    with pytest.raises(LockHeld):
        Job.of(job.project).run()
    done.set()
    assert (first.result().exit_code, created(job)) == (0, expected("brand"))


@pytest.mark.parametrize("window", ["fixed", "sliding"])
def test_workspaces_of_one_user_are_never_refused_side_by_side(
    yard: Yard, threads: ThreadPoolExecutor, window: Literal["fixed", "sliding"]
) -> None:
    options = Options(rate_limit=5, rate_window=window, one_user=True)
    jobs = [*yard.neighbours(options, 4)]
    ran = list(threads.map(lambda job: job.run(), jobs))
    assert [one.exit_code for one in ran] == [0] * 4
    assert 429 not in [one.status for one in jobs[0].project.rawugc.log]
    for job in jobs:
        job.assert_settled()


def test_one_is_stopped_while_it_waits_for_the_rate_limit_and_the_others_go_on(
    yard: Yard, threads: ThreadPoolExecutor
) -> None:
    clock = PatientClock()
    slow = yard.job("slow", Options(rate_limit=3), clock)
    others = [yard.job(f"brand-{n}") for n in range(3)]
    run = threads.submit(slow.run)
    assert clock.waited.wait(60)
    others_run = list(threads.map(lambda job: job.run(), others))
    assert [ran.exit_code for ran in others_run] == [0, 0, 0]

    slow.hands.stopper.stop()
    clock.seen.set()
    ran = run.result(60)
    assert (ran.exit_code, slow.hands.waits[-1]) == (130, "rate limit")
    assert ran.outcome is not None
    sent = created(slow)
    assert 0 < len(sent) < COUNT
    assert [one.fate for one in ran.outcome.results] == [
        *[Fate.APPLIED] * len(sent),
        *[Fate.NOT_ATTEMPTED] * (COUNT - len(sent)),
    ]

    state = slow.project.state
    assert (list(state["resources"]), state["unresolved"]) == (
        [f"personas.p{n}" for n in range(len(sent))],
        {},
    )
    assert not (slow.project.root / ".rawugc/journal.jsonl").exists()
    assert clock.monotonic() < 1, "it did not wait to the end"

    again = Job.of(slow.project)
    assert again.run().exit_code == 0
    assert created(again) == expected("slow")
    again.assert_settled()


def test_one_is_stopped_while_it_waits_for_the_lock(yard: Yard, threads: ThreadPoolExecutor) -> None:
    clock = PatientClock()
    job = yard.job("brand", clock=clock)
    with job.workspace.keeper.held("somebody else"):
        run = threads.submit(job.run, lock_timeout=600)
        assert clock.waited.wait(60)
        job.hands.stopper.stop()
        clock.seen.set()
        with pytest.raises(Interrupted):
            run.result(60)
    assert job.project.requests() == []
    assert Job.of(job.project).run().exit_code == 0


def test_one_that_is_stopped_before_it_begins_sends_nothing(yard: Yard) -> None:
    job = yard.job("brand")
    job.hands.stopper.stop()
    assert (job.run().exit_code, created(job)) == (130, [])
    assert job.hands.begun == []
