"""Whether a saved plan still is the plan."""

from __future__ import annotations

from dataclasses import replace

import pytest

from rawugc_sync.planning.inputs import Options, World
from rawugc_sync.planning.plan import make_plan
from rawugc_sync.planning.staleness import describe, staleness
from rawugc_sync.resources import registered
from rawugc_sync.resources.life import Verdict
from rawugc_sync.words.addresses import Address
from rawugc_sync.words.desired import Desired, Lifecycle
from rawugc_sync.words.planned import Change
from rawugc_sync.words.recorded import Record, State
from tests.planning.worlds import (
    LATER,
    NOW,
    live_persona,
    live_post,
    lives,
    persona,
    post,
    want,
    world,
)

WORLD = world(
    persona("p", text="New"),
    records={"personas.p": Record("per_1", {"name": "p", "description": "Old"})},
    live={"personas": [live_persona("per_1", "p", "Old")]},
)
STATE = WORLD.state or State("")


def stale(then: World, now: World) -> list[str]:
    saved, fresh = (make_plan(world, Options()) for world in (then, now))
    types, at = registered(), now.now

    def late(change: Change) -> Verdict:
        return types[change.address.collection].life.timely(change, at)

    return [f"{d.address or ''}: {d.summary} {d.detail}" for d in staleness(saved, fresh, late)]


@pytest.mark.parametrize(
    "now",
    [
        WORLD,
        replace(WORLD, now=NOW + 60_000),
        replace(WORLD, workspace="elsewhere"),
        replace(WORLD, state=replace(STATE, serial=4)),
        replace(WORLD, desired={**WORLD.desired, **world(persona("q")).desired}),
    ],
)
def test_a_plan_of_the_same_work_is_not_stale(now: World) -> None:
    assert stale(WORLD, now) == []


def desired(*resources: Desired) -> World:
    return replace(WORLD, desired={one.address: one for one in resources})


def recorded(record: Record) -> World:
    return replace(WORLD, state=replace(STATE, records={Address("personas", "p"): record}))


LIVE_MOVED = replace(WORLD, live=world(live={"personas": [live_persona("per_1", "p", "Dashboard")]}).live)


@pytest.mark.parametrize(
    ("now", "said"),
    [
        (replace(WORLD, state=replace(STATE, lineage="other")), "was made with another state"),
        (replace(WORLD, state=replace(STATE, lineage="other", records={})), "was made with another state"),
        (LIVE_MOVED, "live.description: 'Old' is now 'Dashboard'."),
        (replace(WORLD, desired={}), "personas.p: is not as it was when the plan was made"),
        (
            replace(WORLD, live=world(live={"personas": [live_persona("per_1", "p", "New")]}).live),
            "personas.p: is not to be changed any more as the plan says",
        ),
        (desired(persona("p", text="Newer")), "personas.p: is not as it was when the plan was made"),
        (desired(persona("p", text="New", lifecycle=Lifecycle(prevent_destroy=True))), "Its block"),
        (desired(persona("p", text="New", uses={"name": ("messaging.m.body",)})), "Its block"),
        (recorded(Record("per_1", {"name": "p", "description": "Older"})), "Its record in the state"),
        (recorded(Record("per_1", {"name": "p", "description": "Old"}, prevent_destroy=True)), "Its record"),
    ],
)
def test_what_moved_is_named(now: World, said: str) -> None:
    told = stale(WORLD, now)
    assert any(said in line for line in told)


def test_a_plan_that_was_made_without_a_state_is_stale_once_its_resource_is_recorded() -> None:
    assert stale(replace(WORLD, state=None, live={}), WORLD)


def test_a_plan_that_was_made_without_a_state_goes_with_the_state_that_another_one_began() -> None:
    before = replace(WORLD, state=None, live={})
    assert stale(before, replace(before, state=State("new", 1, "org_1"))) == []


CALENDAR = world(
    want("posts.p", post(content="New")),
    records={"posts.p": Record("post_1", post())},
    live={"posts": [live_post()]},
)


@pytest.mark.parametrize(
    ("at", "said"),
    [
        pytest.param(LATER - 120_001, [], id="there-is-time"),
        pytest.param(LATER - 119_999, ["posts.p: is due in less than two minutes"], id="due-soon"),
        pytest.param(LATER, ["posts.p: has come due"], id="due"),
    ],
)
@pytest.mark.parametrize("gone", [False, True], ids=["update", "delete"])
def test_a_post_that_has_come_due_is_told_as_due(at: int, said: list[str], *, gone: bool) -> None:
    then = replace(CALENDAR, desired={}) if gone else CALENDAR
    told = stale(then, replace(then, now=at))
    assert [line[: len(words)] for line, words in zip(told, said, strict=True)] == said


def test_a_create_whose_time_has_passed_says_so() -> None:
    then = world(want("posts.p", post()), records={}, live={"posts": []})
    (told,) = stale(then, replace(then, now=LATER))
    assert told.startswith("posts.p: its time has passed")


def test_other_accounts_are_another_basis() -> None:
    now = replace(CALENDAR, live=lives({"posts": [live_post(platforms=["instagram"])]}))
    assert any("platforms.0: 'tiktok' is now 'instagram'." in line for line in stale(CALENDAR, now))


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ({"a": {"b": 1}}, {"a": {"b": 2}}, ["a.b: 1 is now 2."]),
        ({"a": [1, 2]}, {"a": [1, 3]}, ["a.1: 2 is now 3."]),
        ({"a": 1}, {"a": 1}, []),
        ({}, {}, []),
    ],
)
def test_a_difference_is_described_by_its_place(before: object, after: object, said: list[str]) -> None:
    assert describe(before, after) == said
