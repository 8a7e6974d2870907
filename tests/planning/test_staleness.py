"""Whether a saved plan still is the plan."""

from __future__ import annotations

from dataclasses import replace

import pytest

from rawugc_sync.model import Record, State
from rawugc_sync.planning.inputs import Options, World
from rawugc_sync.planning.plan import make_plan
from rawugc_sync.planning.staleness import describe, staleness
from tests.planning.worlds import NOW, live_persona, persona, world

WORLD = world(
    persona("p", text="New"),
    records={"personas.p": Record("per_1", {"name": "p", "description": "Old"})},
    live={"personas": [live_persona("per_1", "p", "Old")]},
    manifests="sha256:manifests",
)
STATE = WORLD.state or State("")


def stale(then: World, now: World) -> list[str]:
    saved, fresh = (make_plan(world, Options()) for world in (then, now))
    basis = {change.digest: change.basis for change in saved.changes}
    return [
        f"{d.address or ''}: {d.summary} {d.detail}" for d in staleness(saved, saved.manifests, basis, fresh)
    ]


@pytest.mark.parametrize(
    "now", [WORLD, replace(WORLD, now=NOW + 60_000), replace(WORLD, workspace="elsewhere")]
)
def test_a_plan_of_the_same_work_is_not_stale(now: World) -> None:
    assert stale(WORLD, now) == []


LIVE_MOVED = replace(WORLD, live=world(live={"personas": [live_persona("per_1", "p", "Dashboard")]}).live)


@pytest.mark.parametrize(
    ("now", "said"),
    [
        (replace(WORLD, state=replace(STATE, lineage="other")), "was made with another state"),
        (replace(WORLD, state=replace(STATE, serial=4)), "has moved from serial 3 to 4"),
        (replace(WORLD, manifests="sha256:other"), "the manifests have changed"),
        (LIVE_MOVED, "live.description: 'Old' is now 'Dashboard'."),
        (replace(WORLD, desired={}), "personas.p: is not as it was when the plan was made"),
        (
            replace(WORLD, live=world(live={"personas": [live_persona("per_1", "p", "New")]}).live),
            "personas.p: needs no change any more",
        ),
        (
            replace(WORLD, desired={**WORLD.desired, **world(persona("q")).desired}),
            "personas.q: has a change now that the plan does not show",
        ),
    ],
)
def test_what_moved_is_named(now: World, said: str) -> None:
    told = stale(WORLD, now)
    assert any(said in line for line in told)


def test_a_plan_that_was_made_without_a_state_is_stale_once_there_is_one() -> None:
    assert stale(replace(WORLD, state=None, live={}), WORLD)


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
