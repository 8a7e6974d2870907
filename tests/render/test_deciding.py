"""Until when to decide, and what happens without a decision, as people read it."""

from __future__ import annotations

import pytest

from rawugc_sync.render.deciding import Deadline, deadline, plan_deadline
from rawugc_sync.words.addresses import Address
from rawugc_sync.words.deadlines import Due, Otherwise
from rawugc_sync.words.planned import Change
from tests.render.conftest import NINE_IN_NEW_YORK, plan_of, update_of

NEW_YORK = "America/New_York"
MINUTE = 60_000
BY = NINE_IN_NEW_YORK - 13 * MINUTE
LAUNCH = Address("posts", "launch-day")


def dated(
    address: str = "posts.launch-day",
    otherwise: Otherwise = Otherwise.OLD_TEXT,
    *,
    at: int = NINE_IN_NEW_YORK,
    by: int = BY,
    zone: str | None = NEW_YORK,
) -> Change:
    return update_of(address, decide_by=by, due=Due(LAUNCH, at, zone, otherwise))


def said(change: Change) -> str:
    found = deadline(change)
    assert found is not None
    return found.otherwise


@pytest.mark.parametrize(
    ("otherwise", "its_own", "of_another"),
    [
        (
            Otherwise.OLD_TEXT,
            "the old text goes out at 09:00.",
            "the old text goes out at 09:00 (posts.launch-day).",
        ),
        (Otherwise.UNPUBLISHED, "it stays unpublished.", "posts.launch-day stays unpublished."),
        (
            Otherwise.AS_IT_IS,
            "it goes out as it is at 09:00.",
            "posts.launch-day goes out as it is at 09:00.",
        ),
        (
            Otherwise.OLD_TIME,
            "it goes out at its old time.",
            "posts.launch-day goes out at its old time.",
        ),
    ],
)
def test_it_is_said_what_happens_otherwise(otherwise: Otherwise, its_own: str, of_another: str) -> None:
    begin = "Without a decision by Tue 2026-12-01 08:47 America/New_York "
    assert said(dated(otherwise=otherwise)) == begin + its_own
    assert said(dated("messaging.m", otherwise)) == begin + of_another


def test_the_moment_is_in_the_zone_of_what_is_due() -> None:
    expected = "Tue 2026-12-01 08:47 America/New_York"
    assert deadline(dated()) == Deadline(expected, BY, said(dated()))
    assert "by Tue 2026-12-01 13:47 UTC the old text goes out at 14:00." in said(dated(zone=None))


def test_what_is_due_on_another_day_is_told_with_its_day() -> None:
    midnight = NINE_IN_NEW_YORK - 9 * 60 * MINUTE
    assert said(dated(at=midnight + MINUTE, by=midnight - MINUTE)) == (
        "Without a decision by Mon 2026-11-30 23:59 America/New_York "
        "the old text goes out on Tue 2026-12-01 00:01 America/New_York."
    )


def test_an_hour_that_comes_twice_says_which_of_both() -> None:
    twice = 1792890000000
    assert said(dated(at=twice, by=twice - MINUTE, zone="Europe/Berlin")).endswith(
        "the old text goes out at 02:00 (UTC+0100)."
    )


def test_a_moment_beyond_all_calendars_is_a_number() -> None:
    assert said(dated(at=10**17)).endswith(f"the old text goes out on {10**17}.")


def test_what_touches_nothing_to_come_has_no_deadline() -> None:
    assert deadline(update_of("posts.launch-day")) is None
    assert plan_deadline(plan_of(update_of("posts.launch-day"))) is None
    assert plan_deadline(plan_of()) is None


def test_the_plans_own_is_that_of_the_first_to_be_decided_and_names_what_is_due() -> None:
    later, first = dated(by=BY + MINUTE), dated("messaging.m")
    assert plan_deadline(plan_of(later, first)) == deadline(first)
    own = plan_deadline(plan_of(later, update_of("styles.s")))
    assert own is not None
    assert own.at == later.decide_by
    assert own.otherwise.endswith("the old text goes out at 09:00 (posts.launch-day).")
