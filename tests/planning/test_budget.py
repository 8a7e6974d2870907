"""When each call of a run leaves, for any limit and from any moment of a window."""

from __future__ import annotations

from dataclasses import replace

import pytest

from rawugc_sync.planning.budget import Opening, budget, confined, timeline, what_is_left
from rawugc_sync.words.actions import Action
from rawugc_sync.words.addresses import Address
from rawugc_sync.words.budget import Limit
from rawugc_sync.words.planned import Call, Change, Step, Wait

TEN, TWENTY = Limit(10, 60), Limit(20, 60)


def create(number: int, collection: str = "c") -> Change:
    call = Call(method="POST", path=f"/{collection}", id_fields=("_id",), repeatable=False)
    address = Address(collection, f"k{number:03}")
    return Change(address=address, action=Action.CREATE, steps=(Step(call=call),))


def update(number: int, collection: str = "c") -> Change:
    call = Call(method="PATCH", path=f"/{collection}/{number}")
    address = Address(collection, f"k{number:03}")
    return Change(address=address, action=Action.UPDATE, steps=(Step(call=call),), id=str(number))


@pytest.mark.parametrize(
    ("limit", "reads", "creates", "updates", "requests", "seconds"),
    [
        (TEN, 1, 0, 0, 1, 0),
        (TEN, 5, 5, 0, 10, 0),
        (TEN, 5, 6, 0, 11, 60),
        (TEN, 1, 0, 9, 10, 0),
        (TEN, 1, 0, 10, 12, 60),
        (TEN, 1, 0, 18, 20, 60),
        (TEN, 1, 0, 19, 22, 120),
        (TEN, 11, 0, 1, 13, 60),
        (TWENTY, 1, 0, 19, 20, 0),
        (TWENTY, 1, 0, 20, 22, 60),
        (TWENTY, 1, 39, 0, 40, 60),
        (Limit(1_000_000, 60), 1, 5000, 5000, 10_001, 0),
        (Limit(10, 120), 1, 0, 10, 12, 120),
    ],
)
def test_a_run_takes_a_second_look_in_each_window_in_which_it_overwrites(
    limit: Limit, reads: int, creates: int, updates: int, requests: int, seconds: int
) -> None:
    changes = [*(create(n) for n in range(creates)), *(update(n + 900) for n in range(updates))]
    made = budget(reads, changes, Opening.fresh(limit, reads, ["c"]))
    assert (made.requests, made.writes, made.seconds) == (requests, creates + updates, seconds)
    if limit.seconds == 60:
        assert made.seconds == (-(-made.requests // limit.requests) - 1) * 60


@pytest.mark.parametrize(
    ("left", "reset", "read", "relists", "seconds"),
    [
        (9, 60, 0, 0, 0),
        (8, 60, 0, 1, 60),
        (8, 23, 0, 0, 23),
        (8, 23, -40, 1, 23),
        (9, 23, -70, 1, 23),
        (0, 5, -5, 0, 5),
    ],
)
def test_a_run_that_is_under_way_goes_on_from_what_its_window_still_takes(
    left: int, reset: float, read: float, relists: int, seconds: float
) -> None:
    opening = Opening(limit=TEN, left=left, reset=reset, read={"c": read})
    course = timeline([update(number) for number in range(9)], opening)
    assert (course.reads, course.seconds) == (relists, seconds)


def test_a_list_in_the_last_place_of_a_window_is_asked_for_again_with_its_call() -> None:
    """It could not be used any more: a window lies between. The formula of the waiting holds all the same."""
    others = [create(number, "a") for number in range(18)]
    made = budget(1, [*others, update(1, "b")], Opening.fresh(TEN, 1, ["a", "b"]))
    assert (made.requests, made.seconds) == (1 + 18 + 2 + 1, 120)


def test_what_is_left_after_a_wait_is_looked_at_again() -> None:
    assert what_is_left([update(number) for number in range(9)], TEN).requests == 10
    assert what_is_left([create(number) for number in range(9)], TEN).requests == 9
    assert what_is_left([update(number) for number in range(10)], TEN).seconds == 60


READY_IN = Wait(field="status", done=frozenset({"completed"}), failed=frozenset({"failed"}), first=25)


def slow(number: int, credits: int | None = 0) -> Change:
    """A create whose object gets ready later."""
    made = create(number)
    (step,) = made.steps
    assert step.call is not None
    return replace(made, steps=(replace(step, call=replace(step.call, credits=credits)), Step(wait=READY_IN)))


@pytest.mark.parametrize(
    ("left", "requests", "seconds"),
    [
        (10, 3, 25),  # the others go while it gets ready
        (3, 3, 25),
        (2, 3, 60),  # no request is left to look with
        (1, 3, 60),  # nor to send the other with
    ],
)
def test_what_gets_ready_is_looked_at_once_and_others_go_meanwhile(
    left: int, requests: int, seconds: float
) -> None:
    opening = Opening(limit=TEN, left=left, reset=60, read={"c": 0})
    made = budget(0, [slow(1), create(2)], opening)
    assert (made.requests, made.reads, made.writes, made.seconds) == (requests, 1, 2, seconds)


def test_what_depends_on_what_gets_ready_goes_after_the_look() -> None:
    after = replace(create(2), depends_on=(slow(1).address,))
    made = budget(0, [slow(1), after], Opening(limit=TEN, left=10, reset=20, read={"c": 0}))
    assert (made.requests, made.seconds) == (3, 25)


def test_a_budget_counts_the_credits_that_are_known() -> None:
    made = budget(0, [slow(1, 8), slow(2, None), slow(3, 2)], Opening.fresh(TEN, 0, ["c"]))
    assert made.credits == 10
    assert confined(made, [slow(3, 2)]).credits == 2
