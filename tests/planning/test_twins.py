"""An unmanaged object that equals a managed one: a create that landed late."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from rawugc_sync.planning.inputs import Options
from rawugc_sync.planning.plan import make_plan
from rawugc_sync.words.addresses import Address
from rawugc_sync.words.planned import Plan
from rawugc_sync.words.recorded import Record, Unresolved
from tests.planning.worlds import NOW, live_persona, live_post, persona, plan, post, want, world

FIELDS = {"name": "p", "description": "D"}
MINE = live_persona("per_1", "p")


def planned(*strangers: dict[str, Any], **record: Any) -> Plan:
    """A plan for one persona, which is recorded and live as per_1, beside these."""
    return plan(
        persona("p"),
        records={"personas.p": Record("per_1", FIELDS, **record)},
        live={"personas": [MINE, *strangers]},
    )


def said(made: Plan) -> list[tuple[str | None, str]]:
    return [(d.address, d.summary) for d in made.diagnostics if d.code == "twin"]


def test_h43_an_equal_that_nobody_manages_is_told() -> None:
    made = planned(live_persona("per_9", "p"), live_persona("per_8", " p", "D\n"))
    assert said(made) == [
        ("personas.p", "has an equal beside it that nobody manages: per_8, per_9"),
    ]
    assert made.changes == ()


@pytest.mark.parametrize(
    "stranger",
    [
        pytest.param(live_persona("per_2", "q"), id="another-name"),
        pytest.param(live_persona("per_2", "p", "Other"), id="another-text"),
    ],
)
def test_what_differs_is_no_twin(stranger: dict[str, Any]) -> None:
    assert said(planned(stranger)) == []


def test_what_a_replace_left_behind_is_no_twin() -> None:
    assert said(planned(live_persona("per_2", "p"), deposed=("per_2",))) == []


def test_a_post_may_have_one_as_well() -> None:
    made = plan(
        want("posts.p", post()),
        records={"posts.p": Record("post_1", post())},
        live={"posts": [live_post("post_1"), live_post("post_2"), live_post("post_3", content="Other")]},
    )
    assert said(made) == [("posts.p", "has an equal beside it that nobody manages: post_2")]


def test_what_its_own_lost_replacement_has_created_is_no_twin() -> None:
    lost = Unresolved(NOW, frozenset({"per_1"}), Record("", FIELDS, deposed=("per_1",)))
    seen = world(
        persona("p"),
        records={"personas.p": Record("per_1", FIELDS)},
        live={"personas": [MINE, live_persona("per_2", "p")]},
    )
    assert seen.state is not None
    state = replace(seen.state, unresolved={Address("personas", "p"): lost})
    assert said(make_plan(replace(seen, state=state), Options())) == []


def test_a_published_post_that_leaves_the_manifests_is_not_its_own_twin() -> None:
    published = live_post("post_1", status="published")
    made = plan(records={"posts.p": Record("post_1", post())}, live={"posts": [published]})
    assert (said(made), [change.actions for change in made.changes]) == ([], [("forget",)])
