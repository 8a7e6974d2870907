"""What was paid, as the state and the journal have it, and back."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from rawugc_sync.state.malformed import Malformed, expect
from rawugc_sync.words.credits import Credits, Payment, Spending, amount

_MONTH = re.compile(r"[0-9]{4}-[0-9]{2}", re.ASCII)


def spending_json(spending: Spending) -> dict[str, Any]:
    """Month → sum, and fare → last price, sorted; what is empty is left out."""
    whole = {"months": spending.months, "prices": spending.prices}
    return {name: dict(sorted(amounts.items())) for name, amounts in whole.items() if amounts}


def spending_of(entry: Any) -> Spending:
    """What `spending_json` wrote; Malformed for anything else."""
    expect(isinstance(entry, dict), "credits must be an object")
    months, prices = (_amounts(name, entry.get(name, {})) for name in ("months", "prices"))
    expect(all(map(_MONTH.fullmatch, months)), "credits.months holds what is no month")
    return Spending(months, prices)


def payment_json(payment: Payment) -> dict[str, Any]:
    """One payment, for the journal."""
    return {"credits": payment.credits, "month": payment.month, "fare": payment.fare}


def payment_of(entry: Mapping[str, Any]) -> Payment:
    """What `payment_json` wrote; Malformed for anything else."""
    month, fare = entry["month"], entry["fare"]
    expect(isinstance(month, str) and _MONTH.fullmatch(month), f"{month!r} is no month")
    expect(fare is None or isinstance(fare, str), "a fare must be a text")
    return Payment(_amount("paid", entry["credits"]), month, fare)


def _amounts(name: str, entry: Any) -> dict[str, Credits]:
    expect(isinstance(entry, dict), f"credits.{name} must be an object")
    return {key: _amount(f"credits.{name}", value) for key, value in entry.items()}


def _amount(name: str, value: Any) -> Credits:
    found = amount(value)
    if found is None:
        raise Malformed(f"{name} holds what is no number of credits")
    return found
