"""A plan knows when each call leaves, and refuses what would be due before it can."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest

from rawugc_sync.planning.inputs import Options
from rawugc_sync.planning.order import in_order
from rawugc_sync.words.budget import RATE, Limit
from rawugc_sync.words.desired import Desired
from rawugc_sync.words.recorded import Record
from tests.planning.worlds import LATER, MINUTE, NOW, live_persona, live_post, persona, plan, post, want

SECOND = 1000
LENIENT = Options(allow_late=True, max_deletes=99)
STRICT = Options(max_deletes=99)


@dataclass(frozen=True)
class Case:
    """A world, as parts for `plan`, and the addresses that come too late in it."""

    late: tuple[str, ...]
    desired: tuple[Desired, ...] = ()
    records: Mapping[str, Record] = field(default_factory=dict)
    live: Mapping[str, list[dict[str, Any]]] = field(default_factory=dict)
    limit: Limit = RATE


def video(name: str) -> str:
    return f"https://cdn.example.com/{name}.mp4"


def scheduled(name: str, at: int, **more: Any) -> Desired:
    return want(f"posts.{name}", post(scheduledFor=at, content=name, videoUrl=video(name), **more))


def people(count: int) -> tuple[Desired, ...]:
    return tuple(persona(f"p{number:02}") for number in range(count))


def stopped(count: int, at: int = LATER) -> tuple[dict[str, Record], list[dict[str, Any]]]:
    """So many scheduled posts that have left the manifests: takedowns, which go before everything else."""
    names = [f"s{number:02}" for number in range(count)]
    records = {
        f"posts.{name}": Record(
            f"post_{name}", post(scheduledFor=at + number, content=name, videoUrl=video(name))
        )
        for number, name in enumerate(names)
    }
    live = [
        live_post(f"post_{name}", scheduledFor=at + number, content=name, videoUrl=video(name))
        for number, name in enumerate(names)
    ]
    return records, live


def behind(count: int, desired: Desired, before: Mapping[str, Any], late: bool, at: int = LATER) -> Case:
    """A post with a record of its own, changed while so many others are taken down."""
    records, live = stopped(count, at)
    own = {str(desired.address): Record("post_it", before)}
    shown = {name: value for name, value in before.items() if name not in ("accounts", "mode")}
    status = "draft" if before["mode"] == "draft" else "scheduled"
    mine = live_post("post_it", **{"scheduledFor": None, **shown}, status=status)
    names = (str(desired.address),) if late else ()
    return Case(names, (desired,), {**records, **own}, {"posts": [*live, mine]})


def it(**fields: Any) -> dict[str, Any]:
    return post(**{"content": "it", "videoUrl": video("it"), **fields})


IN_TWO_WINDOWS = NOW + 2 * MINUTE + 2 * MINUTE
"""Due when a call that waits for the second reset may just not be sent any more."""

THIRTY_STOPPED = stopped(30, NOW + 3 * MINUTE)

CASES = {
    "creates that all leave at once": Case(
        (), tuple(scheduled(f"n{number}", NOW + 3 * MINUTE) for number in range(9))
    ),
    "creates of which the last must wait": Case(
        ("posts.n9",), tuple(scheduled(f"n{number}", NOW + 3 * MINUTE) for number in range(10))
    ),
    "creates of which the soonest goes first": Case(
        (), tuple(scheduled(f"n{number:02}", NOW + (30 - number) * 5 * MINUTE) for number in range(20))
    ),
    "a create behind twenty takedowns": Case(
        ("posts.new",), (scheduled("new", IN_TWO_WINDOWS),), stopped(20)[0], {"posts": stopped(20)[1]}
    ),
    "a create behind eighteen takedowns, which are looked at again": Case(
        ("posts.new",), (scheduled("new", IN_TWO_WINDOWS),), stopped(18)[0], {"posts": stopped(18)[1]}
    ),
    "a create behind seventeen takedowns": Case(
        (), (scheduled("new", IN_TWO_WINDOWS),), stopped(17)[0], {"posts": stopped(17)[1]}
    ),
    "a create behind twenty takedowns, twenty a minute": Case(
        (),
        (scheduled("new", IN_TWO_WINDOWS),),
        stopped(20)[0],
        {"posts": stopped(20)[1]},
        Limit(20, 60),
    ),
    "takedowns of posts that are due before": Case(
        tuple(f"posts.s{number:02}" for number in range(9, 30)),
        (),
        THIRTY_STOPPED[0],
        {"posts": THIRTY_STOPPED[1]},
    ),
    "moved to an earlier time": behind(
        0, want("posts.it", it(scheduledFor=NOW + 3 * MINUTE)), it(scheduledFor=LATER), late=False
    ),
    "moved to an earlier time behind others that are due sooner": behind(
        9, want("posts.it", it(scheduledFor=NOW + 3 * MINUTE)), it(scheduledFor=LATER + MINUTE), late=True
    ),
    "moved away from a time that is near": behind(
        20, want("posts.it", it(scheduledFor=LATER)), it(scheduledFor=NOW + 3 * MINUTE), late=False
    ),
    "another caption for a post that is due before": behind(
        20,
        want("posts.it", it(scheduledFor=NOW + 3 * MINUTE, content="new")),
        it(scheduledFor=NOW + 3 * MINUTE),
        late=True,
    ),
    "another video for a post that is due before": behind(
        20,
        want("posts.it", it(scheduledFor=NOW + 3 * MINUTE, videoUrl=video("new"))),
        it(scheduledFor=NOW + 3 * MINUTE),
        late=False,
    ),
    "a draft that is published at once": behind(
        30,
        want("posts.it", it(mode="now", scheduledFor=None)),
        it(mode="draft", scheduledFor=None),
        late=False,
    ),
    "a post that is published at once": Case(
        (),
        (want("posts.new", post(mode="now", scheduledFor=None, content="new", videoUrl=video("new"))),),
        stopped(30)[0],
        {"posts": stopped(30)[1]},
    ),
    "a draft without a time": Case(
        (),
        (want("posts.new", post(mode="draft", scheduledFor=None, content="new", videoUrl=video("new"))),),
        stopped(30)[0],
        {"posts": stopped(30)[1]},
    ),
    "a post that waits for what it refers to": Case(
        ("posts.new",),
        (
            *people(30),
            want(
                "posts.new",
                post(scheduledFor=IN_TWO_WINDOWS, content="new", videoUrl=video("new")),
                uses={"content": tuple(f"personas.p{number:02}.name" for number in range(30))},
            ),
        ),
    ),
    "a post that waits for one of many": Case(
        (),
        (
            *people(30),
            want(
                "posts.new",
                post(scheduledFor=NOW + 3 * MINUTE, content="new", videoUrl=video("new")),
                uses={"content": ("personas.p29.name",)},
            ),
        ),
    ),
}


def parts(case: Case) -> dict[str, Any]:
    declared = frozenset({"posts"})
    return {"records": case.records, "live": case.live, "limit": case.limit, "declared": declared}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_what_would_be_due_before_it_can_be_sent_is_refused(case: Case) -> None:
    made = plan(*case.desired, options=STRICT, **parts(case))
    late = [one for one in made.refusals if one.code == "late"]
    assert sorted(one.address or "" for one in late) == sorted(case.late)
    assert all("is due " in one.summary and "--allow-late" in one.detail for one in late)
    assert {one.code for one in made.refusals} <= {"late"}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_with_allow_late_the_rest_is_sent_and_the_late_ones_are_named(case: Case) -> None:
    whole = plan(*case.desired, options=STRICT, **parts(case))
    made = plan(*case.desired, options=LENIENT, **parts(case))
    assert made.refusals == ()
    assert sorted(one.address or "" for one in made.diagnostics if one.code == "late") == sorted(case.late)
    kept = {str(change.address) for change in whole.changes} - set(case.late)
    assert {str(change.address) for change in made.changes} == kept
    assert made.budget.writes == sum(len(change.calls) for change in made.changes)


def test_the_refusal_tells_both_times_in_the_zone_of_the_resource() -> None:
    posts = [scheduled(f"n{n}", NOW + 3 * MINUTE, timezone="America/New_York") for n in range(10)]
    (late,) = plan(*posts).refusals
    assert late.summary == (
        "is due Fri 2027-01-15 03:03 America/New_York, "
        "and its call leaves Fri 2027-01-15 03:01:03 America/New_York at the earliest: too late"
    )


def test_what_refers_to_a_late_resource_is_left_out_with_it() -> None:
    first = tuple(scheduled(f"n{number}", NOW + 3 * MINUTE) for number in range(10))
    user = want("messaging.m", {"name": "m", "body": "n9"}, uses={"body": ("posts.n9.content",)})
    made = plan(*first, user, options=LENIENT)
    assert {str(change.address) for change in made.changes} == {f"posts.n{number}" for number in range(9)}
    assert [one.summary for one in made.diagnostics if one.address == "messaging.m"] == [
        "waits for posts.n9, which comes too late"
    ]


def test_an_update_of_a_live_post_waits_for_nothing_but_what_it_needs() -> None:
    """What stops or moves a live post goes first; before it only what it refers to, however unimportant."""
    made = plan(
        *people(12),
        persona("zz", text="New"),
        want(
            "posts.moved", post(scheduledFor=LATER + MINUTE), uses={"content": ("personas.zz.description",)}
        ),
        records={
            "personas.zz": Record("per_1", {"name": "zz", "description": "Old"}),
            "posts.moved": Record("post_1", post()),
        },
        live={"personas": [live_persona("per_1", "zz", "Old")], "posts": [live_post()]},
    )
    assert [str(change.address) for change in in_order(made.changes)][:3] == [
        "personas.zz",
        "posts.moved",
        "personas.p00",
    ]
