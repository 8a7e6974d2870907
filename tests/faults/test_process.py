"""P1 to P6: what a user, a pipe, a terminal or a CI runner does to the process."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import time
from collections.abc import Callable
from typing import Any

import pytest

from rawugc_sync.sandbox import Options
from tests.conftest import Workspace
from tests.contract.project import Exchange, Project, Run
from tests.faults.processes import (
    Held,
    Watched,
    assert_each_has_one,
    created,
    ended,
    posix,
    rawugc,
    recover,
    start,
)

__all__ = ["rawugc"]

pytestmark = posix

NAMES = ["One", "Two", "Three"]
PERSONAS = {name.lower(): {"name": name, "description": f"{name}."} for name in NAMES}
APPLY = ("apply", "--json", "--auto-approve")


@pytest.fixture
def project(workspace: Workspace) -> Project:
    """Three personas to create."""
    return workspace({"personas.yaml": {"personas": PERSONAS}})


def creating(name: str) -> Callable[[Exchange], bool]:
    return lambda exchange: exchange.method == "POST" and exchange.body["name"] == name


def reading(exchange: Exchange) -> bool:
    return exchange.method == "GET"


def result(run: Run) -> dict[str, Any]:
    """The last event of an apply: what was done, with addresses."""
    last = json.loads(run.stdout.splitlines()[-1])
    fates = ("applied", "failed", "unresolved", "skipped", "not_attempted")
    return {**last, **{fate: [one["address"] for one in last.get(fate, ())] for fate in fates}}


def assert_finishes(project: Project) -> None:
    """The next runs create each persona that is not there yet, and none twice."""
    rawugc = project.rawugc
    before = rawugc.log.copy()
    assert recover(project) == []
    assert sorted(created([*before, *rawugc.log[len(before) :]])) == sorted(("/personas", n) for n in NAMES)
    assert_each_has_one(project)
    project.assert_settled()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=["P1", "P3"])
def test_one_signal_ends_the_run_after_the_call_in_flight(
    project: Project, rawugc: Watched, number: signal.Signals
) -> None:
    held = Held(rawugc, creating("Three"))
    process = start(project, *APPLY)
    held.arrived()
    process.send_signal(number)
    held.let_go()
    run = ended(process)
    assert run.exit_code == 130
    said = result(run)
    assert said["interrupted"] is True
    assert (said["applied"], said["not_attempted"]) == (["personas.one", "personas.three"], ["personas.two"])
    assert sorted(project.state["resources"]) == ["personas.one", "personas.three"]
    assert_finishes(project)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=["P1", "P3"])
def test_a_signal_during_the_last_call_changes_nothing(
    project: Project, rawugc: Watched, number: signal.Signals
) -> None:
    held = Held(rawugc, creating("Two"))
    process = start(project, *APPLY)
    held.arrived()
    process.send_signal(number)
    held.let_go()
    run = ended(process)
    assert run.exit_code == 0
    assert result(run)["not_attempted"] == []
    assert_finishes(project)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=["P1", "P3"])
def test_a_signal_while_it_reads_ends_the_run(
    project: Project, rawugc: Watched, number: signal.Signals
) -> None:
    held = Held(rawugc, reading)
    process = start(project, *APPLY)
    held.arrived()
    time.sleep(0.5)  # until it reads: Python hears of a signal that comes right before that only afterwards
    process.send_signal(number)
    run = ended(process)
    held.let_go()
    assert run.exit_code == 130
    assert "Traceback" not in run.stderr
    assert rawugc.writes() == []
    assert_finishes(project)


@pytest.mark.parametrize("options", [Options(rate_limit=3)])
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=["P1", "P3"])
def test_a_signal_ends_a_wait(project: Project, rawugc: Watched, number: signal.Signals) -> None:
    """For the rate limit: it would take a minute."""
    process = start(project, *APPLY)
    assert process.stdout is not None
    seen = []
    while "wait" not in (line := process.stdout.readline()):
        seen.append(line)
    process.send_signal(number)
    run = ended(process)
    assert run.exit_code == 130
    said = result(run)
    assert (said["applied"], said["not_attempted"]) == (["personas.one", "personas.three"], ["personas.two"])
    assert len(project.state["resources"]) == 2
    project.rawugc.clock.sleep(60)
    assert_finishes(project)


def test_p02_a_second_signal_ends_the_run_at_once(project: Project, rawugc: Watched) -> None:
    held = Held(rawugc, creating("Three"))
    process = start(project, *APPLY)
    held.arrived()
    while process.poll() is None:
        process.send_signal(signal.SIGINT)
        with_patience(process, 0.1)
    held.let_go()
    run = ended(process)
    assert run.exit_code in (130, -signal.SIGINT)
    assert "Traceback" not in run.stderr
    assert_finishes(project)


def with_patience(process: subprocess.Popen[str], seconds: float) -> None:
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        return


@pytest.mark.parametrize("answered", [True, False])
def test_p05_the_end_of_a_ci_job_loses_nothing(project: Project, rawugc: Watched, answered: bool) -> None:
    """SIGINT, SIGTERM, SIGKILL, each after some patience; here after a hundredth of it."""
    held = Held(rawugc, creating("Three"))
    process = start(project, *APPLY)
    held.arrived()
    process.send_signal(signal.SIGINT)
    if answered:
        held.let_go()
    with_patience(process, 7.5 / 100)
    process.send_signal(signal.SIGTERM)
    with_patience(process, 2.5 / 100)
    process.kill()
    held.let_go()
    assert ended(process).exit_code in (130, -signal.SIGTERM, -signal.SIGKILL)
    assert_finishes(project)


def test_p06_a_terminal_that_hangs_up_loses_nothing(project: Project, rawugc: Watched) -> None:
    held = Held(rawugc, creating("Three"))
    process = start(project, *APPLY)
    held.arrived()
    process.send_signal(signal.SIGHUP)
    process.wait(60)
    held.let_go()
    assert ended(process).exit_code == -signal.SIGHUP
    assert_finishes(project)


def test_p06_a_run_that_was_stopped_goes_on(project: Project, rawugc: Watched) -> None:
    """Ctrl-Z and fg: the answer comes in while nobody listens."""
    held = Held(rawugc, creating("Three"))
    process = start(project, *APPLY)
    held.arrived()
    process.send_signal(signal.SIGSTOP)
    held.let_go()
    process.send_signal(signal.SIGCONT)
    assert ended(process).exit_code == 0
    assert_finishes(project)


def test_p06_a_reader_that_goes_away_does_not_stop_the_run(project: Project, rawugc: Watched) -> None:
    """`apply --json | head -1`: the pipe breaks in the middle of the run."""
    held = Held(rawugc, creating("One"))
    process = start(project, *APPLY)
    assert process.stdout is not None
    assert json.loads(process.stdout.readline())["type"] == "planned_change"
    held.arrived()
    process.stdout.close()
    process.stdout = None
    held.let_go()
    run = ended(process)
    assert (run.exit_code, run.stderr) == (0, "")
    assert len(project.state["resources"]) == 3
    assert_finishes(project)


@pytest.mark.parametrize("command", [("plan",), APPLY], ids=["plan", "apply"])
@pytest.mark.parametrize("redirection", [">&-", "2>&-", "<&-", ">/dev/full"])
def test_p06_a_stream_that_is_closed_or_full_loses_nothing(
    project: Project, command: tuple[str, ...], redirection: str
) -> None:
    run = ended(start(project, *command, shell=f'exec "$@" {redirection}'))
    assert "Traceback" not in run.stderr
    assert run.exit_code == (1 if redirection == ">/dev/full" else 0)
    assert_finishes(project)


def test_p06_without_a_terminal_nothing_asks(project: Project, rawugc: Watched) -> None:
    run = ended(start(project, "apply"))
    assert run.exit_code == 1
    assert "--auto-approve" in run.stderr
    assert rawugc.log == []


@pytest.mark.parametrize(
    ("typed", "code"),
    [(b"yes\n", 0), (b"no\n", 1), (b"\x04", 1), (None, 130)],
    ids=["yes", "no", "Ctrl-D", "Ctrl-C"],
)
def test_p06_on_a_terminal_it_asks(project: Project, rawugc: Watched, typed: bytes | None, code: int) -> None:
    terminal, its_end = os.openpty()
    process = start(project, "apply", stdin=its_end)
    assert process.stderr is not None
    while "yes" not in process.stderr.readline():
        assert rawugc.writes() == []
    os.write(terminal, typed) if typed else process.send_signal(signal.SIGINT)
    run = ended(process)
    os.close(its_end)
    os.close(terminal)
    assert run.exit_code == code
    assert len(rawugc.writes()) == (3 if code == 0 else 0)
    assert_finishes(project)
