"""Until when a change has to be decided, and what the public sees otherwise, in words."""

from __future__ import annotations

from dataclasses import dataclass

from rawugc_sync.words.deadlines import Due, Otherwise
from rawugc_sync.words.moment import moment
from rawugc_sync.words.planned import Change, Plan

_OUTCOMES = {
    Otherwise.UNPUBLISHED: "{it} stays unpublished",
    Otherwise.OLD_TEXT: "the old text goes out {when}{whose}",
    Otherwise.AS_IT_IS: "{it} goes out as it is {when}",
    Otherwise.OLD_TIME: "{it} goes out at its old time",
}


@dataclass(frozen=True, slots=True)
class Deadline:
    """`by` is the moment for people in the zone of what is due, `at` the same in Unix ms.

    `otherwise` is a whole sentence: what happens without a decision. Neither is safe to show yet.
    """

    by: str
    at: int
    otherwise: str


def deadline(change: Change) -> Deadline | None:
    """That of one change; None when nothing to come is touched."""
    return _deadline(change, named=change.due is not None and change.due.address != change.address)


def plan_deadline(plan: Plan) -> Deadline | None:
    """That of the change that has to be decided first, by the name of what is due."""
    dated = (change for change in plan.changes if change.decide_by is not None)
    first = min(dated, key=lambda change: change.decide_by or 0, default=None)
    return None if first is None else _deadline(first, named=True)


def _deadline(change: Change, *, named: bool) -> Deadline | None:
    if change.decide_by is None or change.due is None:
        return None
    by = moment(change.decide_by, change.due.timezone)
    return Deadline(
        by, change.decide_by, f"Without a decision by {by} {_outcome(change.due, by, named=named)}."
    )


def _outcome(due: Due, by: str, *, named: bool) -> str:
    it, whose = (str(due.address), f" ({due.address})") if named else ("it", "")
    return _OUTCOMES[due.otherwise].format(it=it, whose=whose, when=_when(due, by))


def _when(due: Due, by: str) -> str:
    """`at 09:00` on the day that the sentence has named already; else `on` a whole moment."""
    whole = moment(due.at, due.timezone)
    day, clock = whole.split(" ")[:2], whole.split(" ")[2:]
    if not clock or day != by.split(" ")[:2]:
        return f"on {whole}"
    return " ".join(["at", clock[0], *clock[2:]])
