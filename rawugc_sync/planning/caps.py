"""Whether a plan may cost what it does: the caps on one apply and on one month."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rawugc_sync.planning.budget import known_credits
from rawugc_sync.words.count import count
from rawugc_sync.words.credits import Caps, Credits, Spending, month_of, total
from rawugc_sync.words.diagnostics import Diagnostic, error
from rawugc_sync.words.planned import Change

RAISES = {
    "max-credits": "--max-credits {0}, or limits: {{maxCredits: {0}}} in rawugc.yaml",
    "max-credits-per-month": "limits: {{maxCreditsPerMonth: {0}}} in rawugc.yaml",
}
"""Code of a refusal → how its cap is raised."""


def beyond(caps: Caps, spending: Spending, changes: Iterable[Change], now: int) -> Iterator[Diagnostic]:
    """A refusal for each cap that the changes pass, and for each price without which no cap can be kept.

    What was paid and turns up only now counts as spent.
    """
    changes = tuple(changes)
    yield from _unpriced(caps, changes)
    credits = known_credits(changes)
    for payment in (step.paid for change in changes for step in change.steps if step.paid):
        spending = spending.after(payment)
    if credits:
        yield from _above(caps, spending, credits, month_of(now))


def _above(caps: Caps, spending: Spending, credits: Credits, month: str) -> Iterator[Diagnostic]:
    are = count(credits, "credit is", "credits are")
    if caps.run is not None and credits > caps.run:
        yield _refused("max-credits", f"{are} more than maxCredits allows ({caps.run})", credits)
    spent = spending.months.get(month, 0)
    if caps.month is not None and (whole := total((spent, credits))) > caps.month:
        beside = f", beside the {spent} spent in {month} (UTC)," if spent else ""
        summary = f"{are}{beside} more than maxCreditsPerMonth allows ({caps.month})"
        yield _refused("max-credits-per-month", summary, whole)


def _refused(code: str, summary: str, enough: Credits) -> Diagnostic:
    return error(code, summary, f"If that is meant: {RAISES[code].format(enough)}.")


def _unpriced(caps: Caps, changes: Iterable[Change]) -> Iterator[Diagnostic]:
    if not caps.exist:
        return
    names: dict[str, Change] = {}
    for change in changes:
        for call in change.unpriced:
            names.setdefault(call.fare.name if call.fare else call.path, change)
    for name, change in sorted(names.items()):
        yield error(
            "price-unknown",
            f"nobody knows what {name} costs, so it cannot be told whether it stays below the cap",
            f"Write its price into rawugc.yaml: prices: {{{name}: N}}.",
            address=str(change.address),
            source=change.source,
        )
