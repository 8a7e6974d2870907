"""What is managed once a plan is applied, and with which values: each row of the table in `managed`."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from rawugc_sync.planning.drift import make_drift
from rawugc_sync.planning.inputs import Options
from rawugc_sync.resources.life import Drift
from rawugc_sync.words.addresses import Address
from rawugc_sync.words.desired import Blocks, Desired, Lifecycle, Moved, Removed
from rawugc_sync.words.planned import Plan
from rawugc_sync.words.recorded import Record
from tests.planning.worlds import (
    BEFORE,
    LATER,
    MINUTE,
    NOW,
    VIDEO,
    live_persona,
    live_post,
    persona,
    plan,
    post,
    want,
    world,
)

REVIEW = Options(review=True)
A, B = Address("personas", "a"), Address("personas", "b")
Values = dict[str, dict[str, Any]]


def managed(made: Plan) -> Values:
    return {str(one.address): dict(one.values) for one in made.managed}


def fields(text: str = "D", name: str = "a") -> dict[str, str]:
    return {"name": name, "description": text}


def planned(
    *desired: Desired, text: str = "D", options: Options = REVIEW, gone: bool = False, **more: Any
) -> Values:
    """What is managed by a plan of `personas.a`, recorded with D and live with a text."""
    return managed(
        plan(
            *desired,
            options=replace(options, review=True),
            records={"personas.a": Record("per_a", fields())},
            live={"personas": [] if gone else [live_persona("per_a", "a", text)]},
            **more,
        )
    )


def posted(*desired: Desired, options: Options = REVIEW, recorded: bool = True, **live: Any) -> Values:
    """What is managed by a plan of `posts.p`, which is live with some fields otherwise than recorded."""
    return managed(
        plan(
            *desired,
            options=options,
            records={"posts.p": Record("post_1", post())} if recorded else {},
            live={"posts": [live_post(**live)] if recorded else []},
            declared=frozenset({"posts"}),
        )
    )


def test_a_plan_that_is_not_for_review_does_not_tell() -> None:
    assert managed(plan(persona("a"))) == {}


@pytest.mark.parametrize(
    ("desired", "text", "options", "expected"),
    [
        pytest.param("D", "D", REVIEW, "D", id="nothing-changes"),
        pytest.param("New", "D", REVIEW, "New", id="an-update"),
        pytest.param("D", "Theirs", REVIEW, "D", id="drift-that-is-reverted"),
        pytest.param("D", "Theirs", Options(drift={"personas": Drift.KEEP}), "Theirs", id="drift-kept"),
        pytest.param("D", "Theirs", Options(drift={"personas": Drift.STOP}), "Theirs", id="drift-that-stops"),
        pytest.param("New", "Theirs", REVIEW, "New", id="moved-by-both"),
        pytest.param("New", "D", Options(replace=frozenset({A})), "New", id="a-replacement"),
    ],
)
def test_what_the_manifests_have_is_managed_as_it_will_be(
    desired: str, text: str, options: Options, expected: str
) -> None:
    assert planned(persona("a", text=desired), text=text, options=options) == {"personas.a": fields(expected)}


def test_what_is_ignored_stays_as_it_is_live() -> None:
    ignoring = persona("a", text="New", lifecycle=Lifecycle(ignore_changes=frozenset({"description"})))
    assert planned(ignoring, text="Theirs") == {"personas.a": fields("Theirs")}


def test_what_is_created_is_managed() -> None:
    assert planned(persona("a"), persona("b")) == {"personas.a": fields(), "personas.b": fields(name="b")}


@pytest.mark.parametrize("text", ["D", "New"])
def test_what_is_adopted_is_managed_with_or_without_an_update(text: str) -> None:
    made = plan(persona("a", text=text), options=REVIEW, live={"personas": [live_persona("per_a", "a", "D")]})
    assert managed(made) == {"personas.a": fields(text)}


def test_what_is_deleted_is_not_managed() -> None:
    assert planned(declared=frozenset({"personas"})) == {}


def test_what_is_forgotten_is_not_managed() -> None:
    assert planned(blocks=Blocks(removed=(Removed(A, destroy=False),))) == {}


def test_what_is_destroyed_is_not_managed() -> None:
    assert planned(options=Options(destroy=True)) == {}


def test_what_no_delete_keeps_is_managed_as_it_is_live() -> None:
    kept = planned(options=Options(delete=False), text="Theirs", declared=frozenset({"personas"}))
    assert kept == {"personas.a": fields("Theirs")}


def test_what_is_moved_is_managed_at_its_new_address_alone() -> None:
    moved = want("personas.b", fields())
    assert planned(moved, blocks=Blocks(moved=(Moved(A, B),))) == {"personas.b": fields()}


@pytest.mark.parametrize("text", ["D", "New"])
def test_what_was_deleted_outside_is_managed_once_it_is_created_again(text: str) -> None:
    assert planned(persona("a", text=text), gone=True) == {"personas.a": fields(text)}


def test_what_was_deleted_outside_and_stays_so_is_not_managed() -> None:
    made = plan(
        want("posts.p", post()),
        options=REVIEW,
        records={"posts.p": Record("post_1", post())},
        live={"posts": []},
    )
    assert managed(made) == {}


@pytest.mark.parametrize("text", ["D", "Theirs"])
def test_what_is_out_of_scope_is_managed_as_recorded(text: str) -> None:
    only = Options(scope=frozenset({B}))
    assert planned(persona("a", text="New"), persona("b"), options=only, text=text) == {
        "personas.a": fields(),
        "personas.b": fields(name="b"),
    }


def test_what_is_out_of_scope_and_not_recorded_is_not_managed() -> None:
    assert planned(persona("a"), persona("b"), options=Options(scope=frozenset({A}))) == {
        "personas.a": fields()
    }


def test_what_was_not_read_is_managed_as_recorded() -> None:
    made = plan(
        options=replace(REVIEW, scope=frozenset({B})), records={"personas.a": Record("per_a", fields())}
    )
    assert managed(made) == {"personas.a": fields()}


def test_a_post_that_is_out_is_managed_as_the_public_sees_it() -> None:
    edited = want("posts.p", post(content="Other"))
    assert posted(edited, status="published", scheduledFor=BEFORE)["posts.p"]["content"] == "Hello"


def test_a_post_that_is_about_to_be_due_is_managed_as_it_is_live() -> None:
    soon = want("posts.p", post(content="Other"))
    assert posted(soon, scheduledFor=NOW + MINUTE)["posts.p"]["content"] == "Hello"


def test_a_post_whose_time_was_missed_is_not_managed() -> None:
    assert posted(want("posts.p", post(scheduledFor=BEFORE)), recorded=False) == {}


def test_a_new_post_is_managed_with_all_that_the_manifest_has() -> None:
    values = posted(want("posts.p", post()), recorded=False)["posts.p"]
    assert (values["scheduledFor"], values["videoUrl"]) == (LATER, VIDEO)


def test_drift_tells_what_is_managed_once_it_is_reverted() -> None:
    """Edits of the manifests do not count in it, nor what was never applied."""
    there = world(
        persona("a", text="New"),
        persona("b"),
        records={"personas.a": Record("per_a", fields())},
        live={"personas": [live_persona("per_a", "a", "Theirs")]},
    )
    assert managed(make_drift(there, REVIEW)) == {"personas.a": fields()}


def test_it_is_sorted_by_address() -> None:
    made = plan(persona("c"), persona("a"), want("messaging.z", {"name": "Z", "body": "B"}), options=REVIEW)
    assert [str(one.address) for one in made.managed] == ["messaging.z", "personas.a", "personas.c"]
