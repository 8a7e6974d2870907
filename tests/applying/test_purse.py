"""What one run pays: never past a cap, not on without credits, and summed up at its end."""

from __future__ import annotations

from typing import Any

import pytest

from rawugc_sync.api.answers import Answer
from rawugc_sync.applying.purse import Purse, receipt_in
from rawugc_sync.words.budget import Budget
from rawugc_sync.words.credits import Bill, Caps, Fare, Payment, Receipt
from rawugc_sync.words.errors import Unaffordable
from rawugc_sync.words.planned import Call

FREE = Call(method="POST", path="/personas")
PLANNED = Budget(reads=1, writes=2, credits=8, unpriced=1)


def paid(credits: Any = 8, name: str = "veo3") -> Call:
    return Call(method="POST", path="/videos/generate", fare=Fare(name), credits=credits)


def refusal(purse: Purse, call: Call, this_month: float = 0) -> str | None:
    try:
        purse.check(call, this_month)
    except Unaffordable as refused:
        return refused.diagnostics[0].code
    return None


@pytest.mark.parametrize(
    ("caps", "used", "this_month", "code"),
    [
        (Caps(), 99, 999, None),
        (Caps(run=16), 8, 8, None),
        (Caps(run=16), 9, 9, "max-credits"),
        (Caps(run=18), 9, 9, None),
        (Caps(run=12), 4, 4, None),
        (Caps(month=20), 8, 12, None),
        (Caps(month=20), 8, 12.5, "max-credits-per-month"),
    ],
)
def test_the_next_call_counts_as_what_was_really_paid(
    caps: Caps, used: float, this_month: float, code: str | None
) -> None:
    purse = Purse(caps)
    purse.paid(paid(), Receipt(used), "2027-01")
    assert refusal(purse, paid(), this_month) == code
    assert refusal(purse, FREE, this_month) is None


@pytest.mark.parametrize("caps", [Caps(run=99), Caps(month=99)])
def test_under_a_cap_nothing_is_sent_whose_price_nobody_knows(caps: Caps) -> None:
    assert refusal(Purse(caps), paid(None)) == "price-unknown"
    assert refusal(Purse(), paid(None)) is None
    known = Purse(caps)
    known.paid(paid(None), Receipt(5), "2027-01")
    assert refusal(known, paid(None)) is None


def test_what_may_have_been_paid_counts_against_the_caps_alone() -> None:
    purse = Purse(Caps(run=15))
    purse.may_have_paid(paid())
    assert refusal(purse, paid()) == "max-credits"
    assert purse.bill(PLANNED) is None


def test_without_credits_only_what_is_free_goes_on() -> None:
    purse = Purse()
    purse.run_out()
    assert (refusal(purse, paid()), refusal(purse, FREE)) == ("unpaid", None)


def test_the_balance_is_the_last_one_less_what_was_spent_since() -> None:
    purse = Purse()
    purse.paid(paid(), Receipt(8, 100), "2027-01")
    purse.paid(paid(1, "captions"), Receipt(1), "2027-01")
    purse.paid(paid(None, "overlay"), Receipt(2.5), "2027-01")
    assert purse.bill(PLANNED) == Bill(8, 1, spent=11.5, left=96.5)


@pytest.mark.parametrize(
    ("call", "receipt", "payment", "bill"),
    [
        (paid(), Receipt(6, 90), Payment(6, "2027-01", "veo3"), Bill(8, 1, 6, 0, 90)),
        (paid(), Receipt(), Payment(8, "2027-01"), Bill(8, 1, 8, 1)),
        (paid(None), Receipt(), None, Bill(8, 1, 0, 1)),
        (paid(), Receipt(0), Payment(0, "2027-01", "veo3"), None),
        (FREE, Receipt(6, 90), None, None),
    ],
)
def test_what_is_written_down_of_a_call(
    call: Call, receipt: Receipt, payment: Payment | None, bill: Bill | None
) -> None:
    purse = Purse()
    assert purse.paid(call, receipt, "2027-01") == payment
    assert purse.bill(PLANNED) == bill


@pytest.mark.parametrize(
    ("body", "receipt"),
    [
        ({"creditsUsed": 6, "newBalance": 94}, Receipt(6, 94)),
        ({"creditsUsed": 1}, Receipt(1)),
        ({"creditsUsed": "6", "newBalance": None}, Receipt()),
        (None, Receipt()),
        ([6], Receipt()),
    ],
)
def test_an_answer_is_read_as_far_as_it_can_be(body: Any, receipt: Receipt) -> None:
    assert receipt_in(Answer(201, body)) == receipt
