"""Interrupts: the first one finishes the call in flight and stops, the second one stops at once."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from rawugc_sync.api.stopping import Stopper
from rawugc_sync.cli._stopping import listening
from rawugc_sync.sandbox import Options
from rawugc_sync.words.errors import Interrupted
from tests.cli.wire import Forward, WiredProject, project_on_a_wire, well
from tests.contract.project import HandClock, Project

SIGNALS = [pytest.param(signal.SIGINT, id="P1-SIGINT"), pytest.param(signal.SIGTERM, id="P3-SIGTERM")]
every_signal = pytest.mark.parametrize("number", SIGNALS)


def tell(number: signal.Signals) -> None:
    os.kill(os.getpid(), number)


class NoisyClock(HandClock):
    """A clock in whose sleep number `at` a signal comes in."""

    def __init__(self, number: signal.Signals, at: int) -> None:
        super().__init__()
        self._number = number
        self._left = at

    def sleep(self, seconds: float) -> None:
        super().sleep(seconds)
        self._left -= 1
        if self._left == 0:
            tell(self._number)


# -- the stopper


@every_signal
def test_a_wish_to_stop_is_heard_once_and_the_second_one_acts_at_once(number: signal.Signals) -> None:
    stopper = Stopper(HandClock())
    with listening(stopper):
        assert not stopper.stopping()
        tell(number)
        assert stopper.stopping()
        with pytest.raises(KeyboardInterrupt):
            tell(signal.SIGINT)


def test_whoever_listened_before_listens_again() -> None:
    before = [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)]
    with listening(Stopper(HandClock())):
        assert signal.getsignal(signal.SIGINT) not in before
    assert [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)] == before


@every_signal
def test_a_wish_to_stop_ends_a_wait(number: signal.Signals) -> None:
    clock = NoisyClock(number, at=3)
    stopper = Stopper(clock)
    with listening(stopper), pytest.raises(Interrupted, match="nothing was sent"):
        stopper.sleep(600)
    assert 0 < clock.monotonic() < 5
    with pytest.raises(Interrupted):
        stopper.sleep(1)


@pytest.mark.parametrize("seconds", [0, 0.1, 0.2, 7.3])
def test_a_wait_that_nobody_ends_takes_as_long_as_it_takes(seconds: float) -> None:
    clock = HandClock()
    stopper = Stopper(clock)
    stopper.sleep(seconds)
    assert clock.monotonic() == stopper.monotonic() == pytest.approx(seconds)
    assert stopper.now() == clock.now()


def test_a_machine_that_slept_through_a_wait_goes_on_at_once() -> None:
    """P6: an hour passes in one of the short sleeps that a wait is made of."""

    class Suspended(HandClock):
        def sleep(self, seconds: float) -> None:
            super().sleep(3600)

    clock = Suspended()
    Stopper(clock).sleep(30)
    assert clock.monotonic() == 3600


# -- an apply


def people(*keys: str) -> dict[str, Any]:
    return {"people.yaml": {"personas": {key: {"name": key, "description": "d"} for key in keys}}}


@pytest.fixture
def project(tmp_path: Path) -> Iterator[WiredProject]:
    with project_on_a_wire(tmp_path, people("a", "b", "c")) as made:
        yield made


def interrupted_by(*numbers: signal.Signals) -> Any:
    """Signals come in while the server does as it was asked."""

    def accident(request: httpx.Request, forward: Forward) -> httpx.Response:
        made = forward()
        for number in numbers:
            tell(number)
        return made

    return accident


def names(project: Project) -> list[str]:
    return [one["name"] for one in project.dashboard.objects("personas").values()]


def assert_carried_on(project: WiredProject) -> None:
    """The next apply does what is left, and nothing twice."""
    assert project.apply().exit_code == 0
    assert sorted(names(project)) == ["a", "b", "c"]
    project.assert_settled()


@every_signal
def test_an_interrupted_apply_finishes_its_call_records_it_and_says_what_is_left(
    project: WiredProject, number: signal.Signals
) -> None:
    project.wire.accidents = [well, interrupted_by(number)]
    run = project.apply()
    assert (run.exit_code, run.result["interrupted"]) == (130, True)
    assert [one["address"] for one in run.result["applied"]] == ["personas.a", "personas.b"]
    assert [one["address"] for one in run.result["not_attempted"]] == ["personas.c"]
    assert (names(project), set(project.state["resources"])) == (["a", "b"], {"personas.a", "personas.b"})
    assert_carried_on(project)


def test_an_interrupted_apply_leaves_a_run_as_far_as_it_came(project: WiredProject) -> None:
    project.wire.accidents = [well, interrupted_by(signal.SIGINT)]
    assert project.apply().exit_code == 130
    run = project.run("runs", "show", "latest", "--json").json
    fates = {change["address"]: (change["fate"], change["id"]) for change in run["changes"]}
    assert (run["interrupted"], fates) == (
        True,
        {
            "personas.a": ("applied", "per_1"),
            "personas.b": ("applied", "per_2"),
            "personas.c": ("not_attempted", None),
        },
    )
    assert_carried_on(project)


def test_the_text_says_what_is_left(project: WiredProject) -> None:
    project.wire.accidents = [interrupted_by(signal.SIGINT)]
    run = project.run("apply", "--auto-approve")
    assert run.exit_code == 130
    for line in ("Applied (1):", "Not attempted (2):", "Interrupted: 1 added", "Run plan to see"):
        assert line in run.stdout


def test_an_interrupt_during_the_last_call_is_too_late_to_matter(project: WiredProject) -> None:
    project.wire.accidents = [well, well, interrupted_by(signal.SIGINT)]
    assert project.apply().exit_code == 0
    project.assert_settled()


@pytest.mark.parametrize(
    "numbers",
    [
        pytest.param((signal.SIGINT, signal.SIGINT), id="P2-twice"),
        pytest.param((signal.SIGINT, signal.SIGTERM), id="P5-as-CI-does"),
    ],
)
def test_a_second_interrupt_stops_at_once_and_the_next_run_carries_on(
    project: WiredProject, numbers: tuple[signal.Signals, ...]
) -> None:
    project.wire.accidents = [well, interrupted_by(*numbers)]
    assert project.apply().exit_code == 130
    assert (names(project), (project.root / ".rawugc/journal.jsonl").exists()) == (["a", "b"], True)
    assert_carried_on(project)


def test_a_plan_after_a_second_interrupt_shows_what_is_left_and_writes_nothing(
    project: WiredProject,
) -> None:
    project.wire.accidents = [well, interrupted_by(signal.SIGINT, signal.SIGINT)]
    project.apply()
    journal = (project.root / ".rawugc/journal.jsonl").read_bytes()
    assert project.plan().actions == {"personas.b": ["no-op"], "personas.c": ["create"]}
    assert (project.root / ".rawugc/journal.jsonl").read_bytes() == journal
    assert not (project.root / "rawugc.state.json").exists()


def test_an_interrupted_wait_for_the_rate_limit_sends_nothing_more(tmp_path: Path) -> None:
    with project_on_a_wire(tmp_path, people("a", "b", "c"), Options(rate_limit=2)) as project:
        impatient = WiredProject(
            project.root, project.rawugc, NoisyClock(signal.SIGINT, at=4), wire=project.wire
        )
        run = impatient.apply()
        assert (run.exit_code, names(project)) == (130, ["a"])
        assert [one["address"] for one in run.result["not_attempted"]] == ["personas.b", "personas.c"]
        assert project.state["unresolved"] == {}
        project.clock.sleep(60)
        assert_carried_on(project)


def test_a_saved_plan_is_used_up_by_an_interrupted_run(project: WiredProject) -> None:
    path = str(project.root / "the.plan")
    assert project.run("plan", "--out", path).exit_code == 0
    project.wire.accidents = [interrupted_by(signal.SIGINT)]
    assert project.run("apply", path).exit_code == 130
    project.reset()
    run = project.run("apply", path)
    assert (run.exit_code, project.calls()) == (3, [])
    assert "Make a new plan." in run.stderr
    assert_carried_on(project)
