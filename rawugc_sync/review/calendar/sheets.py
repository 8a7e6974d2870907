"""One calendar for each workspace: of one organization, they see each other's posts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rawugc_sync.review.calendar.clashes import Placed
from rawugc_sync.review.calendar.days import ALL, Asked, Days, days_of, is_for
from rawugc_sync.words.calendar import Entry
from rawugc_sync.words.diagnostics import Severity
from rawugc_sync.words.planned import HELD, Plan


@dataclass(frozen=True, slots=True)
class Brand:
    """A workspace's plan. Those that share one of their `signs` speak to the same organization."""

    plan: Plan
    signs: frozenset[tuple[str, str]] = frozenset()

    def is_near(self, other: Brand) -> bool:
        """Whether another one sees the same posts."""
        return other is not self and not self.signs.isdisjoint(other.signs)


@dataclass(frozen=True, slots=True)
class Sheet:
    """The calendar of a workspace: whose it is, its days, and when it was made (Unix ms).

    `name` is the plan's; `stopped`: the plan cannot be carried out as it is. `held`: addresses of what a hold
    has deleted, and a resume puts back; it is on no day.
    """

    workspace: str
    environment: str | None
    organization: str | None
    days: Days
    at: int
    name: str
    stopped: bool
    held: tuple[str, ...] = ()


def sheets_of(brands: Sequence[Brand], now: int, asked: Asked = ALL) -> list[Sheet]:
    """One for each workspace, in their order; `now` is Unix ms.

    Within an organization, a post that one of them manages is not shown a second time as nobody's by the
    others, and posts of different workspaces clash.
    """
    shown = list(_once(brands))
    return [
        _sheet(brand.plan, days_of(entries, now, asked, tuple(_beside(brand, shown, asked))), now)
        for brand, entries in shown
    ]


def _sheet(plan: Plan, days: Days, now: int) -> Sheet:
    return Sheet(
        workspace=plan.workspace,
        environment=plan.environment,
        organization=plan.organization_id,
        days=days,
        at=now if plan.made.at is None else plan.made.at,
        name=plan.name,
        stopped=bool(plan.errors or plan.refusals),
        held=tuple(_held(plan)),
    )


def _held(plan: Plan) -> Iterator[str]:
    for one in plan.diagnostics:
        if one.code == HELD and one.severity is Severity.NOTE and one.address:
            yield one.address


def _once(brands: Sequence[Brand]) -> Iterator[tuple[Brand, tuple[Entry, ...]]]:
    """The entries of each, without those that it does not manage and another one shows."""
    for number, brand in enumerate(brands):
        near = [(at, other) for at, other in enumerate(brands) if brand.is_near(other)]
        theirs = {
            entry.id for at, other in near for entry in other.plan.calendar if entry.address or at < number
        }
        yield brand, tuple(one for one in brand.plan.calendar if one.address or one.id not in theirs)


def _beside(brand: Brand, shown: Sequence[tuple[Brand, tuple[Entry, ...]]], asked: Asked) -> Iterator[Placed]:
    for other, entries in shown:
        if brand.is_near(other):
            yield from (Placed(one, other.plan.workspace) for one in entries if is_for(one, asked.accounts))
