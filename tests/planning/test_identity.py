"""Which live object is which resource: by record, else by natural key, and where that cannot be told."""

from __future__ import annotations

from typing import Any

import pytest

from rawugc_sync.planning.inputs import Options
from rawugc_sync.planning.matching import match
from rawugc_sync.words.actions import Action
from rawugc_sync.words.addresses import Address
from rawugc_sync.words.desired import Desired
from rawugc_sync.words.recorded import Record
from tests.planning.worlds import (
    LATER,
    MINUTE,
    actions,
    calls,
    codes,
    live_persona,
    live_post,
    persona,
    plan,
    post,
    recorded_by,
    want,
)

A, B, C = Address("x", "a"), Address("x", "b"), Address("x", "c")


@pytest.mark.parametrize(
    ("phases", "partners", "unclear"),
    [
        ([({A: ["k"]}, {"1": ["k"]})], {A: "1"}, {}),
        ([({A: ["k"]}, {"1": ["other"]})], {}, {}),
        ([({A: ["k"]}, {"1": ["k"], "2": ["k"]})], {}, {A: {"1", "2"}}),
        ([({A: ["k"], B: ["k"]}, {"1": ["k"]})], {}, {A: {"1"}, B: {"1"}}),
        ([({A: ["k", "l"]}, {"1": ["k"], "2": ["l"]})], {}, {A: {"1", "2"}}),
        ([({A: ["k", "l"]}, {"1": ["k", "l"]})], {A: "1"}, {}),
        # What an earlier phase has paired or left unclear takes no part in a later one.
        (
            [({A: ["w"]}, {"1": ["w"]}), ({A: ["k"], B: ["k"]}, {"1": ["k"], "2": ["k"]})],
            {A: "1", B: "2"},
            {},
        ),
        (
            [({A: ["w"]}, {"1": ["w"], "2": ["w"]}), ({A: ["k"], B: ["k"]}, {"1": ["k"], "3": ["k"]})],
            {B: "3"},
            {A: {"1", "2"}},
        ),
        # A chain: one pair would settle both, but nobody knows which.
        ([({A: ["k"], B: ["k", "l"]}, {"1": ["k"], "2": ["l"]})], {}, {A: {"1"}, B: {"1", "2"}}),
        ([({A: []}, {"1": []})], {}, {}),
        ([], {}, {}),
    ],
)
def test_only_one_to_one_pairs_match(phases: Any, partners: Any, unclear: Any) -> None:
    matches = match(phases, {})
    assert (matches.partners, matches.unclear) == (partners, unclear)


def style(key: str, **fields: str) -> Desired:
    return want(f"styles.{key}", {"name": "S", **fields})


def live_style(id: str, type_: str | None, **more: Any) -> dict[str, Any]:
    return {"_id": id, "name": "S", "type": type_, **more}


@pytest.mark.parametrize(
    ("desired", "live", "adopted"),
    [
        ([persona("p")], {"personas": [live_persona("per_1", "p")]}, {"personas.p": "per_1"}),
        ([persona("p")], {"personas": [live_persona("per_1", " p\n")]}, {"personas.p": "per_1"}),
        ([persona("p")], {"personas": [live_persona("per_1", "q")]}, {}),
        ([style("s", type="video")], {"styles": [live_style("sty_1", "video")]}, {"styles.s": "sty_1"}),
        ([style("s", type="video")], {"styles": [live_style("sty_1", "image")]}, {}),
        ([style("s")], {"styles": [live_style("sty_1", "image")]}, {"styles.s": "sty_1"}),
        (
            [style("s", type="video"), style("t")],
            {"styles": [live_style("sty_1", "image"), live_style("sty_2", "video")]},
            {"styles.s": "sty_2", "styles.t": "sty_1"},
        ),
        ([style("s")], {"styles": [live_style("sty_1", "video", isStandard=True)]}, {}),
        ([style("s")], {"styles": [live_style("sty_1", "video", isAdmin=True)]}, {}),
        ([want("posts.p", post())], {"posts": [live_post()]}, {"posts.p": "post_1"}),
        ([want("posts.p", post())], {"posts": [live_post(content="Other")]}, {"posts.p": "post_1"}),
        (
            [want("posts.p", post())],
            {"posts": [live_post(videoUrl="https://x.example/rewritten.mp4")]},
            {"posts.p": "post_1"},
        ),
        ([want("posts.p", post())], {"posts": [live_post(platforms=["instagram"])]}, {}),
        (
            [want("posts.p", post())],
            {"posts": [live_post(platforms=None, videoUrl="https://x.example/o.mp4")]},
            {},
        ),
        (
            [want("posts.p", post(), references=())],
            {"posts": [live_post("post_2", content="Other"), live_post("post_1")]},
            {"posts.p": "post_1"},
        ),
    ],
)
def test_a_live_object_is_adopted_by_its_natural_key(desired: Any, live: Any, adopted: Any) -> None:
    made = plan(*desired, records={}, live=live)
    assert {str(c.address): c.importing for c in made.changes if c.action.adopts} == adopted
    assert {str(c.address) for c in made.changes} == {str(d.address) for d in desired}


