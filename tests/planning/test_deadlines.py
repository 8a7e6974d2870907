"""Until when a change has to be decided: in time for the first post to come that it touches."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from rawugc_sync.planning.budget import Opening, begins_by, leaves_at
from rawugc_sync.planning.inputs import Options
from rawugc_sync.resources.life import Drift
from rawugc_sync.words.addresses import Address
from rawugc_sync.words.budget import RATE, Limit
from rawugc_sync.words.deadlines import Due, Otherwise
from rawugc_sync.words.desired import Desired
from rawugc_sync.words.planned import Plan
from rawugc_sync.words.recorded import Record, Unresolved
from tests.planning.worlds import BEFORE, LATER, MINUTE, NOW, live_post, persona, plan, post, want, world

SOONER, MUCH_LATER = LATER - 60 * MINUTE, LATER + 60 * MINUTE
MARGIN = 2 * MINUTE
NOTHING: Mapping[str, Any] = {}

Expected = tuple[str, int, Otherwise] | None
"""What a change is in time for: the address, when it is due, what comes without the change."""


@dataclass(frozen=True)
class Case:
    """A world, as parts for `plan`, and what changes in it are in time for, by their addresses."""

    expected: Mapping[str, Expected]
    desired: tuple[Desired, ...] = ()
    records: Mapping[str, Record] = field(default_factory=dict)
    live: Mapping[str, list[dict[str, Any]]] = field(default_factory=dict)
    options: Options = field(default_factory=Options)

    def plan(self, **more: Any) -> Plan:
        declared = frozenset({"posts", "messaging", "personas", "styles", "products"})
        parts = {"records": self.records, "live": self.live, "declared": declared}
        return plan(*self.desired, options=self.options, **parts, **more)


def dues(made: Plan) -> dict[str, Expected]:
    return {
        str(change.address): change.due and (str(change.due.address), change.due.at, change.due.otherwise)
        for change in made.changes
    }


def p(**fields: Any) -> Desired:
    return want("posts.p", post(**fields))


def created(expected: Expected, **fields: Any) -> Case:
    """A new post."""
    return Case({"posts.p": expected}, (p(**fields),))


def changed(
    expected: Expected, before: Mapping[str, Any] = NOTHING, after: Mapping[str, Any] = NOTHING
) -> Case:
    """A post that is live as it was recorded, and another one in the manifests."""
    was = post(**before)
    status = "draft" if was["mode"] == "draft" else "scheduled"
    shown = {name: was.get(name) for name in ("scheduledFor", "timezone", "content", "videoUrl")}
    live = live_post(**shown, status=status)
    return Case({"posts.p": expected}, (p(**after),), {"posts.p": Record("post_1", was)}, {"posts": [live]})


def without_manifest(case: Case) -> Case:
    return replace(case, desired=())


OLD, NEW = {"name": "M", "body": "Old"}, {"name": "M", "body": "New"}
MESSAGE = want("messaging.m", NEW)
RECORDED = {"messaging.m": Record("msg_1", OLD)}
LIVE_MESSAGE = {"messaging": [{"_id": "msg_1", **OLD}]}
QUOTES = {"content": ("messaging.m.body",)}


def reworded(
    expected: Mapping[str, Expected],
    *posts: Desired,
    options: Options | None = None,
    **live: Mapping[str, Any],
) -> Case:
    """A message with a new text, and these posts, of which those in `live` are scheduled with the old one."""
    records = {**RECORDED, **{f"posts.{key}": Record(key, fields) for key, fields in live.items()}}
    shown = [
        live_post(key, **{k: v for k, v in fields.items() if k not in ("accounts", "mode")})
        for key, fields in live.items()
    ]
    return Case(expected, (MESSAGE, *posts), records, {**LIVE_MESSAGE, "posts": shown}, options or Options())


def quoting(key: str = "p", **fields: Any) -> Desired:
    return want(f"posts.{key}", post(**{"content": "New", **fields}), uses=QUOTES)


def old(**fields: Any) -> dict[str, Any]:
    return post(**{"content": "Old", **fields})


OF_ITSELF = {
    "a new post stays unpublished": created(("posts.p", LATER, Otherwise.UNPUBLISHED)),
    "a new draft is not public": created(None, mode="draft"),
    "a new draft without a time": created(None, mode="draft", scheduledFor=None),
    "what goes out at once has no time to decide": created(None, mode="now", scheduledFor=None),
    "another caption": changed(("posts.p", LATER, Otherwise.OLD_TEXT), after={"content": "New"}),
    "a caption that is cleared": changed(("posts.p", LATER, Otherwise.OLD_TEXT), after={"content": ""}),
    "another video": changed(
        ("posts.p", LATER, Otherwise.AS_IT_IS), after={"videoUrl": "https://cdn.example.com/w.mp4"}
    ),
    "another account": changed(
        ("posts.p", LATER, Otherwise.AS_IT_IS), after={"accounts": ["instagram/glow.lab"]}
    ),
    "moved earlier": changed(("posts.p", SOONER, Otherwise.OLD_TIME), after={"scheduledFor": SOONER}),
    "moved later": changed(("posts.p", LATER, Otherwise.AS_IT_IS), after={"scheduledFor": MUCH_LATER}),
    "moved later with another caption": changed(
        ("posts.p", LATER, Otherwise.OLD_TEXT), after={"scheduledFor": MUCH_LATER, "content": "New"}
    ),
    "moved earlier with another caption": changed(
        ("posts.p", SOONER, Otherwise.OLD_TIME), after={"scheduledFor": SOONER, "content": "New"}
    ),
    "stopped to a draft": changed(
        ("posts.p", LATER, Otherwise.AS_IT_IS), after={"mode": "draft", "scheduledFor": None}
    ),
    "a scheduled post that is published at once": changed(
        ("posts.p", LATER, Otherwise.AS_IT_IS), after={"mode": "now", "scheduledFor": None}
    ),
    "a draft that is scheduled": changed(
        ("posts.p", LATER, Otherwise.UNPUBLISHED), {"mode": "draft", "scheduledFor": None}
    ),
    "a draft that is published at once": changed(
        None, {"mode": "draft", "scheduledFor": None}, {"mode": "now", "scheduledFor": None}
    ),
    "another caption for a draft": changed(
        None,
        {"mode": "draft", "scheduledFor": None},
        {"mode": "draft", "scheduledFor": None, "content": "New"},
    ),
    "taken down": without_manifest(changed(("posts.p", LATER, Otherwise.OLD_TEXT))),
    "a draft that is deleted": without_manifest(changed(None, {"mode": "draft", "scheduledFor": None})),
    "adopted as it is": replace(changed(None), records={}),
    "adopted and changed": replace(
        changed(("posts.p", LATER, Otherwise.AS_IT_IS), after={"timezone": "Europe/Berlin"}), records={}
    ),
    "due in exactly two minutes": changed(
        ("posts.p", NOW + MARGIN, Otherwise.OLD_TEXT),
        {"scheduledFor": NOW + MARGIN},
        {"scheduledFor": NOW + MARGIN, "content": "New"},
    ),
    "a failed post that is tried again": replace(
        created(("posts.p", MUCH_LATER, Otherwise.UNPUBLISHED), scheduledFor=MUCH_LATER),
        records={"posts.p": Record("post_1", post(scheduledFor=BEFORE))},
        live={"posts": [live_post(scheduledFor=BEFORE, status="failed", failMessage="locked")]},
    ),
}

OF_OTHERS = {
    "a message that nobody uses": reworded({"messaging.m": None}),
    "a message whose text is in a scheduled post": reworded(
        {
            "messaging.m": ("posts.p", LATER, Otherwise.OLD_TEXT),
            "posts.p": ("posts.p", LATER, Otherwise.OLD_TEXT),
        },
        quoting(),
        p=old(),
    ),
    "of two posts the first to go out": reworded(
        {
            "messaging.m": ("posts.q", SOONER, Otherwise.OLD_TEXT),
            "posts.p": ("posts.p", LATER, Otherwise.OLD_TEXT),
            "posts.q": ("posts.q", SOONER, Otherwise.OLD_TEXT),
        },
        quoting(),
        quoting("q", scheduledFor=SOONER),
        p=old(),
        q=old(scheduledFor=SOONER),
    ),
    "a post that is moved later in the same plan": reworded(
        {
            "messaging.m": ("posts.p", LATER, Otherwise.OLD_TEXT),
            "posts.p": ("posts.p", LATER, Otherwise.OLD_TEXT),
        },
        quoting(scheduledFor=MUCH_LATER),
        p=old(),
    ),
    "a post that is moved earlier in the same plan": reworded(
        {
            "messaging.m": ("posts.p", SOONER, Otherwise.OLD_TIME),
            "posts.p": ("posts.p", SOONER, Otherwise.OLD_TIME),
        },
        quoting(scheduledFor=SOONER),
        p=old(),
    ),
    "a new post in the same plan": reworded(
        {
            "messaging.m": ("posts.p", LATER, Otherwise.UNPUBLISHED),
            "posts.p": ("posts.p", LATER, Otherwise.UNPUBLISHED),
        },
        quoting(),
    ),
    "a post that is stopped in the same plan": reworded(
        {
            "messaging.m": ("posts.p", LATER, Otherwise.OLD_TEXT),
            "posts.p": ("posts.p", LATER, Otherwise.OLD_TEXT),
        },
        quoting(mode="draft", scheduledFor=None),
        p=old(),
    ),
    "a post that uses it no longer": reworded(
        {"messaging.m": None, "posts.p": ("posts.p", LATER, Otherwise.OLD_TEXT)},
        p(content="Its own"),
        p=old(),
    ),
    "a post that is out": reworded(
        {"messaging.m": None}, quoting(scheduledFor=BEFORE), p=old(scheduledFor=BEFORE)
    ),
    "a post that is too near to be touched, and one that is not": reworded(
        {
            "messaging.m": ("posts.q", LATER, Otherwise.OLD_TEXT),
            "posts.q": ("posts.q", LATER, Otherwise.OLD_TEXT),
        },
        quoting(scheduledFor=NOW + MINUTE),
        quoting("q"),
        p=old(scheduledFor=NOW + MINUTE),
        q=old(),
    ),
    "a message alone, whose post is not read": replace(
        reworded(
            {"messaging.m": ("posts.p", LATER, Otherwise.OLD_TEXT)},
            quoting(),
            options=Options(scope=frozenset({Address("messaging", "m")})),
            p=old(),
        ),
        live=LIVE_MESSAGE,
    ),
    "drift that is kept changes nothing, and what changes is in time for it": replace(
        changed(None), expected={}, live={"posts": [live_post(content="By hand")]}
    ),
    "drift that is reverted": replace(
        changed(("posts.p", LATER, Otherwise.OLD_TEXT)),
        live={"posts": [live_post(content="By hand")]},
        options=Options(drift={"posts": Drift.REVERT}),
    ),
    "a persona": Case(
        {"personas.a": None},
        (persona("a", text="New"),),
        {"personas.a": Record("per_1", {"name": "a", "description": "Old"})},
        {"personas": [{"_id": "per_1", "name": "a", "description": "Old"}]},
    ),
    "a product whose text reaches a post through a message": Case(
        {
            "products.s": ("posts.p", LATER, Otherwise.OLD_TEXT),
            "messaging.m": ("posts.p", LATER, Otherwise.OLD_TEXT),
            "posts.p": ("posts.p", LATER, Otherwise.OLD_TEXT),
        },
        (
            want("products.s", {"name": "New", "photos": []}),
            want("messaging.m", NEW, uses={"body": ("products.s.name",)}),
            quoting(),
        ),
        {
            **RECORDED,
            "products.s": Record("prd_1", {"name": "Old", "photos": []}),
            "posts.p": Record("p", old()),
        },
        {
            **LIVE_MESSAGE,
            "products": [{"_id": "prd_1", "name": "Old", "photos": []}],
            "posts": [live_post("p", content="Old")],
        },
    ),
}

CASES = {**OF_ITSELF, **OF_OTHERS}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_a_change_is_in_time_for_the_first_post_to_come_that_it_touches(case: Case) -> None:
    assert dues(case.plan()) == case.expected


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_it_is_to_be_decided_two_minutes_before_its_post_is_due(case: Case) -> None:
    """All of it leaves at once."""
    made = case.plan()
    assert made.budget.seconds == 0
    for change in made.changes:
        assert change.decide_by == (None if change.due is None else change.due.at - MARGIN)
    told = [change.decide_by for change in made.changes if change.decide_by is not None]
    assert made.decide_by == min(told, default=None)


def test_the_zone_is_that_of_the_time_it_is_in_time_for() -> None:
    case = changed(None, {"timezone": "Europe/Berlin"}, {"timezone": "Asia/Tokyo", "scheduledFor": SOONER})
    (change,) = case.plan().changes
    assert change.due == Due(Address("posts", "p"), SOONER, "Asia/Tokyo", Otherwise.OLD_TIME)
    later = changed(
        None, {"timezone": "Europe/Berlin"}, {"timezone": "Asia/Tokyo", "scheduledFor": MUCH_LATER}
    )
    (change,) = later.plan().changes
    assert change.due == Due(Address("posts", "p"), LATER, "Europe/Berlin", Otherwise.AS_IT_IS)


def test_what_is_held_up_is_not_to_be_decided_yet() -> None:
    user = want("posts.p", post(content="a"), uses={"content": ("personas.a.name",)})
    record = Record("", {"name": "a", "description": "D"})
    lost = Unresolved(NOW - 10_000, frozenset({"old"}), record, exists=True)
    there = world(persona("a"), user, records={})
    assert there.state is not None
    state = replace(there.state, unresolved={Address("personas", "a"): lost})
    made = plan(persona("a"), user, records={}, live={"personas": []}, state=state)
    held = next(change for change in made.changes if change.address == Address("posts", "p"))
    assert (held.due, held.decide_by, made.decide_by) == (None, None, None)


def test_a_deadline_is_in_no_digest() -> None:
    case = changed(None, after={"content": "New"})
    soon, late = case.plan(), case.plan(now=NOW + 5 * MINUTE, limit=Limit(1, 60))
    assert soon.decide_by != late.decide_by
    assert (soon.digest, soon.changes[0].digest) == (late.digest, late.changes[0].digest)


# -- with calls that have to wait


def drafts(count: int, at: int) -> list[Desired]:
    return [
        want(
            f"posts.p{number:02}",
            post(scheduledFor=at, content=str(number), videoUrl=f"https://cdn.example.com/{number}.mp4"),
        )
        for number in range(count)
    ]


def test_what_leaves_later_is_to_be_decided_so_much_sooner() -> None:
    """With one read nine calls leave at once, ten a minute later, and one after two minutes."""
    made = plan(*drafts(20, LATER))
    by = [change.decide_by for change in made.changes]
    waits = [LATER - MARGIN - one for one in by if one is not None]
    assert waits == [*[0] * 9, *[63_000] * 10, 124_000]
    assert made.decide_by == LATER - MARGIN - 124_000


@pytest.mark.parametrize("at", [LATER, LATER + 1, LATER + 999])
@pytest.mark.parametrize("late", [0, 1])
def test_a_plan_made_by_then_is_in_time_and_one_after_that_is_not(at: int, late: int) -> None:
    by = plan(*drafts(20, at)).decide_by
    assert by is not None
    then = plan(*drafts(20, at), now=by + late * 2000)
    assert [one.code for one in then.refusals] == ["late"] * late


def test_a_run_that_is_under_way_has_the_deadline_of_one_that_begins() -> None:
    """Whoever approves it late has all of it read again."""
    fresh = plan(*drafts(20, LATER))
    begun = plan(*drafts(20, LATER), begun=Opening(limit=RATE, left=3, reset=20.0, read={"posts": 0.0}))
    assert begun.budget.seconds != fresh.budget.seconds
    assert [one.decide_by for one in begun.changes] == [one.decide_by for one in fresh.changes]


@pytest.mark.parametrize("after", [0, 0.5, 6, 60, 61.25, 3600])
@pytest.mark.parametrize("end", [LATER, LATER + 1, LATER + 500, LATER + 999])
@pytest.mark.parametrize("early", [0, 1, 499, 500, 999, 1000, 12_345])
def test_what_begins_by_then_leaves_by_the_end(after: float, end: int, early: int) -> None:
    begin = begins_by(end, after)
    assert leaves_at(begin - early, after) <= end
    assert leaves_at(begin + 2000, after) > end
