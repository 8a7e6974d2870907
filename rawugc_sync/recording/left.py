"""A run by what its journal has: it ended before it was recorded, and says of each change how far it came.

| the last that the journal has of a change | ended as |
|---|---|
| all of its steps done | applied |
| all of its calls, and nothing of what they wait for | waiting |
| some of its calls, or uploads alone | failed; partial with a call |
| a call that provably did nothing, as the first | failed |
| a create or an edit that is being sent, or that was lost | unresolved |
| any other call that is being sent | unresolved, and partial: it may be done |
| nothing | not in the run: it was not begun |
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from rawugc_sync.applying.outcome import Fate, Result
from rawugc_sync.recording.change_of import Files, change_of, file_of
from rawugc_sync.recording.json_object import JsonObject
from rawugc_sync.recording.run import Run
from rawugc_sync.recording.runs import run_of
from rawugc_sync.words.diagnostics import Diagnostic, error
from rawugc_sync.words.errors import StateError
from rawugc_sync.words.left import Left
from rawugc_sync.words.planned import Change
from rawugc_sync.words.uploads import Upload, restored

_STOPPED = "its run ended at once"


def run_left(left: Left) -> Run:
    """The run that has left this, interrupted, and taken over. StateError where that cannot be understood."""
    try:
        run, work = run_of(left.notes), list(_work(left.entries))
        files = dict(_files(work))
        results = tuple(_result(one, files) for one in work)
    except ValueError as broken:
        summary = f"what its journal says of it cannot be understood: {broken}"
        raise StateError.of("journal-broken", summary) from None
    return replace(run, results=results, interrupted=True, taken_over=True)


@dataclass(slots=True)
class _Work:
    """A change as the journal tells it: so many calls are `done`, and the one `sending` has no outcome."""

    change: JsonObject
    done: int = 0
    sending: Mapping[str, Any] | None = None
    record: Mapping[str, Any] | None = None
    whole: bool = False
    lost: bool = False

    @property
    def calls(self) -> int:
        """How many calls it has, uploads left out."""
        return sum("file" not in call.values for call in self.change.objects("calls"))

    def take(self, entry: JsonObject) -> None:
        """One more entry about it."""
        kind = entry.text("kind")
        if kind == "intent":
            self.sending = entry.mapping_or_none("call") or {}
            self.lost = entry.mapping_or_none("create") is not None
            return
        if kind == "done" and "upload" not in entry.values:
            self.done += self.sending is not None and "void" not in entry.values
            self.record = entry.mapping_or_none("record")
            self.whole = entry.values.get("whole") is True
        self.sending, self.lost = None, kind == "lost"


def _work(entries: Iterable[Mapping[str, Any]]) -> Iterator[_Work]:
    """The changes that were begun, in order."""
    under_way: dict[str, _Work] = {}
    for number, values in enumerate(entries):
        entry = JsonObject.of(values, f"entry {number + 1}")
        address = entry.text("address")
        if "planned" in values:
            under_way[address] = _Work(entry.object("planned"))
            yield under_way[address]
        if address in under_way:
            under_way[address].take(entry)


def _files(work: Iterable[_Work]) -> Iterator[tuple[str, Upload]]:
    for one in work:
        for call in one.change.objects("calls"):
            if "file" in call.values:
                file = file_of(call.object("file"))
                yield file.sha256, file


def _result(work: _Work, files: Files) -> Result:
    change = change_of(work.change, files)
    if work.record is not None:
        change = _known(change, JsonObject(work.record, "record").mapping("fields"), files)
    id = change.id if work.record is None else JsonObject(work.record, "record").text("id") or change.id
    if work.whole:
        return Result(change, Fate.APPLIED, id)
    if work.lost:
        return Result(change, Fate.UNRESOLVED, None, (_said(change, "a create had no answer yet"),))
    if work.sending is not None and work.sending.get("path") != "/upload":
        call = f"{work.sending.get('method')} {work.sending.get('path')} had no answer yet"
        return Result(change, Fate.UNRESOLVED, id, (_said(change, call),), partial=True)
    if work.done and work.done == work.calls:
        return Result(
            change, Fate.WAITING, id, (_said(change, "its object was not ready yet"),), partial=True
        )
    said = _said(change, f"{work.done} of its {work.calls} calls had been carried out")
    return Result(change, Fate.FAILED, id, (said,), partial=work.done > 0)


def _known(change: Change, fields: Mapping[str, Any], files: Files) -> Change:
    """With what it was to have and was not known when it was planned, as it was sent."""
    now = {name: restored(fields[name], files) for name in change.after_unknown if name in fields}
    if change.after is None or not now:
        return change
    touched = tuple(replace(one, after=now[one.path]) if one.path in now else one for one in change.fields)
    unknown = {name: value for name, value in change.after_unknown.items() if name not in now}
    return replace(change, after={**change.after, **now}, after_unknown=unknown, fields=touched)


def _said(change: Change, what: str) -> Diagnostic:
    summary, detail = f"{_STOPPED}: {what}", "A plan shows what became of it."
    return error("interrupted", summary, detail, address=str(change.address))
