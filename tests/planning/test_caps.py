"""The caps on credits: exact is allowed, one above is not, and no cap can be kept without a price."""

from __future__ import annotations

from typing import Any

import pytest

from rawugc_sync.planning.caps import beyond
from rawugc_sync.words.actions import Action
from rawugc_sync.words.addresses import Address
from rawugc_sync.words.credits import Caps, Credits, Fare, Payment, Spending
from rawugc_sync.words.planned import Call, Change, Step

NOW = 1_800_000_000_000
SPENT = Spending({"2026-12": 100, "2027-01": 3.5})


def paying(*prices: Credits | None) -> Change:
    calls = [
        Call(method="POST", path="/videos/generate", fare=Fare(f"m{n}"), credits=price)
        for n, price in enumerate(prices)
    ]
    return Change(
        address=Address("videos", "v"), action=Action.CREATE, steps=tuple(Step(call=c) for c in calls)
    )


@pytest.mark.parametrize(
    ("prices", "caps", "codes"),
    [
        ((8,), Caps(), []),
        ((8, None), Caps(), []),
        ((8,), Caps(run=8), []),
        ((8.5,), Caps(run=8), ["max-credits"]),
        ((4, 5), Caps(run=8), ["max-credits"]),
        ((0, 0), Caps(run=0, month=0), []),
        ((), Caps(run=0, month=0), []),
        ((8,), Caps(month=11.5), []),
        ((8,), Caps(month=11), ["max-credits-per-month"]),
        ((8,), Caps(run=1, month=1), ["max-credits", "max-credits-per-month"]),
        ((None,), Caps(run=99), ["price-unknown"]),
        ((None, None), Caps(month=99), ["price-unknown", "price-unknown"]),
        ((9, None), Caps(run=8), ["price-unknown", "max-credits"]),
    ],
)
def test_what_is_refused(prices: tuple[Any, ...], caps: Caps, codes: list[str]) -> None:
    assert [one.code for one in beyond(caps, SPENT, [paying(*prices)], NOW)] == codes


def test_a_refusal_names_the_amount_the_cap_and_the_way_out() -> None:
    run, month = beyond(Caps(7, 10), SPENT, [paying(8)], NOW)
    assert run.summary == "8 credits are more than maxCredits allows (7)"
    assert run.detail == "If that is meant: --max-credits 8, or limits: {maxCredits: 8} in rawugc.yaml."
    assert month.summary == (
        "8 credits are, beside the 3.5 spent in 2027-01 (UTC), more than maxCreditsPerMonth allows (10)"
    )
    assert month.detail == "If that is meant: limits: {maxCreditsPerMonth: 11.5} in rawugc.yaml."


def test_each_name_without_a_price_is_told_once() -> None:
    told = list(beyond(Caps(run=1), SPENT, [paying(None), paying(None)], NOW))
    assert [(one.address, one.detail) for one in told] == [
        ("videos.v", "Write its price into rawugc.yaml: prices: {m0: N}.")
    ]


@pytest.mark.parametrize(("month", "codes"), [("2027-01", ["max-credits-per-month"]), ("2026-12", [])])
def test_what_turns_up_only_now_was_spent_in_its_month(month: str, codes: list[str]) -> None:
    found = Change(
        address=Address("videos", "found"),
        action=Action.ADOPT,
        steps=(Step(paid=Payment(5, month, "veo3")),),
    )
    caps = Caps(month=16)
    assert [one.code for one in beyond(caps, SPENT, [found, paying(8)], NOW)] == codes
    assert list(beyond(caps, SPENT, [found], NOW)) == []
