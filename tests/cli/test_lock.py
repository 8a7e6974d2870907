"""The lock from outside: who holds it is shown, who waits gets it, and who dies lets go."""

from __future__ import annotations

import os
import signal
import socket
from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from rawugc_sync.state.lock import held
from rawugc_sync.state.store import Holder
from rawugc_sync.state.stores.local import LocalStore
from tests.cli.driver import StandingClock, Tool
from tests.cli.terminal import asked
from tests.cli.wire import WiredProject, project_on_a_wire
from tests.contract.post_calendar import calendar, post

BRAND = "personas:\n  p: {name: N, description: D}\n"


@pytest.fixture
def brand(tool: Tool) -> Tool:
    tool.write({"brand.yaml": BRAND})
    return tool


def test_p12_an_apply_holds_the_lock_while_it_asks_and_frees_it_when_it_is_killed(brand: Tool) -> None:
    with asked(brand.root, "apply") as (process, _):
        for command in (("apply", "--auto-approve"), ("destroy", "--auto-approve"), ("state", "unlock")):
            run = brand.sandboxed(*command)
            assert run.code == 5
            for part in ("rawugc-sync apply", socket.gethostname(), f"process {process.pid}", "since 20"):
                assert part in run.err
        assert brand.sandboxed("plan", "--detailed-exitcode").code == 2
        process.send_signal(signal.SIGKILL)
        process.wait()
        assert brand.sandboxed("state", "unlock").out == "The lock is free.\n"
        assert brand.sandboxed("apply", "--auto-approve").code == 0
    assert brand.sandboxed("plan", "--detailed-exitcode").code == 0


@pytest.mark.parametrize(("answer", "code", "left"), [(b"yes\n", 0, 0), (b"y\n", 1, 2)])
def test_it_is_free_after_the_answer_whatever_that_was(
    brand: Tool, answer: bytes, code: int, left: int
) -> None:
    with asked(brand.root, "apply") as (process, terminal):
        os.write(terminal, answer)
        assert process.wait(60) == code
    assert brand.sandboxed("state", "unlock").code == 0
    assert brand.sandboxed("plan", "--detailed-exitcode").code == left


@pytest.fixture
def project(tmp_path: Path) -> Iterator[WiredProject]:
    with project_on_a_wire(tmp_path, calendar(teaser=post())) as made:
        yield made


def somebody_else(project: WiredProject) -> AbstractContextManager[Holder]:
    """The lock, held by a run on the same workspace."""
    store = LocalStore(project.root / "rawugc.state.json", project.root / ".rawugc", "state")
    return held(store, "somebody else", StandingClock())


def test_whoever_waits_is_told_in_time_and_reads_nothing_before(project: WiredProject) -> None:
    with somebody_else(project):
        run = project.apply("--lock-timeout", "30")
    assert (run.exit_code, project.clock.monotonic(), project.requests()) == (5, 30, [])
    (told,) = run.result["diagnostics"]
    assert "somebody else" in told["summary"]
    assert "--lock-timeout" in told["detail"]


def test_a_resolve_needs_the_lock_as_well(project: WiredProject) -> None:
    with somebody_else(project):
        assert project.run("state", "resolve", "posts.teaser", "--forget").exit_code == 5
    assert project.run("state", "resolve", "posts.teaser", "--forget").exit_code == 1
