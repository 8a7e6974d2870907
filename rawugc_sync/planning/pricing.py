"""What calls cost: as `rawugc.yaml` says, else as documented, else as was last paid, else nobody knows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from rawugc_sync.words.credits import Credits, Fare
from rawugc_sync.words.planned import Call, Change, Step


@dataclass(frozen=True, slots=True)
class Prices:
    """`said`: model or edit → what `rawugc.yaml` says; `paid`: fare → what was last paid."""

    said: Mapping[str, Credits] = field(default_factory=dict)
    paid: Mapping[str, Credits] = field(default_factory=dict)

    def of(self, call: Call) -> Credits | None:
        """What a call costs; None where nobody knows. What it says itself is what is documented."""
        return call.credits if call.fare is None else self.amount(call.fare, call.credits)

    def amount(self, fare: Fare, documented: Credits | None) -> Credits | None:
        """What goes by a fare costs; None where nobody knows."""
        said = self.said.get(fare.name, documented)
        return self.paid.get(str(fare)) if said is None else said


def with_prices(prices: Prices, changes: Iterable[Change]) -> tuple[Change, ...]:
    """The changes with what each of their calls costs."""
    return tuple(
        replace(change, steps=tuple(_priced(prices, step) for step in change.steps))
        if any(call.fare for call in change.calls)
        else change
        for change in changes
    )


def _priced(prices: Prices, step: Step) -> Step:
    if step.call is None or step.call.fare is None:
        return step
    return replace(step, call=replace(step.call, credits=prices.of(step.call)))
