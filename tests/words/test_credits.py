"""Credits: amounts as they come and as they are written, what calls cost, what a state knows of them."""

from __future__ import annotations

from typing import Any

import pytest

from rawugc_sync.words.credits import (
    Fare,
    Payment,
    Spending,
    amount,
    balance,
    month_of,
    told,
    total,
    written,
)


@pytest.mark.parametrize(
    ("value", "found"),
    [
        (0, 0),
        (8, 8),
        (2.5, 2.5),
        (6.0, 6),
        (0.1 + 0.2, 0.3),
        (-1, None),
        (True, None),
        ("8", None),
        (None, None),
        ([8], None),
        (float("nan"), None),
        (float("inf"), None),
        (10**400, None),
    ],
)
def test_an_amount_is_a_number_from_0_on(value: Any, found: Any) -> None:
    assert amount(value) == found
    assert not isinstance(amount(value), float) or found != int(found)


@pytest.mark.parametrize(("value", "found"), [(-3, -3), (-0.5, -0.5), (float("-inf"), None), (False, None)])
def test_a_balance_may_be_overdrawn(value: Any, found: Any) -> None:
    assert balance(value) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("8", 8),
        (" 0.5 ", 0.5),
        ("6.0", 6),
        ("0", 0),
        ("-1", None),
        ("1e3", None),
        ("1_000", None),
        ("٣", None),
        ("", None),
        ("1.", None),
        ("many", None),
        ("9" * 10, None),
    ],
)
def test_people_write_plain_numbers(text: str, found: Any) -> None:
    assert written(text) == found


@pytest.mark.parametrize(
    ("known", "unknown", "said"),
    [
        (0, 0, ""),
        (1, 0, "1 credit"),
        (18, 0, "18 credits"),
        (2.5, 0, "2.5 credits"),
        (0, 1, "1 call without a known price"),
        (0, 2, "2 calls without a known price"),
        (18, 1, "18 credits and 1 call without a known price"),
        (1, 2, "1 credit and 2 calls without a known price"),
    ],
)
def test_what_calls_cost_is_told_in_words(known: Any, unknown: int, said: str) -> None:
    assert told(known, unknown) == said


def test_a_sum_has_no_dust() -> None:
    assert total([0.1] * 3) == 0.3
    assert (total([2.5, 2.5]), type(total([2.5, 2.5]))) == (5, int)


@pytest.mark.parametrize(
    ("ms", "month"),
    [(0, "1970-01"), (1_798_761_599_999, "2026-12"), (1_798_761_600_000, "2027-01")],
)
def test_a_month_begins_at_midnight_in_utc(ms: int, month: str) -> None:
    assert month_of(ms) == month


def test_a_payment_adds_to_its_month_and_is_the_last_price_of_its_fare() -> None:
    fare = str(Fare("veo3", ("mode=720p",)))
    spending = Spending({"2026-11": 1, "2026-12": 2}, {"V5": 3, fare: 1})
    after = spending.after(Payment(4, "2026-12", fare))
    assert after == Spending({"2026-11": 1, "2026-12": 6}, {"V5": 3, "veo3 mode=720p": 4})
    assert after.after(Payment(5, "2027-01")) == Spending({"2026-12": 6, "2027-01": 5}, after.prices)
