"""Safety rules: each refusal names the rule, the count, the limit, and the way out."""

from __future__ import annotations

from typing import Any

import pytest

from rawugc_sync.planning.inputs import Options
from rawugc_sync.planning.order import in_order
from rawugc_sync.resources.life import Drift
from rawugc_sync.words.addresses import Address
from rawugc_sync.words.desired import Blocks, Moved
from rawugc_sync.words.planned import Plan
from rawugc_sync.words.recorded import Record
from tests.planning.worlds import LATER, codes, live_persona, live_post, persona, plan, post, want


def without(count: int, *, kept: int = 1, **more: Any) -> Plan:
    """A plan in which so many personas have left the manifests, and so many stay."""
    names = [f"p{number}" for number in range(count + kept)]
    return plan(
        *(persona(name) for name in names[count:]),
        records={f"personas.{n}": Record(f"per_{n}", {"name": n, "description": "D"}) for n in names},
        live={"personas": [live_persona(f"per_{n}", n) for n in names]},
        **more,
    )


@pytest.mark.parametrize(
    ("count", "options", "refused"),
    [
        (5, Options(), False),
        (6, Options(), True),
        (1, Options(max_deletes=0), True),
        (6, Options(max_deletes=6), False),
        (6, Options(destroy=True), False),
        (6, Options(delete=False), False),
    ],
)
def test_more_deletes_than_the_limit_are_refused(count: int, options: Options, refused: bool) -> None:
    assert ("max-deletes" in codes(without(count, options=options))) is refused


def test_a_refusal_names_the_count_the_limit_and_the_ways_out() -> None:
    (refusal,) = without(6).refusals
    assert refusal.summary == "6 deletes are more than maxDeletes allows (5)"
    assert "--max-deletes 6" in refusal.detail
    assert "limits: {maxDeletes: 6}" in refusal.detail


@pytest.mark.parametrize(
    ("count", "declared", "options", "refused"),
    [
        (2, set(), Options(), True),
        (1, set(), Options(), False),
        (2, {"personas"}, Options(), False),
        (2, set(), Options(destroy=True), False),
        (2, set(), Options(scope=frozenset({Address("personas", "p0")})), False),
    ],
)
def test_a_collection_that_vanishes_is_refused_unless_it_is_written_empty(
    count: int, declared: set[str], options: Options, refused: bool
) -> None:
    made = without(count, kept=0, declared=frozenset(declared), options=options)
    assert ("collection-vanished" in codes(made)) is refused


@pytest.mark.parametrize(
    ("new", "refused"),
    [
        ({}, True),
        ({"tiktokAllowDuet": False}, True),
        ({"scheduledFor": LATER + 1}, False),
        ({"content": "Other"}, False),
    ],
)
def test_a_post_under_a_new_key_is_a_rename_that_must_be_written(new: Any, refused: bool) -> None:
    made = plan(
        want("posts.new", post(**new)),
        records={"posts.old": Record("post_1", post())},
        live={"posts": [live_post()]},
    )
    assert ("rename" in codes(made)) is refused
    if refused:
        assert "moved:\n  - {from: posts.old, to: posts.new}" in made.refusals[0].detail


NEXT = LATER + 3_600_000
FIRST, SECOND = post(videoUrl="https://cdn.example.com/1.mp4"), post(scheduledFor=NEXT)
ELSEWHERE = {"accounts": ["instagram/glow.lab"]}
SWAPPED = {"one": SECOND, "two": FIRST}


def exchanged(wanted: dict[str, dict[str, Any]], **more: Any) -> Plan:
    """A plan for posts that were the first and the second until now."""
    return plan(
        *(want(f"posts.{key}", fields) for key, fields in wanted.items()),
        records={"posts.one": Record("post_1", FIRST), "posts.two": Record("post_2", SECOND)},
        live={
            "posts": [
                live_post("post_1", videoUrl=FIRST["videoUrl"]),
                live_post("post_2", scheduledFor=NEXT),
            ]
        },
        **more,
    )


def test_keys_that_change_places_are_a_rename_that_must_be_written() -> None:
    """Between the two changes both would be live, and go out twice if the run ended there."""
    told = [said.detail for said in exchanged(SWAPPED).refusals if said.code == "rename"]
    assert len(told) == 2
    for detail in told:
        assert "  - {from: posts.one, to: posts.two}\n" in detail
        assert "  - {from: posts.two, to: posts.one}\n" in detail
        assert detail.endswith("Else apply one of them with another time first.")


def test_another_time_first_is_a_way_out_of_a_circle() -> None:
    made = exchanged({"one": {**SECOND, "scheduledFor": NEXT + 60_000}, "two": FIRST})
    assert "rename" not in codes(made)
    assert [change.address.key for change in in_order(made.changes)] == ["one", "two"]


