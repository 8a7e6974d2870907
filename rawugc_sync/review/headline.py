"""What a plan does, in one sentence for people who never saw one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable

from rawugc_sync.review.approvals import missing_in
from rawugc_sync.words.count import count
from rawugc_sync.words.credits import told
from rawugc_sync.words.planned import Change, Plan

_DEEDS: tuple[tuple[str, Callable[[Change], bool]], ...] = (
    ("made", lambda c: c.action.creates and not c.action.replaces),
    ("changed", lambda c: c.action.updates),
    ("replaced by a new one", lambda c: c.action.replaces),
    ("deleted for good", lambda c: c.action.deletes and not c.action.creates),
    ("taken over as it is", lambda c: c.action.adopts and not c.action.updates),
    ("let go and stays in RawUGC", lambda c: c.action.forgets and not c.action.creates),
)
"""What is done, and which changes do it."""


def headline(plan: Plan) -> str:
    """`2 posts are made and 1 persona is changed; 1 of them is public at once; it costs 12 credits.`"""
    if plan.errors or plan.refusals:
        stops = count(len(plan.errors) + len(plan.refusals), "thing")
        return f"This cannot be carried out as it is: {stops} must be settled first."
    deeds = [_told(deed, list(filter(does, plan.changes))) for deed, does in _DEEDS]
    deeds = [deed for deed in deeds if deed]
    are_short = all("," not in deed and " and " not in deed for deed in deeds)
    told = [_listed(deeds)] if deeds and are_short else deeds or [_without_deeds(plan)]
    policy = ["the policy changes"] if deeds and plan.policy else []
    return f"{'; '.join([*told, *_at_once(plan.changes), *_cost(plan), *policy, *_missing(plan)])}."


def publishes_at_once(change: Change) -> bool:
    """Whether the public sees it the moment it is sent."""
    return change.note is not None and "PUBLISHES AT ONCE" in change.note


def _without_deeds(plan: Plan) -> str:
    """All is as the files say where nothing else is told: a note may name what is kept or skipped."""
    if plan.policy is not None:
        return "Only the policy changes"
    if plan.changes or plan.left_out or plan.bookkeeping or plan.diagnostics or plan.approvals:
        return "Nothing is made, changed or deleted"
    if plan.drift:
        return "Nothing was changed past the files: all is as it was last applied"
    return "Nothing changes: what is live is what the files say"


def _told(deed: str, changes: list[Change]) -> str:
    if not changes:
        return ""
    kinds = Counter(change.address.collection for change in changes)
    things = _listed([_things(number, collection) for collection, number in kinds.items()])
    return f"{things} {'is' if len(changes) == 1 else 'are'} {deed}"


def _things(number: int, collection: str) -> str:
    """`1 post`, `2 posts`; what has no plural of its own, such as music, stays as it is."""
    one = collection.removesuffix("s")
    return count(number, one, collection)


def _listed(parts: list[str]) -> str:
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} and {parts[-1]}"


def _at_once(changes: Iterable[Change]) -> list[str]:
    number = sum(map(publishes_at_once, changes))
    if not number:
        return []
    return [f"{number} of them {'is' if number == 1 else 'are'} public at once"]


def _missing(plan: Plan) -> list[str]:
    number = missing_in(plan)
    if not number:
        return []
    return [f"{number} of {count(len(plan.approvals), 'approval')} {'is' if number == 1 else 'are'} missing"]


def _cost(plan: Plan) -> list[str]:
    cost = told(plan.budget.credits, plan.budget.unpriced)
    return [f"it costs {cost}"] if cost else []
