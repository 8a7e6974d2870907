"""What a change does, in words for people who know neither Terraform nor this tool."""

from __future__ import annotations

from collections.abc import Iterator

from rawugc_sync.review.headline import publishes_at_once
from rawugc_sync.words.actions import Action
from rawugc_sync.words.credits import told
from rawugc_sync.words.planned import HELD, RESUMED, Change

_VERBS = {
    Action.CREATE: ("New", "It is made."),
    Action.CREATE_ANEW: ("New", "It is made once more; the one that failed stays in RawUGC and is let go."),
    Action.UPDATE: ("Changed", "It is changed where it is."),
    Action.CREATE_THEN_DELETE: ("Replaced", "A new one takes its place, then the old one is deleted."),
    Action.DELETE_THEN_CREATE: ("Replaced", "The old one is deleted, then a new one takes its place."),
    Action.CREATE_THEN_FORGET: ("Replaced", "A new one takes its place; the old one stays in RawUGC."),
    Action.DELETE: ("Deleted", "It is deleted in RawUGC."),
    Action.CLEAN_UP: ("Deleted", "An old copy of it is deleted, left behind when a new one took its place."),
    Action.ADOPT: ("Taken over", "It is in RawUGC already, and is looked after from here on as it is."),
    Action.ADOPT_AND_UPDATE: (
        "Taken over and changed",
        "It is in RawUGC already, is changed, and is looked after from here on.",
    ),
    Action.UPDATE_AND_FORGET: (
        "Changed and let go",
        "It is changed where it is, stays in RawUGC, and is no longer looked after from here.",
    ),
    Action.FORGET: ("Let go", "It stays in RawUGC as it is, and is no longer looked after from here."),
    Action.MOVE: ("Renamed", "Only its name in the files changes; nothing changes in RawUGC."),
    Action.AWAIT: ("Waited for", "It is being made already; this waits for it."),
}

_REASONS = {
    "delete_because_no_resource_config": "It is no longer in the files.",
    "replace_because_cannot_update": "Something changed that RawUGC cannot change where it is.",
    "replace_by_request": "Somebody asked for it to be replaced.",
    "history": "It is published, and no longer in the files.",
    "failed": "It has failed, and is no longer in the files.",
    "created_before": "An earlier run had made it without knowing.",
    "gone": "It is gone already.",
    "removed_block": "The files say that it is let go.",
    "undeletable": "RawUGC cannot delete it.",
    "left_out": "Things of its kind are not looked after in this environment.",
    "import_block": "The files say that it is taken over.",
    HELD: "A hold keeps it back: resume makes it again, unless its time has passed by then.",
    RESUMED: "It was held back, and is put back as it was.",
}
_SAID_PLAINLY = ("", "PUBLISHES AT ONCE")
_SAID_BY_THE_ACTION = ("pending", "deposed")


def verb(change: Change) -> str:
    """One or a few words: `New`, `Deleted`, `Taken over and changed`."""
    return _VERBS[change.action][0]


def sentences(change: Change) -> tuple[str, ...]:
    """What happens, and why where that is not plain."""
    return tuple(_sentences(change))


def _sentences(change: Change) -> Iterator[str]:
    yield _VERBS[change.action][1]
    reason = change.action_reason
    if reason and reason not in _SAID_BY_THE_ACTION:
        yield _REASONS.get(reason, f"The reason: {reason}.")
    if change.previous_address:
        yield f"It was called {change.previous_address}."


def alerts(change: Change) -> tuple[tuple[str, str], ...]:
    """What nobody must miss, each with its kind: `danger` or `cost`."""
    return tuple(_alerts(change))


def _alerts(change: Change) -> Iterator[tuple[str, str]]:
    if change.action.deletes and change.action_reason != HELD:
        which = "The old one is" if change.action.creates or change.action is Action.CLEAN_UP else "It is"
        yield "danger", f"{which} deleted for good. Nobody can bring it back."
    if publishes_at_once(change):
        yield "danger", "It is public at once, as soon as this is applied."
    notes = (change.note or "").split(". ")
    yield from (("danger", f"{note}.") for note in notes if note not in _SAID_PLAINLY)
    if cost := told(change.known_credits, len(change.unpriced)):
        yield "cost", f"It costs {cost}."
