"""The order of calls: as dependencies allow, the most urgent first."""

from __future__ import annotations

from itertools import permutations

import pytest

from rawugc_sync.planning.order import Queue, in_order
from rawugc_sync.words.actions import Action
from rawugc_sync.words.addresses import Address
from rawugc_sync.words.planned import Change
from rawugc_sync.words.recorded import Record
from tests.planning.worlds import LATER, MINUTE, live_persona, live_post, persona, plan, post, want


def change(name: str, rank: int = 2, *, after: str = "", action: Action = Action.CREATE) -> Change:
    return Change(
        address=Address("x", name),
        action=action,
        urgency=(rank, 0),
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


def test_what_is_unresolved_already_blocks_from_the_start() -> None:
    queue = Queue([dependent := change("b", after="a")], [Address("x", "a")])
    assert (queue.take(), letters_of(queue.blockers(dependent))) == (dependent, "a")


def letters_of(addresses: list[Address]) -> str:
    return "".join(address.key for address in addresses)
