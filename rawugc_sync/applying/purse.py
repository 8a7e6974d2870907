"""What one run pays: within its caps, no more once the credits have run out, and summed up at its end."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from rawugc_sync.api.answers import Answer
from rawugc_sync.planning.caps import RAISES
from rawugc_sync.words.budget import Budget
from rawugc_sync.words.count import count
from rawugc_sync.words.credits import Bill, Caps, Credits, Payment, Receipt, amount, balance, total
from rawugc_sync.words.errors import Unaffordable
from rawugc_sync.words.planned import Call


@dataclass(slots=True)
class Purse:
    """What a run may pay, and what it has paid."""

    caps: Caps = field(default_factory=Caps)
    _spent: Credits = 0
    _doubtful: Credits = 0
    _unsaid: int = 0
    _left: Credits | None = None
    _prices: dict[str, Credits] = field(default_factory=dict)
    _is_empty: bool = False

    def check(self, call: Call, this_month: Credits) -> None:
        """Unaffordable for a call that must not be sent; `this_month` is what was spent in it so far."""
        if call.fare is None:
            return
        if self._is_empty:
            raise _no_credits()
        price = self._price(call)
        for code, spent, most in (
            ("max-credits", self._spent, self.caps.run),
            ("max-credits-per-month", this_month, self.caps.month),
        ):
            whole = total((spent, self._doubtful, price or 0))
            if most is not None and price is None:
                raise _unpriced(call)
            if most is not None and price and whole > most:
                raise _beyond(code, price, whole, most)

    def paid(self, call: Call, receipt: Receipt, month: str) -> Payment | None:
        """A call was carried out: what was paid for it, as the answer says, else as was thought."""
        if call.fare is None:
            return None
        fare = None if receipt.used is None else str(call.fare)
        used = self._price(call) if receipt.used is None else receipt.used
        self._unsaid += receipt.used is None
        self._spent = total((self._spent, used or 0))
        if receipt.left is not None:
            self._left = receipt.left
        elif self._left is not None:
            self._left = total((self._left, -(used or 0)))
        if fare is not None and used is not None:
            self._prices[fare] = used
        return None if used is None else Payment(used, month, fare)

    def may_have_paid(self, call: Call) -> None:
        """Nobody knows whether a call was carried out: as far as caps go, it was."""
        self._doubtful = total((self._doubtful, self._price(call) or 0))

    def run_out(self) -> None:
        """There are not enough credits: nothing more is paid in this run."""
        self._is_empty = True

    def bill(self, planned: Budget) -> Bill | None:
        """What the run has cost; None where it paid nothing."""
        if not self._spent and not self._unsaid:
            return None
        return Bill(planned.credits, planned.unpriced, self._spent, self._unsaid, self._left)

    def _price(self, call: Call) -> Credits | None:
        """What a call costs: as this run has paid last for the same, else as its plan has it."""
        return self._prices.get(str(call.fare), call.credits)


def receipt_in(answer: Answer) -> Receipt:
    """What an answer says of credits, however odd it is."""
    body = answer.body if isinstance(answer.body, Mapping) else {}
    return Receipt(amount(body.get("creditsUsed")), balance(body.get("newBalance")))


def _no_credits() -> Unaffordable:
    return Unaffordable.of(
        "unpaid",
        "was not sent, for the credits have run out",
        "Add credits in the RawUGC dashboard, and run apply again.",
    )


def _unpriced(call: Call) -> Unaffordable:
    name = call.fare.name if call.fare else call.path
    summary = f"was not sent, for nobody knows what {name} costs, and there is a cap"
    return Unaffordable.of("price-unknown", summary, f"Write it into rawugc.yaml: prices: {{{name}: N}}.")


def _beyond(code: str, price: Credits, whole: Credits, most: Credits) -> Unaffordable:
    """The next run begins to count anew, the month does not."""
    cap, way_out = "maxCredits", "Run apply again: its plan says what is left, and what that costs."
    if code != "max-credits":
        cap, way_out = "maxCreditsPerMonth", f"If that is meant: {RAISES[code].format(whole)}."
    summary = f"was not sent: with its {count(price, 'credit')} it would be {whole}, and {cap} allows {most}"
    return Unaffordable.of(code, summary, way_out)
