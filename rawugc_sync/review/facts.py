"""What to know of a plan as a whole: when it is public, until when to decide, what it takes, whose it is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from rawugc_sync.render.deciding import plan_deadline
from rawugc_sync.review.headline import publishes_at_once
from rawugc_sync.words.budget import Budget
from rawugc_sync.words.calendar import Entry, Fate
from rawugc_sync.words.count import count
from rawugc_sync.words.credits import told
from rawugc_sync.words.moment import moment
from rawugc_sync.words.planned import Plan


@dataclass(frozen=True, slots=True)
class Fact:
    """A label with its value, which is not safe to show yet; `at` is the moment that it names (Unix ms).

    `link` leads there: an https URL. `presses`: it says what has to be known in time.
    """

    label: str
    value: str
    at: int | None = None
    link: str | None = None
    presses: bool = False


def facts(plan: Plan) -> list[Fact]:
    """All that is known, the most pressing first."""
    effort = _effort(plan) if plan.name else ()
    return [*_times(plan), *effort, *_whose(plan), *_made(plan)]


def _times(plan: Plan) -> Iterator[Fact]:
    at_once = [str(change.address) for change in plan.changes if publishes_at_once(change)]
    if at_once:
        more = f" and {len(at_once) - 1} more" if len(at_once) > 1 else ""
        yield Fact("Next public", f"at once, as soon as this is applied ({at_once[0]}{more})")
    elif first := next_out(plan):
        assert first.at is not None
        who = f" ({first.address})" if first.address else ""
        yield Fact("Next public", f"{moment(first.at, first.timezone)}{who}", first.at, presses=True)
    if decide := plan_deadline(plan):
        yield Fact("Decide by", decide.by, decide.at, presses=True)
        yield Fact("Otherwise", decide.otherwise, presses=True)


def next_out(plan: Plan) -> Entry | None:
    """What is public first, once the plan is applied; what goes out at once has no time."""
    coming = (one for one in plan.calendar if one.fate is not Fate.REMOVED and not one.is_public)
    return min((one for one in coming if one.at is not None), key=lambda one: one.at or 0, default=None)


def _effort(plan: Plan) -> Iterator[Fact]:
    budget = plan.budget
    share = f"{count(budget.reads, 'read')}, {count(budget.writes, 'write')}"
    yield Fact("Requests", f"{budget.requests} ({share})")
    if cost := told(budget.credits, budget.unpriced):
        yield Fact("Costs", cost)
    yield Fact("Takes", _length(budget, plan.waits))


def _length(budget: Budget, waits: int) -> str:
    length = f"about {max(1, round(budget.seconds / 60))} min" if budget.seconds else "less than a minute"
    return f"{length}, and waits for {count(waits, 'generation')}" if waits else length


def _whose(plan: Plan) -> Iterator[Fact]:
    yield Fact("Workspace", plan.workspace)
    if plan.environment:
        yield Fact("Environment", plan.environment)
    if plan.organization_id:
        yield Fact("Organization", plan.organization_id)
    if plan.server:
        yield Fact("Server", plan.server)


def _made(plan: Plan) -> Iterator[Fact]:
    made = plan.made
    if made.commit:
        yield Fact("Commit", made.commit[:12])
    if made.author:
        yield Fact("Author", made.author)
    if made.link:
        yield Fact("Pull request", made.link, link=made.link)
    if plan.name:
        yield Fact("Plan", plan.name)
