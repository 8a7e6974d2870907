"""The tool's own words in sentences that everybody understands: one list, for page and comment alike."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from rawugc_sync.words.planned import Change, Plan


class Word(NamedTuple):
    """A technical word, what it means, and the forms in which messages have it."""

    word: str
    means: str
    forms: str


WORDS = (
    Word(
        "adopt",
        "It is in RawUGC already, and is looked after from here on instead of being made a second time.",
        r"adopt(s|ed|ion|ions|ing)?",
    ),
    Word(
        "forget",
        "It stays in RawUGC as it is, and is no longer looked after from here.",
        r"forg[eo]t(s|ten)?",
    ),
    Word(
        "drift",
        "Somebody changed it in the RawUGC dashboard, past the files that this plan is made from.",
        r"drift(s|ed)?",
    ),
    Word(
        "natural key",
        "What tells things apart where no id is written down: a name, or a post's time and platforms.",
        r"natural keys?",
    ),
    Word(
        "state",
        "The list of what was set up from here, with its ids, by which the tool knows its own things again.",
        r"states?",
    ),
    Word(
        "unverified",
        "RawUGC does not show this value, so nobody can check that it is what the files say.",
        r"unverified",
    ),
    Word(
        "stale",
        "Something has moved since the plan was made, so it has to be made and looked at again.",
        r"stale",
    ),
    Word(
        "replace",
        "It cannot be changed where it is: a new one is made in its place, and the old one is deleted.",
        r"replac(e|es|ed|ing|ement|ements)",
    ),
)
"""In the order in which a page explains them."""


def _is_new(change: Change) -> bool:
    """Whether there was nothing before that somebody could look at."""
    return change.action.creates and not change.action.replaces


_BY_ACTION: dict[str, Callable[[Change], bool]] = {
    "adopt": lambda change: change.action.adopts,
    "forget": lambda change: change.action.forgets,
    "drift": lambda change: change.drift or any(field.loses_an_edit for field in change.fields),
    "unverified": lambda change: not _is_new(change) and any(not field.known for field in change.fields),
    "replace": lambda change: change.action.replaces,
}
"""What a change shows without any message."""


def explained(plan: Plan) -> list[tuple[str, str]]:
    """The words that this plan or one of its messages uses, each with what it means, in the list's order."""
    said = "\n".join(_said(plan))
    return [(one.word, one.means) for one in WORDS if _is_used(one, plan, said)]


def _is_used(one: Word, plan: Plan, said: str) -> bool:
    shows = _BY_ACTION.get(one.word)
    if shows is not None and any(map(shows, plan.changes)):
        return True
    return re.search(rf"\b(?:{one.forms})\b", said, re.IGNORECASE) is not None


def _said(plan: Plan) -> Iterator[str]:
    for diagnostic in (*plan.errors, *plan.refusals, *plan.diagnostics):
        yield diagnostic.summary
        yield diagnostic.detail
