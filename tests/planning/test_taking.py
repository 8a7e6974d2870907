"""Taking over an object that a person names: what cannot be the resource, and what is recorded of it."""

from __future__ import annotations

from typing import Any

import pytest

from rawugc_sync.planning.taking import mismatch, taken
from rawugc_sync.resources import registered
from rawugc_sync.words.desired import Desired, Lifecycle
from rawugc_sync.words.live import Live
from rawugc_sync.words.recorded import Record
from tests.planning.worlds import LATER, live_persona, live_post, lives, persona, plan, post, want


def only(collection: str, raw: dict[str, Any]) -> Live:
    (live,) = lives({collection: [raw]})[collection].values()
    return live


def differing(desired: Desired, raw: dict[str, Any]) -> list[str]:
    collection = desired.address.collection
    return list(mismatch(registered()[collection], desired, only(collection, raw)))


def record(desired: Desired, raw: dict[str, Any]) -> Record:
    collection = desired.address.collection
    return taken(registered()[collection], desired, only(collection, raw))


@pytest.mark.parametrize(
    ("fields", "shown", "wrong"),
    [
        ({}, {}, []),
        ({"videoUrl": "https://cdn.example.com/other.mp4"}, {}, []),
        ({"mode": "draft"}, {}, ["mode"]),
        ({}, {"status": "draft"}, ["mode"]),
        ({"mode": "now", "scheduledFor": None}, {}, ["mode"]),
        ({"mode": "now", "scheduledFor": None}, {"status": "draft"}, []),
        ({}, {"status": "published"}, []),
        ({}, {"status": "failed"}, []),
        ({}, {"content": "Other"}, []),
        ({}, {"platforms": ["instagram"]}, ["accounts"]),
        ({}, {"platforms": None}, []),
        ({"accounts": None, "accountIds": ["acc_2"]}, {}, []),
    ],
)
def test_another_kind_of_post_is_another_post_and_a_rewritten_url_is_not(
    fields: dict[str, Any], shown: dict[str, Any], wrong: list[str]
) -> None:
    assert differing(want("posts.x", post(**fields)), live_post(**shown)) == wrong


@pytest.mark.parametrize(
    ("fields", "shown", "wrong"),
    [
        ({"type": "image"}, {"type": "video"}, ["type"]),
        ({"type": "image"}, {"type": "image"}, []),
        ({"type": "image"}, {}, []),
        ({}, {"type": "video"}, []),
    ],
)
def test_a_style_of_another_type_is_another_style(
    fields: dict[str, Any], shown: dict[str, Any], wrong: list[str]
) -> None:
    assert (
        differing(want("styles.x", {"name": "S", **fields}), {"_id": "sty_1", "name": "T", **shown}) == wrong
    )


def test_an_ignored_field_makes_no_difference() -> None:
    lifecycle = Lifecycle(ignore_changes=frozenset({"type"}))
    desired = want("styles.x", {"name": "S", "type": "image"}, lifecycle)
    assert differing(desired, {"_id": "sty_1", "name": "S", "type": "video"}) == []


def test_the_record_has_live_values_so_that_the_next_plan_tells_an_edit_of_git() -> None:
    desired, live = persona("p", text="Of git."), live_persona("per_1", "Other", "Of the dashboard.")
    made = record(desired, live)
    assert made == Record("per_1", {"name": "Other", "description": "Of the dashboard."})
    (change,) = plan(desired, records={"personas.p": made}, live={"personas": [live]}).changes
    assert [(field.path, field.origin) for field in change.fields] == [
        ("name", "git"),
        ("description", "git"),
    ]


def test_only_what_the_manifest_sets_is_recorded() -> None:
    live = {"_id": "sty_1", "name": "S", "description": "D", "aspectRatio": "square"}
    assert record(want("styles.x", {"name": "S"}), live).fields == {"name": "S"}


def test_what_live_does_not_have_is_not_recorded() -> None:
    made = record(want("styles.x", {"name": "S", "description": "D"}), {"_id": "sty_1", "name": "S"})
    assert (made.fields, made.unverified) == ({"name": "S"}, frozenset())


def test_what_cannot_be_read_back_is_as_the_manifest_has_it_and_unverified() -> None:
    desired = post(tiktokAllowDuet=True, content="Of git.", videoUrl="https://cdn.example.com/mine.mp4")
    made = record(want("posts.x", desired), live_post())
    assert made.fields == {**desired, "content": "Hello"}
    assert made.unverified == {"videoUrl", "accounts", "tiktokAllowDuet"}


def test_a_published_post_is_history_from_then_on() -> None:
    desired, live = want("posts.x", post(content="Edited")), live_post(status="published")
    made = plan(desired, records={"posts.x": record(desired, live)}, live={"posts": [live]})
    assert (made.changes, made.history) == ((), (0, 1))


def test_a_failed_post_that_moves_is_tried_again() -> None:
    desired, live = want("posts.x", post(scheduledFor=LATER + 1)), live_post(status="failed")
    (change,) = plan(desired, records={"posts.x": record(desired, live)}, live={"posts": [live]}).changes
    assert change.actions == ("forget", "create")


def test_the_guard_of_the_manifest_is_kept() -> None:
    desired = persona("p", lifecycle=Lifecycle(prevent_destroy=True))
    assert record(desired, live_persona("per_1", "p")).prevent_destroy
