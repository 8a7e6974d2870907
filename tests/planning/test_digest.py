"""Digests: the same work has the same digest, on whatever checkout and at whatever time."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from rawugc_sync.planning.inputs import Options, World
from rawugc_sync.planning.plan import make_plan
from rawugc_sync.words.addresses import Address
from rawugc_sync.words.diagnostics import Source
from rawugc_sync.words.planned import Plan
from rawugc_sync.words.recorded import Record, State
from tests.planning.worlds import NOW, live_persona, persona, want, world

WORLD = world(
    persona("new"),
    persona("edited", text="New"),
    records={"personas.edited": Record("per_1", {"name": "edited", "description": "Old"})},
    live={"personas": [live_persona("per_1", "edited", "Old")]},
)
STATE = WORLD.state or State("")


def made(changed: World) -> Plan:
    return make_plan(changed, Options())


def moved(desired: Any) -> Any:
    """The same resources, elsewhere in the files and in another order."""
    return {a: replace(d, source=Source("else.yaml", 9, 9)) for a, d in reversed(desired.items())}


@pytest.mark.parametrize(
    "changed",
    [
        replace(WORLD, desired=moved(WORLD.desired)),
        replace(WORLD, now=NOW + 3_600_000),
        replace(WORLD, state=replace(STATE, serial=99, lineage="another")),
        replace(WORLD, workspace="checkout-2"),
        replace(WORLD, reads=4),
        replace(WORLD, declared=frozenset({"personas", "styles"})),
    ],
)
def test_the_same_work_has_the_same_digest(changed: World) -> None:
    assert made(changed).digest == made(WORLD).digest
    assert [c.digest for c in made(changed).changes] == [c.digest for c in made(WORLD).changes]


def desired(*resources: Any) -> World:
    return replace(WORLD, desired={r.address: r for r in resources})


@pytest.mark.parametrize(
    "changed",
    [
        desired(persona("new", text="Other"), persona("edited", text="New")),
        desired(persona("new"), persona("edited", text="Newer")),
        desired(persona("new"), want("personas.edited", {"name": "Edited", "description": "New"})),
        desired(persona("edited", text="New")),
        desired(persona("newer"), persona("edited", text="New")),
        replace(WORLD, organization_id="org_2"),
        replace(
            WORLD,
            state=replace(
                STATE,
                records={
                    Address("personas", "edited"): Record("per_2", {"name": "edited", "description": "Old"})
                },
            ),
            live=world(live={"personas": [live_persona("per_2", "edited", "Old")]}).live,
        ),
        replace(WORLD, live=world(live={"personas": [live_persona("per_1", "Renamed", "Old")]}).live),
    ],
)
def test_other_work_or_another_basis_has_another_digest(changed: World) -> None:
    assert made(changed).digest != made(WORLD).digest


def test_every_change_has_a_digest_of_its_own() -> None:
    digests = {change.digest for change in made(WORLD).changes}
    assert len(digests) == 2
    assert all(digest.startswith("sha256:") for digest in digests)
