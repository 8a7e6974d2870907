"""The stop mark of a hold, beside the state: a running apply reads it before each call, and stops there."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from hashlib import sha256
from uuid import uuid4

from rawugc_sync.applying.outcome import STOPPED
from rawugc_sync.reconciling.recorded import whose_are
from rawugc_sync.recording.document import Broken, Row, dump, rows_in
from rawugc_sync.words.diagnostics import Diagnostic, Severity, error
from rawugc_sync.words.documents import STOP
from rawugc_sync.words.errors import Interrupted, Refused, StateError
from rawugc_sync.words.moment import minute
from rawugc_sync.workspace.beside import beside
from rawugc_sync.workspace.workspace import Workspace

_WAY_OUT = "Nothing more is sent. If that hold was interrupted, run rawugc-sync hold again, or resume."
_WAY_OUT_UNREAD = (
    "Nothing is sent. Run rawugc-sync hold, which leaves a mark of its own, or resume, if nothing is to be "
    "held any more. What was written there may still tell whose hold it was."
)
_UNREAD = "unread"
"""The key of what stands for a mark that cannot be read: why not."""


def has_room(workspace: Workspace) -> bool:
    """Whether the place of the state can keep a mark."""
    return beside(workspace, STOP) is not None


def leave(workspace: Workspace, by: str) -> Row:
    """Leave the mark of this environment, as `by` whom; nothing happens without room for one.

    It takes the place of one that cannot be read. StateError when the place cannot be used.
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
    return None if kept is None else _mark_in(workspace, _marks_in(workspace, kept.read(), kept.place))


def refuse_stopped(mark: Row | None) -> None:
    """Refused where there is a mark: whatever is read behind it, nothing may be sent."""
    if mark is not None:
        raise Refused(_said(mark, "this run"))


def stop_notes(workspace: Workspace) -> list[Diagnostic]:
    """The note for a plan that a mark stops each apply; a warning where that cannot be told."""
    try:
        mark = mark_left(workspace)
    except StateError as failed:
        return [replace(one, severity=Severity.WARNING) for one in failed.diagnostics]
    return [] if mark is None else [replace(_said(mark, "each apply"), severity=Severity.NOTE)]


class Stop:
    """Looks for the mark on behalf of one apply; `said` is what it found, once it has."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._kept = beside(workspace, STOP)
        self.said: Diagnostic | None = None

    def check(self) -> None:
        """Interrupted once there is a mark, or nobody can tell: right before a call leaves."""
        if (kept := self._kept) is None:
            return
        try:
            mark = _mark_in(self._workspace, _marks_in(self._workspace, kept.read(), kept.place))
        except StateError as failed:
            why = failed.diagnostics[0]
            summary = f"whether a hold stops this run cannot be told: {why.summary}"
            self.said = error(STOPPED, summary, why.detail)
            raise Interrupted(self.said) from None
        if mark is not None:
            self.said = _said(mark, "this run")
            raise Interrupted(self.said)


def _said(mark: Row, what: str) -> Diagnostic:
    if _UNREAD in mark:
        return error(STOPPED, f"a hold may have stopped {what}: {mark[_UNREAD]}", _WAY_OUT_UNREAD)
    at = mark.get("at")
    since = f", at {minute(at)}" if isinstance(at, int) else ""
    return error(STOPPED, f"{what} is stopped by a hold of {mark.get('by')}{since}", _WAY_OUT)


def _marks_in(workspace: Workspace, data: bytes | None, place: str) -> list[Row]:
    """All marks there. Where they cannot be read, any environment may have had one, so each has."""
    try:
        return rows_in(data, place, STOP, whose_are(workspace))
    except Broken as broken:
        id, why = sha256(data or b"").hexdigest(), broken.diagnostics[0].summary
        names: list[str | None] = [*workspace.config.environments] or [None]
        return [{"environment": name, "id": id, _UNREAD: why} for name in names]


def _mark_in(workspace: Workspace, rows: Iterable[Row]) -> Row | None:
    return next((row for row in rows if row.get("environment") == workspace.environment), None)


def _put(workspace: Workspace, mark: Callable[[Row | None], Row | None], note: str) -> None:
    """Put what `mark` makes of this environment's mark in its place; those of others stay."""
    kept = beside(workspace, STOP)
    if kept is None:
        return
    place = kept.place

    def make(data: bytes | None) -> bytes:
        rows = _marks_in(workspace, data, place)
        others = [row for row in rows if row.get("environment") != workspace.environment]
        mine = mark(_mark_in(workspace, rows))
        return dump(STOP, workspace.name, [*others, *([mine] if mine else [])])

    kept.append(make, note)
