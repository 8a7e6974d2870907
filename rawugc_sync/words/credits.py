"""Credits: amounts of them, what a price goes by, what was paid, and how much may be."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, TypeAlias

from rawugc_sync.words.count import count

Credits: TypeAlias = int | float
"""An amount; RawUGC says that they are numbers, so they need not be whole."""

_DIGITS = 6
_MOST = 10**12
_WRITTEN = re.compile(r"[0-9]{1,9}(\.[0-9]{1,6})?", re.ASCII)
_MONTHS = 2


def total(amounts: Iterable[Credits]) -> Credits:
    """The sum, without the dust of binary fractions."""
    return _normal(math.fsum(amounts))


def amount(value: Any) -> Credits | None:
    """What an answer or a document has for an amount; None for what is none."""
    found = balance(value)
    return None if found is None or found < 0 else found


def balance(value: Any) -> Credits | None:
    """What an answer has for a balance, which may be overdrawn; None for what is none."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return _normal(value) if -_MOST < value < _MOST else None


def written(text: str) -> Credits | None:
    """What a person has written for an amount: `8` or `0.5`; None for what is none."""
    text = text.strip()
    return _normal(float(text)) if _WRITTEN.fullmatch(text) else None


def told(known: Credits, unknown: int) -> str:
    """What calls cost: `18 credits and 1 call without a known price`; empty where they are free."""
    parts = [count(known, "credit")] if known or not unknown else []
    if unknown:
        parts.append(f"{count(unknown, 'call')} without a known price")
    return " and ".join(parts) if known or unknown else ""


def month_of(ms: int) -> str:
    """The calendar month of a moment (Unix ms), in UTC: `2026-11`."""
    return datetime.fromtimestamp(ms / 1000, UTC).strftime("%Y-%m")


@dataclass(frozen=True, slots=True)
class Fare:
    """What a price goes by: the model or the edit it is of, and `details` such as `nFrames=15`."""

    name: str
    details: tuple[str, ...] = ()

    def __str__(self) -> str:
        return " ".join((self.name, *self.details))


@dataclass(frozen=True, slots=True)
class Receipt:
    """What an answer says was taken, and what was left after it; None where it does not say."""

    used: Credits | None = None
    left: Credits | None = None


@dataclass(frozen=True, slots=True)
class Payment:
    """What was paid in a month; `fare` is what for, None where the answer did not say the price."""

    credits: Credits
    month: str
    fare: str | None = None


@dataclass(frozen=True, slots=True)
class Spending:
    """What a state knows of credits: the sums of the last two months, and the last price of each fare."""

    months: Mapping[str, Credits] = field(default_factory=dict)
    prices: Mapping[str, Credits] = field(default_factory=dict)

    def after(self, payment: Payment) -> Spending:
        """The same with one payment more."""
        paid = total((self.months.get(payment.month, 0), payment.credits))
        months = {**self.months, payment.month: paid}
        learnt = {} if payment.fare is None else {payment.fare: payment.credits}
        kept = {month: months[month] for month in sorted(months)[-_MONTHS:]}
        return Spending(kept, {**self.prices, **learnt})


@dataclass(frozen=True, slots=True)
class Caps:
    """How much may be spent at most: by one run, and in one month; None for any amount."""

    run: Credits | None = None
    month: Credits | None = None

    @property
    def exist(self) -> bool:
        return self.run is not None or self.month is not None


@dataclass(frozen=True, slots=True)
class Bill:
    """What a run has cost. `estimated` and `unpriced` are what its plan has said.

    `unsaid` is how many answers did not say what they cost: their estimates count as spent. `left` is the
    last balance that was told, less what was spent since; None where none was told.
    """

    estimated: Credits
    unpriced: int
    spent: Credits
    unsaid: int = 0
    left: Credits | None = None


def _normal(value: Credits) -> Credits:
    rounded = round(float(value), _DIGITS)
    return int(rounded) if rounded.is_integer() else rounded
