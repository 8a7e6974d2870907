"""The stop mark of a hold, beside the state: a running apply reads it before each call, and stops there."""

from __future__ import annotations

from rawugc_sync.reconciling.recorded import whose_are
from rawugc_sync.recording.document import Row, dump, rows_in
from rawugc_sync.words.diagnostics import Diagnostic, error
from rawugc_sync.words.documents import STOP
from rawugc_sync.words.errors import Interrupted
from rawugc_sync.words.moment import moment
from rawugc_sync.workspace.beside import beside
from rawugc_sync.workspace.workspace import Workspace

_WAY_OUT = "Nothing more is sent. If that hold was interrupted, run rawugc-sync hold again, or resume."


def has_room(workspace: Workspace) -> bool:
    """Whether the place of the state can keep a mark."""
    return beside(workspace, STOP) is not None


def leave(workspace: Workspace, by: str) -> None:
    """Leave the mark of this environment, as `by` whom; nothing happens without room for one.

    StateError when the place cannot be used.
    """
    _put(workspace, {"environment": workspace.environment, "at": workspace.now, "by": by})


def lift(workspace: Workspace) -> None:
    """Take the mark away, whoever left it; nothing happens without one. Only with the lock held."""
    if is_left(workspace):
        _put(workspace, None)


def is_left(workspace: Workspace) -> bool:
    """Whether there is a mark, so that no apply of this environment sends anything."""
    kept = beside(workspace, STOP)
    return kept is not None and _mark_in(workspace, kept.read(), kept.place) is not None


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
        since = f" since {moment(at, None)}" if isinstance(at, int) else ""
        self.said = error("stopped", f"this run is stopped by a hold of {mark.get('by')}{since}", _WAY_OUT)
        raise Interrupted(self.said)


def _mark_in(workspace: Workspace, data: bytes | None, place: str) -> Row | None:
    rows = rows_in(data, place, STOP, whose_are(workspace))
    return next((row for row in rows if row.get("environment") == workspace.environment), None)


def _put(workspace: Workspace, mine: Row | None) -> None:
    """Put `mine` in the place of this environment's mark; those of others stay."""
    kept, whose = beside(workspace, STOP), whose_are(workspace)
    if kept is None:
        return
    place = kept.place

    def make(data: bytes | None) -> bytes:
        rows = rows_in(data, place, STOP, whose)
        others = [row for row in rows if row.get("environment") != workspace.environment]
        return dump(STOP, whose.workspace, [*others, *([mine] if mine else [])])

    kept.append(make, "Leave a stop mark" if mine else "Lift a stop mark")
