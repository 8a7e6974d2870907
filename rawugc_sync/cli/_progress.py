"""What a run says while it goes: a live line on a terminal, plain lines elsewhere, events as JSON."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from rawugc_sync.render.safe import safe
from rawugc_sync.words.count import count

if TYPE_CHECKING:
    from rawugc_sync.api.pacing import Delay
    from rawugc_sync.applying.outcome import Result
    from rawugc_sync.applying.underway import Underway
    from rawugc_sync.cli._console import Console
    from rawugc_sync.words.budget import Limit
    from rawugc_sync.words.planned import Change, Plan
    from rawugc_sync.words.uploads import Upload

_LARGE = 5_000_000
"""Bytes from which on an upload takes its time."""
_PIECE = 256 * 1024
"""Bytes from one word about an upload to the next, at most."""

_OFTEN = 60.0
"""Seconds after which something that is waited for is told of again, though nothing is new."""

_Key = tuple[tuple[str, str], str | None, str]


def waiting(console: Console) -> Callable[[Delay], None]:
    """Says each wait on stderr, with the clock time at which it ends."""

    def say(wait: Delay) -> None:
        if wait.seconds >= 1:
            console.say(safe(f"Waiting {wait.seconds:.0f} s until {_clock(wait.until)}: {wait.reason}."))

    return say


class Progress:
    """One line a change, and one a wait, on stderr."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._total = self._done = 0
        self._left: dict[_Key, Change] = {}
        self._limit: Limit | None = None
        self._told: dict[str, tuple[str | None, float]] = {}

    def begin(self, plan: Plan) -> None:
        """The run begins: now it is known how much there is to do."""
        self._total = len(plan.changes)
        self._left, self._limit = {_key(change): change for change in plan.changes}, plan.budget.limit

    def started(self, change: Change) -> None:
        """A change is about to be sent."""

    def finished(self, result: Result) -> None:
        """A change has ended."""
        from rawugc_sync.render.outcome_text import result_line

        self._done += 1
        self._left.pop(_key(result.change), None)
        fate = str(result.fate).replace("_", " ")
        line = result_line(result, spoken=self._console.error_style.spoken)
        self._line(f"[{self._done}/{self._total}] {line} {fate}")

    def wait(self, wait: Delay) -> None:
        """The rate limit, or a repeated request, makes the run wait."""
        if wait.seconds >= 1:
            self._line(self.waiting_line(wait))

    def waiting(self, underway: Sequence[Underway]) -> None:
        """Nothing can be sent before one of these is looked at: told when one is new, and now and then."""
        if any(self._is_news(one) for one in underway):
            from rawugc_sync.render.underway import underway_line

            underway = sorted(underway, key=lambda one: not self._is_news(one))
            self._told = {one.id: (one.status, one.seconds) for one in underway}
            self._line(underway_line(underway))

    def uploading(self, file: Upload, sent: int) -> None:
        """So many bytes of a file have left: told of a large one at each quarter."""
        if file.size >= _LARGE and _quarter(file, sent) > _quarter(file, sent - _PIECE):
            self._line(f"{uploading_line(file, sent)}.")

    def waiting_line(self, wait: Delay) -> str:
        """Progress, requests left, and the clock time of going on and of the finish."""
        line = f"Waiting {wait.seconds:.0f} s until {_clock(wait.until)}: {wait.reason}"
        if self._limit is None or not self._total:
            return f"{line}."
        from rawugc_sync.planning.budget import what_is_left

        rest = what_is_left(self._left.values(), self._limit)
        return (
            f"{line}; {self._done} of {self._total} done, {count(rest.requests, 'request')} left, "
            f"finishes about {_clock(rest.done(wait.until))}."
        )

    def end(self) -> None:
        """The run is over."""

    def _is_news(self, one: Underway) -> bool:
        status, seconds = self._told.get(one.id, (None, None))
        return seconds is None or one.status != status or one.seconds - seconds >= _OFTEN

    def _line(self, text: str) -> None:
        self._console.say(safe(text))


class LiveProgress(Progress):
    """The same lines above one that says what is going on at the moment."""

    def started(self, change: Change) -> None:
        self._show(f"[{self._done + 1}/{self._total}] {change.action.doing} {change.address} …")

    def wait(self, wait: Delay) -> None:
        self._show(self.waiting_line(wait))

    def waiting(self, underway: Sequence[Underway]) -> None:
        from rawugc_sync.render.underway import underway_line

        self._show(underway_line(underway))

    def uploading(self, file: Upload, sent: int) -> None:
        self._show(f"{uploading_line(file, sent)} …")

    def end(self) -> None:
        self._console.status("")

    def _show(self, text: str) -> None:
        self._console.status(safe(text))


class Events(Progress):
    """One JSON object a line on stdout."""

    def begin(self, plan: Plan) -> None:
        super().begin(plan)
        for change in plan.changes:
            self._event(
                "planned_change", address=str(change.address), action=str(change.action), digest=change.digest
            )
        self._event("change_summary", changes=plan.summary, digest=plan.digest, server=plan.server)

    def started(self, change: Change) -> None:
        self._event("apply_start", address=str(change.address), action=str(change.action), id=change.id)

    def finished(self, result: Result) -> None:
        from rawugc_sync.applying.outcome import Fate
        from rawugc_sync.render.outcome_text import result_json

        kinds = {
            Fate.APPLIED: "apply_complete",
            Fate.WAITING: "apply_waiting",
            Fate.FAILED: "apply_errored",
            Fate.UNRESOLVED: "apply_unresolved",
        }
        self._event(kinds.get(result.fate, "apply_skipped"), **result_json(result))

    def wait(self, wait: Delay) -> None:
        self._event("wait", seconds=round(wait.seconds, 1), reason=wait.reason, until=round(wait.until, 1))

    def waiting(self, underway: Sequence[Underway]) -> None:
        from rawugc_sync.render.underway import underway_json

        for one in underway:
            self._event("apply_progress", action=str(one.change.action), **underway_json(one))

    def uploading(self, file: Upload, sent: int) -> None:
        if sent == file.size or _quarter(file, sent) > _quarter(file, sent - _PIECE):
            self._event("upload_progress", path=file.path, file=file.path, sent=sent, size=file.size)

    def _event(self, kind: str, **content: Any) -> None:
        self._console.json({"type": kind, **content}, indent=None)


def progress(console: Console, *, as_json: bool) -> Progress:
    """The kind of progress that fits where the output goes."""
    if as_json:
        return Events(console)
    return LiveProgress(console) if console.is_live else Progress(console)


def uploading_line(file: Upload, sent: int) -> str:
    """How far an upload is, in bytes."""
    return f"Uploading {file.path}: {sent / 1e6:.1f} of {file.size / 1e6:.1f} MB"


def _quarter(file: Upload, sent: int) -> int:
    return max(0, sent) * 4 // file.size


def _key(change: Change) -> _Key:
    """What tells a change from the others of its plan: an address may have several."""
    return (change.address, change.id, change.digest)


def _clock(moment: float) -> str:
    return datetime.fromtimestamp(moment).astimezone().strftime("%H:%M:%S")