@pytest.mark.parametrize(
    ("wanted", "live"),
    [
        pytest.param({"one": FIRST, "two": SECOND}, (SECOND, FIRST), id="swapped-in-the-dashboard"),
        pytest.param(
            {key: {**fields, "mode": "draft"} for key, fields in SWAPPED.items()},
            (FIRST, SECOND),
            id="drafts",
        ),
    ],
)
def test_what_git_did_not_swap_or_never_goes_out_is_no_question(
    wanted: dict[str, dict[str, Any]], live: tuple[dict[str, Any], ...]
) -> None:
    modes = {key: fields.get("mode", "schedule") for key, fields in wanted.items()}
    records = {
        f"posts.{key}": Record(f"post_{number}", {**fields, "mode": modes[key]})
        for number, (key, fields) in enumerate({"one": FIRST, "two": SECOND}.items(), 1)
    }
    status = "draft" if "draft" in modes.values() else "scheduled"
    shown = [
        live_post(f"post_{n}", status=status, **{k: fields[k] for k in ("videoUrl", "scheduledFor")})
        for n, fields in enumerate(live, 1)
    ]
    options = Options(drift={"posts": Drift.REVERT})
    made = plan(
        *(want(f"posts.{key}", fields) for key, fields in wanted.items()),
        records=records,
        live={"posts": shown},
        options=options,
    )
    assert made.changes
    assert "rename" not in codes(made)


def test_a_circle_is_told_whatever_else_becomes_equal_to_one_of_it() -> None:
    both, tiktok, instagram = ACCOUNTS_OF["both"], ACCOUNTS_OF["tiktok"], ACCOUNTS_OF["instagram"]
    times = {"a": LATER, "b": NEXT, "x": NEXT + 60_000}
    accounts = {"a": tiktok, "b": both, "x": instagram}
    was = {key: post(scheduledFor=when, accounts=accounts[key]) for key, when in times.items()}
    wanted = {"a": NEXT, "b": LATER, "x": NEXT}
    made = plan(
        *(want(f"posts.{key}", {**was[key], "scheduledFor": when}) for key, when in wanted.items()),
        records={f"posts.{key}": Record(f"post_{key}", fields) for key, fields in was.items()},
        live={
            "posts": [
                live_post(
                    f"post_{key}", scheduledFor=when, platforms=[h.split("/")[0] for h in accounts[key]]
                )
                for key, when in times.items()
            ]
        },
    )
    told = {said.address for said in made.refusals if said.code == "rename"}
    assert told == {"posts.a", "posts.b"}


ACCOUNTS_OF = {
    "tiktok": ["tiktok/glowlab"],
    "instagram": ["instagram/glow.lab"],
    "both": ["tiktok/glowlab", "instagram/glow.lab"],
}


def test_what_becomes_equal_to_what_is_published_already_would_be_out_twice() -> None:
    made = plan(
        want("posts.one", SECOND),
        records={"posts.one": Record("post_1", FIRST), "posts.two": Record("post_2", SECOND)},
        live={
            "posts": [
                live_post("post_1", videoUrl=FIRST["videoUrl"]),
                live_post("post_2", scheduledFor=NEXT, status="published"),
            ]
        },
    )
    (said,) = [said for said in made.refusals if said.code == "rename"]
    assert "posts.two, which is published already" in said.summary


@pytest.mark.parametrize(
    ("wanted", "first", "then"),
    [
        pytest.param({"one": SECOND}, "two", "one", id="over-one-that-leaves"),
        pytest.param(
            {"one": SECOND, "two": post(scheduledFor=NEXT + 1)}, "two", "one", id="over-an-updated-one"
        ),
        pytest.param(
            {"one": post(content="New"), "two": SECOND, "new": FIRST},
            "one",
            "new",
            id="new-over-replaced",
        ),
        pytest.param(
            {"one": FIRST, "two": post(content="New"), "new": SECOND},
            "two",
            "new",
            id="new-over-updated",
        ),
    ],
)
def test_what_becomes_equal_to_another_waits_for_the_change_of_that(
    wanted: dict[str, dict[str, Any]], first: str, then: str
) -> None:
    made = exchanged(wanted)
    assert "rename" not in codes(made)
    order = [change.address.key for change in in_order(made.changes)]
    assert order.index(first) < order.index(then)
    waiting = next(change for change in made.changes if change.address.key == then)
    assert waiting.depends_on == (Address("posts", first),)


@pytest.mark.parametrize(
    "wanted",
    [
        {"one": FIRST, "two": post(scheduledFor=NEXT, content="Other")},
        {"one": FIRST, "two": {**SECOND, "tiktokAllowDuet": False}, "new": post(scheduledFor=NEXT + 60_000)},
        {"one": {**SECOND, "content": "Other"}, "two": {**FIRST, "content": "Other"}},
        {"one": {**SECOND, **ELSEWHERE}, "two": {**FIRST, **ELSEWHERE}},
        {"one": {**FIRST, "tiktokAllowDuet": False}, "two": {**SECOND, "tiktokAllowDuet": False}},
    ],
    ids=["an-update", "another-time", "other-captions", "other-accounts", "themselves"],
)
def test_what_is_not_the_same_to_the_public_is_no_rename(wanted: dict[str, dict[str, Any]]) -> None:
    assert "rename" not in codes(exchanged(wanted))


def test_a_swap_that_is_written_down_is_none_to_ask_about() -> None:
    one, two = Address("posts", "one"), Address("posts", "two")
    made = exchanged(SWAPPED, blocks=Blocks(moved=(Moved(one, two), Moved(two, one))))
    assert (codes(made), [change.actions for change in made.changes]) == (set(), [("no-op",)] * 2)


def test_a_persona_under_a_new_key_is_deleted_and_created() -> None:
    made = plan(
        want("personas.new", {"name": "p", "description": "D"}),
        records={"personas.old": Record("per_1", {"name": "p", "description": "D"})},
        live={"personas": [live_persona("per_1", "p")]},
    )
    assert codes(made) == {"maybe-moved"}
    assert len(made.changes) == 2