@pytest.mark.parametrize(
    ("desired", "live", "ids"),
    [
        (
            [persona("p")],
            {"personas": [live_persona("per_1", "p"), live_persona("per_2", "p")]},
            "per_1 or per_2",
        ),
        (
            [persona("p"), want("personas.q", {"name": "p", "description": "D"})],
            {"personas": [live_persona("per_1", "p")]},
            "per_1",
        ),
        (
            [style("s")],
            {"styles": [live_style("sty_1", "video"), live_style("sty_2", "image")]},
            "sty_1 or sty_2",
        ),
        (
            [want("posts.p", post())],
            {"posts": [live_post("post_1"), live_post("post_2")]},
            "post_1 or post_2",
        ),
    ],
)
def test_what_has_more_than_one_partner_is_refused_with_the_lines_to_write(
    desired: list[Desired], live: Any, ids: str
) -> None:
    made = plan(*desired, records={}, live=live)
    assert (made.changes, codes(made), len(made.refusals)) == ((), {"ambiguous"}, len(desired))
    refusal = made.refusals[0]
    assert f"could be {ids}" in refusal.summary
    assert all(f"  - {{to: {refusal.address}, id: {id}}}" in refusal.detail for id in ids.split(" or "))


def test_of_very_many_partners_ten_are_named_and_the_equal_ones_first() -> None:
    live = [live_persona(f"per_{n}", "p", "D" if n == 250 else "Other") for n in range(300)]
    (refusal,) = plan(persona("p"), records={}, live={"personas": live}).refusals
    assert refusal.summary.startswith("could be per_250 or per_0 or per_1 or ")
    assert refusal.summary.endswith(" or one of 290 more: more than one live object matches")
    assert refusal.detail.count("{to:") == 10
    assert "id: per_250}  # equal in all that can be read\n" in refusal.detail
    assert "\n  # … and 290 more\n" in refusal.detail


def test_an_adoption_writes_just_what_differs_and_never_replaces() -> None:
    desired = post(content="New", tiktokPrivacyLevel="SELF_ONLY", videoUrl="https://x.example/mine.mp4")
    made = plan(
        want("posts.p", desired),
        records={},
        live={"posts": [live_post(content="New", timezone="Asia/Tokyo")]},
    )
    (change,) = made.changes
    assert change.actions == ("update",)
    assert [call.body for call in change.calls] == [{"scheduledFor": LATER, "timezone": "UTC"}]
    assert recorded_by(change) == Record(
        "post_1", desired, unverified=frozenset({"videoUrl", "accounts", "tiktokPrivacyLevel"})
    )


def test_an_adoption_without_a_difference_takes_no_call() -> None:
    made = plan(persona("p"), records={}, live={"personas": [live_persona("per_1", "p")]})
    assert (actions(made), calls(made)) == ({"personas.p": ("no-op",)}, [])
    assert made.summary["adopt"] == 1


def test_without_adoption_a_second_one_is_created() -> None:
    live = {"personas": [live_persona("per_1", "p")]}
    made = plan(persona("p"), records={}, live=live, options=Options(adopt=False))
    assert actions(made) == {"personas.p": ("create",)}


def test_a_recorded_or_deposed_object_is_nobody_elses() -> None:
    record = Record("per_1", {"name": "p", "description": "D"}, deposed=("per_2",))
    made = plan(
        persona("p"),
        want("personas.q", {"name": "p", "description": "D"}),
        records={"personas.p": record},
        live={"personas": [live_persona("per_1", "p"), live_persona("per_2", "p")]},
    )
    assert [str(c.address) for c in made.changes if c.action is Action.CREATE] == ["personas.q"]


def test_what_is_published_is_adopted_as_history_without_a_call() -> None:
    made = plan(
        want("posts.p", post(scheduledFor=LATER - 3 * 86_400_000)),
        records={},
        live={"posts": [live_post(scheduledFor=LATER - 3 * 86_400_000, status="published", content="Hi")]},
    )
    assert (actions(made), calls(made)) == ({"posts.p": ("no-op",)}, [])


def test_without_a_state_the_plan_says_what_it_cannot_know() -> None:
    made = plan(persona("p"), want("posts.p", post()), live={"personas": [live_persona("per_1", "p")]})
    (said,) = (d for d in made.diagnostics if d.code == "no-state")
    assert ": 1 of 2 resources match live objects, 0 live objects stay unmanaged" in said.summary


def test_two_posts_an_hour_apart_do_not_match_each_others_objects() -> None:
    other = LATER + 60 * MINUTE
    made = plan(
        want("posts.p", post()),
        want("posts.q", post(scheduledFor=other)),
        records={},
        live={"posts": [live_post("post_2", scheduledFor=other), live_post("post_1")]},
    )
    assert {str(c.address): c.importing for c in made.changes} == {"posts.p": "post_1", "posts.q": "post_2"}
