"""The calendar of a plan: what is live, and what the plan makes of each."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from rawugc_sync.planning.inputs import Options
from rawugc_sync.planning.plan import make_plan
from rawugc_sync.words.addresses import Address
from rawugc_sync.words.calendar import Entry, Fate
from rawugc_sync.words.desired import Blocks, Desired, Removed
from rawugc_sync.words.planned import Plan
from rawugc_sync.words.recorded import Record, Unresolved
from tests.planning.worlds import (
    ACCOUNTS,
    BEFORE,
    LATER,
    MINUTE,
    NOW,
    VIDEO,
    live_post,
    plan,
    post,
    want,
    world,
)

REVIEW = Options(review=True)
DAY = 86_400_000
P = "posts.p"


def reviewed(*desired: Desired, options: Options = REVIEW, **parts: Any) -> Plan:
    return plan(*desired, options=options, **parts)


def managed(wish: dict[str, Any] | None, live: dict[str, Any], **recorded: Any) -> Entry | None:
    """The one entry of a post that was applied as `recorded`, is live as `live`, and is wished otherwise."""
    desired = [] if wish is None else [want(P, wish)]
    record = Record("post_1", post(**recorded))
    (entry, *more) = reviewed(*desired, records={P: record}, live={"posts": [live]}).calendar or (None,)
    assert more == []
    return entry


def row(entry: Entry) -> tuple[str | None, Fate, int | None, int | None]:
    return (str(entry.address) if entry.address else None, entry.fate, entry.at, entry.was)


def test_without_a_review_nothing_of_it_is_worked_out() -> None:
    made = plan(want(P, post()), live={"posts": [live_post("post_9")]})
    assert made.calendar == ()


def test_a_new_post_has_no_id_yet_and_all_that_the_manifest_says() -> None:
    wish = post(timezone="Europe/Berlin", accounts=["tiktok/glowlab", "instagram/glow.lab"])
    (entry,) = reviewed(want(P, wish), live={"posts": []}).calendar
    assert entry == Entry(
        address=Address("posts", "p"),
        id=None,
        fate=Fate.NEW,
        at=LATER,
        timezone="Europe/Berlin",
        accounts=("tiktok/glowlab", "instagram/glow.lab"),
        text="Hello",
    )


@pytest.mark.parametrize(
    ("wish", "live", "recorded", "fate", "at", "was"),
    [
        (post(), {}, {}, Fate.STAYS, LATER, None),
        (post(scheduledFor=LATER + DAY), {}, {}, Fate.MOVED, LATER + DAY, LATER),
        (post(content="New"), {}, {}, Fate.CHANGED, LATER, None),
        (post(content="New", scheduledFor=LATER + DAY), {}, {}, Fate.MOVED, LATER + DAY, LATER),
        (post(videoUrl="https://x.example/2.mp4"), {}, {}, Fate.CHANGED, LATER, None),
        (
            post(videoUrl="https://x.example/2.mp4", scheduledFor=LATER + DAY),
            {},
            {},
            Fate.MOVED,
            LATER + DAY,
            LATER,
        ),
        (post(accounts=["instagram/glow.lab"]), {}, {}, Fate.CHANGED, LATER, None),
        (post(timezone="Europe/Berlin"), {}, {}, Fate.CHANGED, LATER, None),
        (None, {}, {}, Fate.REMOVED, LATER, None),
        (post(mode="draft"), {}, {}, Fate.REMOVED, LATER, None),
        (post(), {"status": "draft"}, {"mode": "draft"}, Fate.NEW, LATER, None),
        (post(mode="now", scheduledFor=None), {}, {}, Fate.MOVED, None, LATER),
        (
            post(mode="now", scheduledFor=None),
            {"status": "draft", "scheduledFor": None},
            {"mode": "draft", "scheduledFor": None},
            Fate.NEW,
            None,
            None,
        ),
        (
            post(),
            {"status": "failed", "scheduledFor": BEFORE},
            {"scheduledFor": BEFORE},
            Fate.NEW,
            LATER,
            None,
        ),
    ],
)
def test_what_a_plan_makes_of_a_post(
    wish: dict[str, Any] | None,
    live: dict[str, Any],
    recorded: dict[str, Any],
    fate: Fate,
    at: int | None,
    was: int | None,
) -> None:
    entry = managed(wish, live_post(**live), **recorded)
    assert entry is not None
    assert row(entry) == (P, fate, at, was)
    assert not entry.is_public


@pytest.mark.parametrize(
    ("wish", "live", "recorded"),
    [
        (post(mode="draft"), {"status": "draft"}, {"mode": "draft"}),
        (post(scheduledFor=BEFORE), {"status": "failed", "scheduledFor": BEFORE}, {"scheduledFor": BEFORE}),
        (None, {"status": "draft"}, {"mode": "draft"}),
    ],
    ids=["a draft", "a failed one", "a draft that is deleted"],
)
def test_what_is_not_public_is_not_on_the_calendar(
    wish: dict[str, Any] | None, live: dict[str, Any], recorded: dict[str, Any]
) -> None:
    assert managed(wish, live_post(**live), **recorded) is None


@pytest.mark.parametrize(
    ("status", "at", "stands"),
    [
        ("published", NOW - 7 * DAY, True),
        ("published", NOW - 7 * DAY - 1, False),
        ("scheduled", NOW - MINUTE, True),
    ],
)
def test_what_is_out_counts_for_a_week(status: str, at: int, stands: bool) -> None:
    entry = managed(post(scheduledFor=at), live_post(status=status, scheduledFor=at), scheduledFor=at)
    assert (entry is not None) is stands
    if entry:
        assert (row(entry), entry.is_public) == ((P, Fate.STAYS, at, None), True)


def test_a_published_post_stands_where_it_went_out() -> None:
    live = live_post(status="published", scheduledFor=BEFORE, publishedAt=BEFORE + 5 * MINUTE)
    entry = managed(post(scheduledFor=BEFORE), live, scheduledFor=BEFORE)
    assert entry is not None
    assert (entry.at, entry.is_public) == (BEFORE + 5 * MINUTE, True)


def test_a_post_that_nobody_manages_shows_its_platforms() -> None:
    live = live_post("post_9", platforms=["tiktok", "instagram"], timezone="Asia/Tokyo")
    (entry,) = reviewed(live={"posts": [live]}).calendar
    assert entry == Entry(
        address=None,
        id="post_9",
        fate=Fate.STAYS,
        at=LATER,
        timezone="Asia/Tokyo",
        accounts=("instagram", "tiktok"),
        platforms_only=True,
        text="Hello",
    )


def test_ids_of_accounts_are_handles_where_the_directory_was_read() -> None:
    wish = post(accounts=None, accountIds=["acc_2"])
    record = {P: Record("post_1", wish)}
    live = {"posts": [live_post(platforms=["instagram"])]}
    known = reviewed(want(P, wish), records=record, live=live, directory=ACCOUNTS)
    unknown = reviewed(want(P, wish), records=record, live=live, directory=None)
    assert [one.accounts for one in (*known.calendar, *unknown.calendar)] == [
        ("instagram/glow.lab",),
        ("acc_2",),
    ]


def test_a_post_that_somebody_sent_elsewhere_shows_where_it_is_live() -> None:
    """Drift of posts is kept: what the record says of its accounts is no longer so."""
    wish = post(content="New")
    entry = managed(wish, live_post(platforms=["instagram"]))
    assert entry is not None
    assert (entry.fate, entry.accounts, entry.platforms_only) == (Fate.CHANGED, ("instagram",), True)


def test_a_post_that_is_adopted_stays_with_its_address() -> None:
    (entry,) = reviewed(want(P, post()), live={"posts": [live_post()]}).calendar
    assert (row(entry), entry.id) == ((P, Fate.STAYS, LATER, None), "post_1")
    assert (entry.accounts, entry.platforms_only) == (("tiktok/glowlab",), False)


def test_a_post_that_is_let_go_stays_where_it_is() -> None:
    let_go = Blocks(removed=(Removed(Address("posts", "p"), destroy=False),))
    record = {P: Record("post_1", post())}
    (entry,) = reviewed(records=record, live={"posts": [live_post()]}, blocks=let_go).calendar
    assert row(entry) == (P, Fate.STAYS, LATER, None)


@pytest.mark.parametrize(
    ("live", "expected"),
    [
        ([], []),
        ([live_post(scheduledFor=NOW + MINUTE)], [(P, Fate.STAYS, NOW + MINUTE, None)]),
    ],
    ids=["missed", "due now"],
)
def test_what_is_skipped_stays_as_it_is_live(live: list[dict[str, Any]], expected: list[Any]) -> None:
    at = BEFORE if not live else NOW + MINUTE
    record = {P: Record("post_1", post(scheduledFor=at))} if live else None
    wish = post(scheduledFor=at) if not live else post(content="New", scheduledFor=at)
    assert [
        row(one) for one in reviewed(want(P, wish), records=record, live={"posts": live}).calendar
    ] == expected


def test_a_post_that_was_deleted_outside_is_gone() -> None:
    made = reviewed(want(P, post()), records={P: Record("post_1", post())}, live={"posts": []})
    assert made.calendar == ()


def test_what_a_target_leaves_alone_stays() -> None:
    other = {P: Record("post_1", post())}
    options = replace(REVIEW, scope=frozenset({Address("posts", "q")}))
    wish = [want(P, post(content="New")), want("posts.q", post(scheduledFor=LATER + DAY, content="Q"))]
    made = reviewed(*wish, records=other, live={"posts": [live_post()]}, options=options)
    assert [row(one) for one in made.calendar] == [
        (P, Fate.STAYS, LATER, None),
        ("posts.q", Fate.NEW, LATER + DAY, None),
    ]


def test_what_may_not_be_deleted_stays() -> None:
    options = replace(REVIEW, delete=False)
    record = {P: Record("post_1", post())}
    (entry,) = reviewed(records=record, live={"posts": [live_post()]}, options=options).calendar
    assert row(entry) == (P, Fate.STAYS, LATER, None)


def test_what_is_left_out_as_late_is_not_there() -> None:
    options = replace(REVIEW, allow_late=True)
    many = [want(f"posts.p{n}", post(scheduledFor=NOW + 3 * MINUTE + n, content=str(n))) for n in range(40)]
    made = reviewed(*many, live={"posts": []}, options=options)
    sent = {str(change.address) for change in made.changes}
    assert 0 < len(sent) < len(many)
    assert {str(one.address) for one in made.calendar} == sent


def test_what_a_lost_create_has_made_has_its_address() -> None:
    fields = post()
    lost = Unresolved(sent_at=NOW - MINUTE, known=frozenset(), record=Record("", fields))
    one = world(want(P, fields), records={}, live={"posts": [live_post(createdAt=NOW - MINUTE)]})
    assert one.state is not None
    state = replace(one.state, unresolved={Address("posts", "p"): lost})
    (entry,) = make_plan(replace(one, state=state), REVIEW).calendar
    assert (row(entry), entry.id) == ((P, Fate.STAYS, LATER, None), "post_1")


def test_the_order_is_that_of_time_and_what_goes_out_at_once_is_now() -> None:
    wishes = [
        want("posts.late", post(scheduledFor=LATER + DAY, content="3")),
        want("posts.now", post(mode="now", scheduledFor=None, content="1", videoUrl=f"{VIDEO}?1")),
        want("posts.soon", post(scheduledFor=LATER, content="2")),
    ]
    made = reviewed(*wishes, live={"posts": []})
    assert [str(one.address) for one in made.calendar] == ["posts.now", "posts.soon", "posts.late"]


Q = "posts.q"
BOTH = Options(calendars=True)


def stands(done: set[str], *desired: Desired, **parts: Any) -> list[tuple[str | None, Fate, int | None, str]]:
    """What is public when once the changes of these addresses were made: address, fate, time and caption."""
    made = reviewed(*desired, options=BOTH, **parts)
    assert made.calendars is not None
    assert made.calendar == ()
    found = made.calendars.once_done({Address.parse(one) for one in done})
    return [(str(one.address) if one.address else None, one.fate, one.at, one.text) for one in found]


@pytest.mark.parametrize(
    ("done", "first", "second"),
    [
        (set(), (LATER, "Less."), []),
        ({P}, (LATER + DAY, "New"), []),
        ({Q}, (LATER, "Less."), [(Q, Fate.STAYS, LATER, "Q")]),
        ({P, Q}, (LATER + DAY, "New"), [(Q, Fate.STAYS, LATER, "Q")]),
    ],
)
def test_after_an_apply_what_it_did_stands_and_what_it_did_not_do_is_as_it_was(
    done: set[str], first: tuple[int, str], second: list[Any]
) -> None:
    wishes = [want(P, post(content="New", scheduledFor=LATER + DAY)), want(Q, post(content="Q"))]
    record = {P: Record("post_1", post(content="Less."))}
    live = {"posts": [live_post(content="Less.")]}
    found = sorted(stands(done, *wishes, records=record, live=live), key=str)
    assert found == [(P, Fate.STAYS, *first), *second]


@pytest.mark.parametrize(("done", "left"), [({P}, []), (set(), [P])])
def test_what_an_apply_deletes_is_gone_once_that_is_done(done: set[str], left: list[str]) -> None:
    record = {P: Record("post_1", post())}
    assert [one[0] for one in stands(done, records=record, live={"posts": [live_post()]})] == left


def test_what_nobody_manages_stays_and_has_its_address_once_it_is_taken_over() -> None:
    live = {"posts": [live_post()]}
    assert [one[0] for one in stands(set(), want(P, post()), live=live)] == [None]
    assert [one[0] for one in stands({P}, want(P, post()), live=live)] == [P]


def test_what_an_apply_publishes_at_once_is_out() -> None:
    made = reviewed(want(P, post(mode="now", scheduledFor=None)), options=BOTH, live={"posts": []})
    assert made.calendars is not None
    (entry,) = made.calendars.once_done({Address("posts", "p")})
    assert (entry.fate, entry.at, entry.is_public) == (Fate.STAYS, None, True)
