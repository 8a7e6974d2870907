"""One workspace of several, as a page of links shows it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from rawugc_sync.review.approvals import missing_in
from rawugc_sync.words.planned import Plan


class Standing(StrEnum):
    """How a review has turned out, as people read it."""

    READY = "ready"
    UNAPPROVED = "not approved"
    NOTHING = "nothing to do"
    REFUSED = "refused"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Row:
    """`folder` is where its files are, relative to the page; `plan` stands also for one that failed."""

    name: str
    folder: str
    plan: Plan

    @property
    def standing(self) -> Standing:
        return standing_of(self.plan)


def standing_of(plan: Plan) -> Standing:
    """Whether a plan can be carried out, by now, and whether there is anything to carry out."""
    if plan.errors:
        return Standing.FAILED
    if plan.refusals:
        return Standing.REFUSED
    if missing_in(plan):
        return Standing.UNAPPROVED
    sends = plan.changes or plan.bookkeeping or plan.policy is not None
    return Standing.READY if sends else Standing.NOTHING
