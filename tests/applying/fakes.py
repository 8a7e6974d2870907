"""A store in memory, a sender with a script, and an observer that remembers."""

from __future__ import annotations

from typing import Any

from rawugc_sync.api.answers import Answer
from rawugc_sync.applying.outcome import Result
from rawugc_sync.errors import StateError
from rawugc_sync.model import Call, Change, State


class MemoryStore:
    """Keeps every state that was written; the `full` store refuses to."""

    def __init__(self, *, full: bool = False) -> None:
        self.written: list[State] = []
        self.full = full

    def read(self) -> State | None:
        return self.written[-1] if self.written else None

    def write(self, state: State) -> None:
        if self.full:
            raise StateError.of("state-unwritable", "the disk is full")
        self.written.append(state)

    @property
    def last(self) -> State:
        return self.written[-1]


class ScriptedSender:
    """Answers each call by its method and path: a new id, an error to raise, or a plain success."""

    def __init__(self, script: dict[tuple[str, str], str | BaseException] | None = None) -> None:
        self._script = script or {}
        self.sent: list[tuple[str, str]] = []

    def send(self, call: Call) -> Answer:
        self.sent.append((call.method, call.path))
        what = self._script.get((call.method, call.path), "new_1")
        if isinstance(what, BaseException):
            raise what
        body: Any = {call.id_fields[0]: what} if call.id_fields else None
        return Answer(200, body)


class Witness:
    """Remembers what it was told."""

    def __init__(self) -> None:
        self.heard: list[tuple[str, str]] = []

    def started(self, change: Change) -> None:
        self.heard.append(("started", str(change.address)))

    def finished(self, result: Result) -> None:
        self.heard.append((str(result.fate), str(result.change.address)))
