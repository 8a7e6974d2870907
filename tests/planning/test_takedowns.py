"""A takedown stays down: a create of what was deleted outside git is a rename, or a question."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from rawugc_sync.planning.inputs import Options, World
from rawugc_sync.planning.plan import make_plan
from rawugc_sync.resources.accounts import Account, Directory
from rawugc_sync.words.addresses import Address
from rawugc_sync.words.desired import Blocks, Import, Removed
from rawugc_sync.words.planned import Plan
from rawugc_sync.words.recorded import Record, Replacing, State, Takedown
from tests.planning.worlds import (
    LATER,
    NOW,
    actions,
    codes,
    live_persona,
    live_post,
    plan,
    post,
    want,
    world,
)

DAY = 86_400_000
OTHER = "https://cdn.example.com/other.mp4"
NEW = Address("posts", "new")
OLD = Address("posts", "old")
TWO_ON_TIKTOK = Directory(
    [
        Account("acc_1", "tiktok", "glowlab"),
        Account("acc_2", "instagram", "glow.lab"),
        Account("acc_4", "tiktok", "glowlab.de"),
    ]
)
"""The same platform does not make it the same account."""


def gone(new: Mapping[str, Any], old: Mapping[str, Any] | None = None, **more: Any) -> Plan:
    """`posts.old` was deleted outside and leaves the manifests, in which `posts.new` is new."""
    records = {"posts.old": Record("post_1", post() if old is None else old)}
    parts = {"records": records, "live": {"posts": []}, "directory": TWO_ON_TIKTOK, **more}
    return plan(want("posts.new", new), **parts)


def left(new: Mapping[str, Any], *, days: float, old: Mapping[str, Any] | None = None, **more: Any) -> Plan:
    """The same, when `posts.old` left so many days ago."""
    fields = {name: value for name, value in (old or post()).items() if name not in ("mode", "scheduledFor")}
    known = (Takedown(OLD, "post_1", NOW - round(days * DAY), fields),)
    made = world(want("posts.new", new), records={}, live={"posts": []}, directory=TWO_ON_TIKTOK)
    assert made.state is not None
    options = more.pop("options", Options())
    return make_plan(replace(made, state=replace(made.state, takedowns=known), **more), options)


def by_id(*ids: str, **fields: Any) -> dict[str, Any]:
    return post(accounts=None, accountIds=list(ids), **fields)


LATER_ON = LATER + DAY
SHARED: dict[str, tuple[dict[str, Any], dict[str, Any], bool]] = {
    # what was taken down, what is created at another time, whether that is a question
    "the same": (post(), post(scheduledFor=LATER_ON), True),
    "the video, another caption": (post(), post(scheduledFor=LATER_ON, content="Other"), True),
    "the video, no caption": (post(), post(scheduledFor=LATER_ON, content=None), True),
    "the caption, another video": (post(), post(scheduledFor=LATER_ON, videoUrl=OTHER), True),
    "the caption but for white space": (
        post(),
        post(scheduledFor=LATER_ON, videoUrl=OTHER, content="Hello\r\n"),
        True,
    ),
    "as a draft": (post(), post(scheduledFor=None, mode="draft"), True),
    "at once": (post(), post(scheduledFor=None, timezone=None, mode="now"), True),
    "neither": (post(), post(scheduledFor=LATER_ON, videoUrl=OTHER, content="Other"), False),
    "empty captions are no captions": (
        post(content=""),
        post(scheduledFor=LATER_ON, videoUrl=OTHER, content=" "),
        False,
    ),
    "no captions": (post(content=None), post(scheduledFor=LATER_ON, videoUrl=OTHER, content=None), False),
    "one account of two": (
        post(accounts=["instagram/glow.lab", "tiktok/glowlab"]),
        post(scheduledFor=LATER_ON),
        True,
    ),
    "an account written otherwise": (
        post(accounts=["tiktok/GlowLab"]),
        post(scheduledFor=LATER_ON),
        True,
    ),
    "another account of the platform": (
        post(),
        post(scheduledFor=LATER_ON, accounts=["tiktok/glowlab.de"]),
        False,
    ),
    "another platform": (post(), post(scheduledFor=LATER_ON, accounts=["instagram/glow.lab"]), False),
    "a handle, then its id": (post(), by_id("acc_1", scheduledFor=LATER_ON), True),
    "a handle, then another id": (post(), by_id("acc_4", scheduledFor=LATER_ON), False),
    "an id, then its handle": (by_id("acc_1"), post(scheduledFor=LATER_ON), True),
    "the same id": (by_id("acc_1", "acc_2"), by_id("acc_1", scheduledFor=LATER_ON), True),
    "other ids": (by_id("acc_2"), by_id("acc_1", scheduledFor=LATER_ON), False),
    "accounts that nobody noted": (post(accounts=None), post(scheduledFor=LATER_ON), True),
}
shared = pytest.mark.parametrize(("old", "new", "asked"), SHARED.values(), ids=SHARED)


@shared
def test_what_shares_video_or_caption_and_an_account_is_a_question(
    old: dict[str, Any], new: dict[str, Any], asked: bool
) -> None:
    made = gone(new, old)
    assert ("taken-down" in codes(made)) is asked
    assert bool(made.refusals) is asked
    if asked:
        (refusal,) = made.refusals
        assert "posts.old (post_1), which was deleted outside git" in refusal.summary
        assert "--recreate posts.new" in refusal.detail
        assert "imports:\n  - {to: posts.new, not: [post_1]}" in refusal.detail


@shared
@pytest.mark.parametrize("days", [0, 1, 30])
def test_it_is_asked_for_thirty_days(
    old: dict[str, Any], new: dict[str, Any], asked: bool, days: int
) -> None:
    assert ("taken-down" in codes(left(new, days=days, old=old))) is asked


@pytest.mark.parametrize("days", [30.1, 400])
def test_later_it_is_forgotten(days: float) -> None:
    made = left(post(), days=days)
    assert (made.refusals, actions(made)) == ((), {"posts.new": ("create",)})
    assert [one.id for one in made.lapsed] == ["post_1"]


def said_no(*ids: str) -> Blocks:
    return Blocks(imports=(Import(NEW, others=frozenset(ids)),))


SETTLED: dict[str, tuple[dict[str, Any], bool]] = {
    "recreated": ({"options": Options(recreate=frozenset({NEW}))}, True),
    "another recreated": ({"options": Options(recreate=frozenset({OLD}))}, False),
    "said not to be it": ({"blocks": said_no("post_1", "post_7")}, True),
    "said not to be another": ({"blocks": said_no("post_7")}, False),
}


@pytest.mark.parametrize("same", [True, False], ids=["a rename", "a question"])
@pytest.mark.parametrize(("more", "settled"), SETTLED.values(), ids=SETTLED)
def test_a_person_settles_it(more: dict[str, Any], settled: bool, same: bool) -> None:
    new = post() if same else post(content="Other")
    made = gone(new, **more)
    assert codes(made) & {"rename", "taken-down"} == (
        set() if settled else {"rename" if same else "taken-down"}
    )
    if settled:
        assert actions(made) == {"posts.new": ("create",), "posts.old": ("forget",)}
    assert ("taken-down" in codes(left(new, days=3, **more))) is not settled


STAYING: dict[str, tuple[dict[str, Any], set[str]]] = {
    "the very same": (post(), {"taken-down", "deleted-outside"}),
    "another date of the video": (post(scheduledFor=LATER_ON), {"deleted-outside"}),
    "another caption": (post(content="Other"), {"deleted-outside"}),
}


@pytest.mark.parametrize(("new", "said"), STAYING.values(), ids=STAYING)
def test_beside_what_was_taken_down_and_stays_in_the_manifests_only_its_copy_is_asked_about(
    new: dict[str, Any], said: set[str]
) -> None:
    """One video on several dates is normal, and the plan names the one that was taken down."""
    made = plan(
        want("posts.old", post()),
        want("posts.new", new),
        records={"posts.old": Record("post_1", post())},
        live={"posts": []},
    )
    assert codes(made) == said


def test_an_interrupted_replace_is_no_takedown() -> None:
    made = gone(
        post(content="Other"), records={"posts.old": Record("post_1", post(), replacing=Replacing({}))}
    )
    assert "taken-down" not in codes(made)
    assert [change.takedown for change in made.changes] == [None, None]


# -- renames: every side of the old, whatever becomes of it

EDITS: dict[str, dict[str, Any]] = {
    "as it was": {},
    "another caption": {"content": "Edited"},
    "another time": {"scheduledFor": LATER + 5 * DAY},
    "another caption and time": {"content": "Edited", "scheduledFor": LATER + 5 * DAY},
    "stopped": {"status": "draft"},
    "all of it": {"content": "Edited", "scheduledFor": LATER + 5 * DAY, "status": "draft"},
}
FATES: dict[str, dict[str, Any]] = {
    "deleted": {},
    "kept by --no-delete": {"options": Options(delete=False)},
    "out of the target": {"options": Options(scope=frozenset({NEW}))},
    "let go by a block": {"blocks": Blocks(removed=(Removed(OLD, destroy=False),))},
}


def renamed(new: dict[str, Any], live: list[dict[str, Any]], **more: Any) -> Plan:
    return plan(
        want("posts.new", new),
        records={"posts.old": Record("post_1", post())},
        live={"posts": live},
        **more,
    )


@pytest.mark.parametrize("edit", EDITS.values(), ids=EDITS)
@pytest.mark.parametrize("more", FATES.values(), ids=FATES)
@pytest.mark.parametrize("taken", [(), ("content",), ("scheduledFor",), ("content", "scheduledFor")])
def test_a_rename_is_refused_whatever_was_edited_and_whatever_of_that_git_has_taken_over(
    edit: dict[str, Any], more: dict[str, Any], taken: tuple[str, ...]
) -> None:
    new = post(**{name: edit[name] for name in taken if name in edit})
    made = renamed(new, [live_post(**edit)], **more)
    (refusal,) = made.refusals
    assert refusal.code == "rename"
    assert "moved:\n  - {from: posts.old, to: posts.new}" in refusal.detail
    assert "--recreate" not in refusal.detail


@pytest.mark.parametrize("fields", [{}, {"content": "Live"}])
def test_the_rest_of_an_interrupted_replacement_under_a_new_key_is_a_rename(fields: dict[str, Any]) -> None:
    """As a rename written down, it would be finished with all that it was to take over."""
    whole = post(videoUrl=OTHER, content="Live", scheduledFor=LATER + 60_000)
    replacing = Replacing(whole, frozenset({"content", "scheduledFor"}), deleted=True)
    records = {"posts.old": Record("post_1", post(), replacing=replacing)}
    made = plan(want("posts.new", post(videoUrl=OTHER, **fields)), records=records, live={"posts": []})
    (refusal,) = made.refusals
    assert refusal.code == "rename"
    assert "posts.old, which was deleted to be replaced" in refusal.summary
    assert "its replacement is finished:\nmoved:\n  - {from: posts.old, to: posts.new}" in refusal.detail


@pytest.mark.parametrize("scope", [None, frozenset({NEW})])
def test_a_takedown_under_a_new_key_is_a_rename(scope: frozenset[Address] | None) -> None:
    (refusal,) = renamed(post(), [], options=Options(scope=scope)).refusals
    assert refusal.code == "rename"
    assert "posts.old, which was deleted outside git and leaves the manifests" in refusal.summary
    assert "moved:\n  - {from: posts.old, to: posts.new}" in refusal.detail
    assert "--recreate posts.new" in refusal.detail


@pytest.mark.parametrize("down", ["posts.a", "posts.b"])
def test_of_two_equal_posts_on_two_accounts_both_renames_are_refused(down: str) -> None:
    """One of them was taken down, and neither hides the other."""
    instagram = post(accounts=["instagram/glow.lab"])
    records = {"posts.a": Record("post_a", instagram), "posts.b": Record("post_b", post())}
    live = {
        "posts.a": live_post("post_a", platforms=["instagram"]),
        "posts.b": live_post("post_b", platforms=["tiktok"]),
    }
    del live[down]
    made = plan(
        want("posts.c", instagram),
        want("posts.d", post()),
        records=records,
        live={"posts": list(live.values())},
        directory=TWO_ON_TIKTOK,
    )
    assert [(one.code, one.address) for one in made.refusals] == [
        ("rename", "posts.c"),
        ("rename", "posts.d"),
    ]


@pytest.mark.parametrize("edit", [{}, {"name": "Edited"}, {"description": "Edited"}])
@pytest.mark.parametrize("fate", ["deleted", "let go by a block"])
def test_other_collections_are_told_of_a_rename_whatever_was_edited(edit: dict[str, Any], fate: str) -> None:
    old = Address("personas", "old")
    blocks = Blocks(removed=(Removed(old, destroy=False),)) if fate != "deleted" else Blocks()
    made = plan(
        want("personas.new", {"name": "P", "description": "D"}),
        records={"personas.old": Record("per_1", {"name": "P", "description": "D"})},
        live={"personas": [{**live_persona("per_1", "P"), **edit}]},
        blocks=blocks,
    )
    assert codes(made) == {"maybe-moved"}


def test_a_persona_that_was_deleted_outside_is_created_again_under_any_key() -> None:
    made = plan(
        want("personas.new", {"name": "P", "description": "D"}),
        records={"personas.old": Record("per_1", {"name": "P", "description": "D"})},
        live={"personas": []},
    )
    assert (codes(made), actions(made)) == (
        set(),
        {"personas.new": ("create",), "personas.old": ("forget",)},
    )
    assert [change.takedown for change in made.changes] == [None, None]


# -- what is remembered


def test_a_takedown_that_leaves_is_remembered_with_what_tells_it() -> None:
    made = plan(records={"posts.old": Record("post_1", post())}, live={"posts": []})
    (change,) = made.changes
    kept = {name: post()[name] for name in ("videoUrl", "accounts", "content")}
    assert change.takedown == Takedown(OLD, "post_1", NOW, kept)


LIVE: dict[str, list[dict[str, Any]]] = {
    "deleted by the plan": [live_post()],
    "published": [live_post(status="published")],
    "failed": [live_post(status="failed")],
}


@pytest.mark.parametrize("live", LIVE.values(), ids=LIVE)
def test_what_is_there_is_no_takedown(live: list[dict[str, Any]]) -> None:
    made = plan(records={"posts.old": Record("post_1", post())}, live={"posts": live})
    assert [change.takedown for change in made.changes] == [None]


def test_what_is_live_again_is_none_either() -> None:
    known = (Takedown(OLD, "post_1", NOW, post()),)
    base: World = world(
        want("posts.new", post(videoUrl=OTHER)), records={}, live={"posts": [live_post(content="Edited")]}
    )
    state = State("lineage", 3, "org_1", takedowns=known)
    assert make_plan(replace(base, state=state), Options()).refusals == ()


# -- without a state


@pytest.mark.parametrize("live", [[], [live_post("post_9", videoUrl=OTHER, content="Other")]])
def test_without_a_state_a_plan_says_that_it_cannot_know_takedowns(live: list[dict[str, Any]]) -> None:
    made = plan(want("posts.new", post()), live={"posts": live})
    (said,) = (d for d in made.diagnostics if d.code == "no-state")
    assert said.detail.endswith(
        "Nor can it be seen what was taken down: posts.new would be created, even if it was."
    )


def test_it_does_not_say_so_where_nothing_is_created_that_stays_down() -> None:
    made = plan(
        want("posts.new", post()),
        want("personas.p", {"name": "P", "description": "D"}),
        live={"posts": [live_post()]},
    )
    (said,) = (d for d in made.diagnostics if d.code == "no-state")
    assert "taken down" not in said.detail
