"""The stop mark of a hold, beside the state: a running apply reads it before each call, and stops there."""

from __future__ import annotations

from collections.abc import Callable
from uuid import uuid4

from rawugc_sync.applying.outcome import STOPPED
from rawugc_sync.reconciling.recorded import whose_are
from rawugc_sync.recording.document import Row, dump, rows_in
from rawugc_sync.words.diagnostics import Diagnostic, error
from rawugc_sync.words.documents import STOP
from rawugc_sync.words.errors import Interrupted
from rawugc_sync.words.moment import minute
from rawugc_sync.workspace.beside import beside
from rawugc_sync.workspace.workspace import Workspace

_WAY_OUT = "Nothing more is sent. If that hold was interrupted, run rawugc-sync hold again, or resume."


def has_room(workspace: Workspace) -> bool:
    """Whether the place of the state can keep a mark."""
    return beside(workspace, STOP) is not None


def leave(workspace: Workspace, by: str) -> Row:
    """Leave the mark of this environment, as `by` whom; nothing happens without room for one.

    StateError when the place cannot be used.
    """
    mark = {"environment": workspace.environment, "id": uuid4().hex, "at": workspace.now, "by": by}
    _put(workspace, lambda _: mark, "Leave a stop mark")
    return mark


def lift(workspace: Workspace, mark: Row | None) -> None:
    """Take this mark away, unless there is another one by now: whoever left that waits for the lock."""
    if mark is not None and mark_left(workspace) == mark:
        _put(workspace, lambda there: None if there == mark else there, "Lift a stop mark")


def mark_left(workspace: Workspace) -> Row | None:
    """The mark; while there is one, no apply of this environment sends anything."""
    kept = beside(workspace, STOP)
    return None if kept is None else _mark_in(workspace, kept.read(), kept.place)


class Stop:
    """Looks for the mark on behalf of one apply; `said` is what it found, once it has."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._kept = beside(workspace, STOP)
        self.said: Diagnostic | None = None

    def check(self) -> None:
        """Interrupted once there is a mark: right before a call leaves. StateError when nobody can tell."""
        kept = self._kept
        if kept is None or (mark := _mark_in(self._workspace, kept.read(), kept.place)) is None:
            return
        at = mark.get("at")
        since = f", at {minute(at)}" if isinstance(at, int) else ""
        self.said = error(STOPPED, f"this run is stopped by a hold of {mark.get('by')}{since}", _WAY_OUT)
        raise Interrupted(self.said)


def _mark_in(workspace: Workspace, data: bytes | None, place: str) -> Row | None:
    rows = rows_in(data, place, STOP, whose_are(workspace))
    return next((row for row in rows if row.get("environment") == workspace.environment), None)


def _put(workspace: Workspace, mark: Callable[[Row | None], Row | None], note: str) -> None:
    """Put what `mark` makes of this environment's mark in its place; those of others stay."""
    kept, whose = beside(workspace, STOP), whose_are(workspace)
    if kept is None:
        return
    place = kept.place

    def make(data: bytes | None) -> bytes:
        rows = rows_in(data, place, STOP, whose)
        others = [row for row in rows if row.get("environment") != workspace.environment]
        mine = mark(_mark_in(workspace, data, place))
        return dump(STOP, whose.workspace, [*others, *([mine] if mine else [])])

    kept.append(make, note)
