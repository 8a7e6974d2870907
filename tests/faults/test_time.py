"""The time group of the fault catalogue, end to end: no post goes out late, or at a time nobody meant."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from tests.contract.project import START
from tests.faults.machine import MINUTE, Conditions, World, opened
from tests.faults.mishaps import Fault
from tests.faults.stories import APPLY, SAVING
from tests.faults.test_pacing import least, personas, refusals

DAY = 86_400_000


@pytest.fixture
def world() -> Iterator[World]:
    with opened(Conditions("fixed")) as made:
        yield made


def post(world: World, when: Any, **more: Any) -> None:
    """One post in the manifests, scheduled for then."""
    video, accounts = "https://cdn.example/v.mp4", ["tiktok/glowlab"]
    fields = {
        "videoUrl": video,
        "accounts": accounts,
        "content": "C",
        "timezone": "UTC",
        "scheduledFor": when,
    }
    world.manifests["posts"] = {"p": {**fields, **more}}
    world.save_manifests()


def codes(text: str) -> set[str]:
    return {said["code"] for said in json.loads(text)["diagnostics"]}


REFUSED = {
    "T1 gap": ("2027-03-28 02:30", "Europe/Berlin"),
    "T1 skipped day": ("2011-12-30 12:00", "Pacific/Apia"),
    "T2 overlap": ("2027-10-31 02:30", "Europe/Berlin"),
    "T7 path": ("2027-06-01 09:00", "../../etc/passwd"),
    "T7 absolute": ("2027-06-01 09:00", "/etc/localtime"),
    "T9 leap second": ("2027-06-30T23:59:60Z", "UTC"),
    "T9 year 9999": ("9999-12-31 23:59", "UTC"),
    "T9 offset": ("2027-06-01T09:00+15:00", "UTC"),
}


@pytest.mark.parametrize(("when", "zone"), REFUSED.values(), ids=REFUSED)
def test_a_time_that_nobody_can_mean_is_refused(world: World, when: str, zone: str) -> None:
    post(world, when, timezone=zone)
    run = world.run(*APPLY)
    assert (run.code, run.log) == (1, [])


TAKEN = {
    "T2 with its offset": ("2027-10-31T02:30:00+02:00", "Europe/Berlin", 1_824_942_600_000),
    "T9 offset": ("2027-06-01T09:00+14:00", "UTC", 1_811_790_000_000),
}


@pytest.mark.parametrize(("when", "zone", "moment"), TAKEN.values(), ids=TAKEN)
def test_a_time_that_is_rare_is_exact(world: World, when: str, zone: str, moment: int) -> None:
    post(world, when, timezone=zone)
    assert world.run(*APPLY).code == 0
    (live,) = world.live("posts").values()
    assert live["scheduledFor"] == moment
    assert world.run("plan", "--detailed-exitcode").code == 0


# -- T3: the plan was made in time, the call would not be


@pytest.mark.parametrize("late", [2, 3, 60], ids=lambda minutes: f"{minutes} min later")
def test_t3_a_saved_plan_does_not_send_a_post_that_is_due(world: World, late: int) -> None:
    post(world, START + 3 * MINUTE)
    world.run(*SAVING)
    world.clock.sleep(late * 60)
    run = world.run("apply", str(world.root / "saved.plan"), "--json")
    assert run.code == 3
    assert world.live("posts") == {}


@pytest.mark.parametrize("code", ["due-now", "missed"])
def test_t3_a_plan_names_what_is_due_now_or_missed(world: World, code: str) -> None:
    post(world, START + 3 * MINUTE)
    world.clock.sleep(90 if code == "due-now" else 300)
    run = world.run("plan", "--json")
    assert (run.code, codes(run.out)) == (0, {code, "no-state"})
    assert world.run(*APPLY).code == 0
    assert world.live("posts") == {}


@pytest.mark.parametrize("hours", [1 / 30, 1, 48], ids=lambda hours: f"{hours:.2g} h")
def test_t3_a_post_that_falls_due_while_the_run_sleeps_is_not_sent(world: World, hours: float) -> None:
    post(world, START + 3 * MINUTE)
    world.oversleeps = hours * 3600
    run = world.run(*APPLY, faults=[Fault("429")])
    assert [one for one in run.writes if one.status < 300] == []
    assert world.store.objects("posts") == {}


def test_t3_the_other_changes_of_a_run_that_slept_are_carried_out(world: World) -> None:
    post(world, START + 3 * MINUTE)
    personas(world, 2)
    world.oversleeps = 3600
    run = world.run(*APPLY, faults=[Fault("429")])
    assert len(world.live("personas")) == 2
    assert run.code == 4
    assert world.run("plan", "--detailed-exitcode").code == 0


@pytest.mark.parametrize("change", ["caption", "time", "delete"])
def test_t3_a_live_post_that_falls_due_while_the_run_sleeps_is_left_alone(world: World, change: str) -> None:
    post(world, START + 5 * MINUTE)
    world.run(*APPLY)
    if change == "delete":
        world.manifests["posts"] = {}
        world.save_manifests()
    else:
        new = START + (5 * MINUTE if change == "caption" else DAY)
        post(world, new, content="New" if change == "caption" else "C")
    world.oversleeps = 200
    world.run(*APPLY, faults=[Fault("429")])
    (live,) = world.store.objects("posts").values()
    assert (live["scheduledFor"], live["content"]) == (START + 5 * MINUTE, "C")


# -- T4, T5: it is published meanwhile


def test_t4_a_post_that_is_published_after_a_lost_update_is_history(world: World) -> None:
    post(world, START + 5 * MINUTE)
    world.run(*APPLY)
    post(world, START + 5 * MINUTE, content="New")
    assert world.run(*APPLY, faults=[Fault("reset-after", times=99)]).code == 1
    world.clock.sleep(600)
    assert world.run("plan", "--detailed-exitcode").code == 0


def test_t5_a_post_that_was_published_since_the_plan_is_not_deleted(world: World) -> None:
    post(world, START + DAY)
    world.run(*APPLY)
    world.manifests["posts"] = {}
    world.save_manifests()
    world.run(*SAVING)
    (id,) = world.live("posts")
    world.store.publish_post(id, world.clock.ms)
    assert world.run("apply", str(world.root / "saved.plan"), "--json").code == 3
    again = world.run(*APPLY)
    assert (again.code, again.writes) == (0, [])
    assert again.result["applied"][0]["action"] == "forget"


def test_t5_a_delete_that_comes_too_late_fails_and_the_post_is_forgotten_by_the_next_run(
    world: World,
) -> None:
    post(world, START + DAY)
    world.run(*APPLY)
    (id,) = world.live("posts")
    world.manifests["posts"] = {}
    world.save_manifests()
    world.mask = lambda _headers: world.store.publish_post(id, world.clock.ms)
    assert world.run(*APPLY).code in (0, 1)
    world.run(*APPLY)
    assert world.store.find("posts", id)
    assert world.run("plan", "--detailed-exitcode").code == 0


# -- T8: the local clock steps in the middle of a wait


@pytest.mark.parametrize("step", [86_400.0, -86_400.0, 3.0, -3.0], ids=lambda seconds: f"{seconds:+g}s")
@pytest.mark.parametrize("window", ["fixed", "sliding"])
def test_t8_a_step_of_the_clock_neither_shortens_nor_lengthens_a_wait(step: float, window: Any) -> None:
    with opened(Conditions(window)) as world:
        personas(world, 25)
        answers = 0

        def mask(_headers: object) -> None:
            nonlocal answers
            answers += 1
            world.skew = step if answers >= 10 else 0.0

        world.mask = mask
        run = world.run(*APPLY)
        assert (run.code, refusals(run)) == (0, 0)
        assert world.clock.monotonic() <= 1.02 * least(run) + 1
