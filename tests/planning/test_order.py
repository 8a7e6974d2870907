"""The order of calls: as dependencies allow, the most urgent first."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import permutations

import pytest

from rawugc_sync.planning.order import Queue, in_order
from rawugc_sync.words.actions import Action
from rawugc_sync.words.addresses import Address
from rawugc_sync.words.planned import Call, Change, NextPublic, Step, Wait, uploading
from rawugc_sync.words.recorded import Record
from rawugc_sync.words.uploads import Upload
from rawugc_sync.words.urgency import SOON_MS, Rank, Urgency
from tests.planning.worlds import LATER, MINUTE, NOW, live_persona, live_post, persona, plan, post, want


def change(name: str, rank: int = 2, *, after: str = "", action: Action = Action.CREATE) -> Change:
    """One of four ranks from 0 on, with nothing that takes its time."""
    ranks = (Rank.SOON, Rank.DATED, Rank.USUAL, Rank.LAST)
    return Change(
        address=Address("x", name),
        action=action,
        urgency=Urgency(ranks[rank]),
        depends_on=tuple(Address("x", key) for key in after),
    )


@pytest.mark.parametrize(
    ("changes", "order"),
    [
        ([change("b"), change("a")], "ab"),
        ([change("a", 2), change("b", 0), change("c", 1)], "bca"),
        ([change("a", after="c"), change("b"), change("c")], "bca"),
        ([change("a", 0, after="b"), change("b", 3), change("c", 1)], "bac"),
        ([change("a"), change("b"), change("y", 0, after="z"), change("z", after="x"), change("x")], "xzyab"),
        ([change("a", 1, after="c"), change("b", 0, after="d"), change("c"), change("d", 3)], "dbca"),
        ([change("a", after="b"), change("b", after="c"), change("c", after="d"), change("d")], "dcba"),
        ([change("a", after="zy"), change("b")], "ab"),
        ([], ""),
    ],
)
def test_what_is_urgent_comes_first_and_only_what_it_waits_for_before_it(
    changes: list[Change], order: str
) -> None:
    for mixed in permutations(changes):
        assert "".join(c.address.key for c in in_order(mixed)) == order


def test_two_changes_of_one_address_are_both_kept() -> None:
    twice = [change("a"), change("a", action=Action.DELETE), change("b", after="a")]
    assert [c.address.key for c in in_order(twice)] == ["a", "a", "b"]


def test_what_stops_or_moves_a_live_post_comes_first_and_deletes_come_last() -> None:
    early, late = LATER, LATER + 60 * MINUTE
    made = plan(
        persona("edited", text="New"),
        want("posts.moved", post(scheduledFor=late + MINUTE, content="moved")),
        want(
            "posts.new", post(scheduledFor=LATER + MINUTE, content="new", videoUrl="https://x.example/2.mp4")
        ),
        records={
            "personas.edited": Record("per_1", {"name": "edited", "description": "D"}),
            "personas.gone": Record("per_2", {"name": "gone", "description": "D"}),
            "posts.moved": Record("post_1", post(scheduledFor=late, content="moved")),
            "posts.stopped": Record("post_2", post(scheduledFor=early, content="stopped")),
        },
        live={
            "personas": [live_persona("per_1", "edited"), live_persona("per_2", "gone")],
            "posts": [
                live_post("post_1", scheduledFor=late, content="moved"),
                live_post("post_2", scheduledFor=early, content="stopped"),
            ],
        },
    )
    assert [str(c.address) for c in in_order(made.changes)] == [
        "posts.stopped",
        "posts.moved",
        "posts.new",
        "personas.edited",
        "personas.gone",
    ]


def letters(changes: list[Change]) -> str:
    return "".join(change.address.key for change in changes)


def ready(queue: Queue) -> list[Change]:
    """All that waits for nothing, taken."""
    return list(iter(queue.take, None))


def test_what_has_to_get_ready_holds_up_only_what_depends_on_it() -> None:
    slow, dependent, other = change("a"), change("b", 0, after="a"), change("c")
    queue = Queue([slow, dependent, other])
    assert letters(ready(queue)) == "ac"
    queue.done(other)
    assert letters(ready(queue)) == ""
    queue.done(slow)
    assert letters(ready(queue)) == "b"


def test_what_was_not_made_is_named_to_what_depends_on_it_and_on_that() -> None:
    first, second, third, other = change("a"), change("b", after="a"), change("c", after="b"), change("d")
    queue = Queue([first, second, third, other])
    blocked = []
    while (taken := queue.take()) is not None:
        blocked.append((taken.address.key, letters_of(queue.blockers(taken))))
        finish = queue.failed if taken is first or queue.blockers(taken) else queue.done
        finish(taken)
    assert blocked == [("a", ""), ("b", "a"), ("c", "b"), ("d", "")]
    assert letters_of(sorted(queue.blocked)) == "abc"


def test_what_waits_for_a_change_is_told_directly_or_through_others() -> None:
    first, *others = [change("a"), change("b", after="a"), change("c", after="b"), change("d")]
    queue = Queue([first, *others])
    assert letters_of(list(queue.held_by(first))) == "bc"
    assert [letters_of(list(queue.held_by(one))) for one in others] == ["c", "", ""]


def test_what_is_unresolved_already_blocks_from_the_start() -> None:
    queue = Queue([dependent := change("b", after="a")], [Address("x", "a")])
    assert (queue.take(), letters_of(queue.blockers(dependent))) == (dependent, "a")


def letters_of(addresses: list[Address]) -> str:
    return "".join(address.key for address in addresses)


# -- what takes its time


UPLOAD = Step(call=uploading(Upload(path="p.png", sha256="0" * 64, size=1, content_type="image/png")))
WAIT = Step(wait=Wait(field="status", done=frozenset({"completed"}), failed=frozenset({"failed"})))


def slow(one: Change, step: Step = WAIT, *, public: int | None = None) -> Change:
    """A change that takes its time, and what uses it is public then."""
    user = NextPublic(address=Address("x", "user"), at=public) if public is not None else None
    made = Step(call=Call(method="POST", path="/x"))
    return replace(one, steps=(made, step) if step.wait else (step, made), next_public=user)


def dated(one: Change, due: int) -> Change:
    return replace(one, urgency=Urgency(Rank.DATED, due))


@pytest.mark.parametrize("step", [UPLOAD, WAIT], ids=["upload", "generation"])
@pytest.mark.parametrize(
    ("changes", "order"),
    [
        pytest.param(lambda step: [change("a"), slow(change("b"), step)], "ba", id="before-what-does-not"),
        pytest.param(lambda step: [change("a", 1), slow(change("b", 2), step)], "ba", id="before-a-post"),
        pytest.param(
            lambda step: [change("b", 0), slow(change("a"), step)], "ba", id="not-before-what-is-due-soon"
        ),
        pytest.param(
            lambda step: [slow(change("a"), step), slow(change("b"), step, public=9), change("c", 0)],
            "cba",
            id="used-by-a-post",
        ),
        pytest.param(
            lambda step: [
                slow(change("a"), step, public=7),
                slow(change("b"), step, public=5),
                slow(dated(change("c"), 6), step),
            ],
            "bca",
            id="soonest-post-first",
        ),
        pytest.param(
            lambda step: [
                slow(change("a"), step),
                slow(change("b"), step, public=7),
                dated(change("c", after="d"), 3),
                change("d", after="a"),
            ],
            "abdc",
            id="through-others",
        ),
        pytest.param(
            lambda step: [slow(change("a", after="c"), step), change("b", 1), change("c", 3)],
            "cab",
            id="what-it-needs-as-well",
        ),
    ],
)
def test_what_takes_its_time_is_begun_first_for_the_soonest_post(
    step: Step, changes: Callable[[Step], list[Change]], order: str
) -> None:
    for mixed in permutations(changes(step)):
        assert "".join(c.address.key for c in in_order(mixed)) == order


def test_another_caption_of_what_is_due_within_half_an_hour_goes_before_a_generation() -> None:
    soon = post(scheduledFor=NOW + SOON_MS, content="old")
    made = plan(
        want("posts.p", {**soon, "content": "new"}),
        want("videos.v", {"model": "veo3_fast", "prompt": "A serum."}),
        records={"posts.p": Record("post_1", soon)},
        live={"posts": [live_post("post_1", scheduledFor=NOW + SOON_MS, content="old")]},
    )
    assert [str(c.address) for c in in_order(made.changes)] == ["posts.p", "videos.v"]


@pytest.mark.parametrize(("due", "order"), [(SOON_MS, "posts videos"), (SOON_MS + 1, "videos posts")])
def test_what_is_due_within_half_an_hour_goes_before_a_generation(due: int, order: str) -> None:
    made = plan(
        want("posts.p", post(scheduledFor=NOW + due)),
        want("videos.v", {"model": "veo3_fast", "prompt": "A serum."}),
        records={},
    )
    assert " ".join(c.address.collection for c in in_order(made.changes)) == order
