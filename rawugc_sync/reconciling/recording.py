"""Records a run where the state is, before that is written: what it changed, and what goes public by it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

from rawugc_sync.applying.outcome import Outcome, Result
from rawugc_sync.reading.read import Reading
from rawugc_sync.reconciling.plan import Planned
from rawugc_sync.reconciling.recorded import whose_are
from rawugc_sync.recording.change_json import change_json
from rawugc_sync.recording.document import dump, rows_in
from rawugc_sync.recording.kept import receipts_in
from rawugc_sync.recording.left import run_left
from rawugc_sync.recording.receipt import in_order, receipt_json
from rawugc_sync.recording.receipts import NOBODY, Seen, Senders, after_reading, after_run, lets_out
from rawugc_sync.recording.run import Given, Run, changes_anything, id_for
from rawugc_sync.recording.runs import recorded_as, run_json, senders, with_run
from rawugc_sync.resources.lookups import UNREAD
from rawugc_sync.words.diagnostics import Diagnostic, warning
from rawugc_sync.words.documents import RECEIPTS, RUNS, Kind
from rawugc_sync.words.errors import RawugcError
from rawugc_sync.words.left import Left
from rawugc_sync.words.outputs import Outputs, settled, unknown_in
from rawugc_sync.words.planned import Change, Plan
from rawugc_sync.words.recorded import Applied, State
from rawugc_sync.words.uploads import Content, Uploaded, files_in
from rawugc_sync.workspace.beside import beside
from rawugc_sync.workspace.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Ending:
    """A run that is over: what came of it, who applied it `at` which moment (Unix ms), what is uploaded."""

    outcome: Outcome
    applied: Applied | None
    at: int
    uploads: Mapping[str, Uploaded]


@dataclass(frozen=True, slots=True)
class Notes:
    """What the journal has of a run, for the next one to record it if this one dies."""

    run: Mapping[str, Any]

    def change(self, change: Change) -> Mapping[str, Any]:
        return change_json(change)


def notes(workspace: Workspace, planned: Planned, applied: Applied | None, at: int) -> Notes | None:
    """Those of a run that begins `at` (Unix ms); None where no runs are kept."""
    if beside(workspace, RUNS) is None:
        return None
    return Notes(run_json(_run(planned.plan, Ending(Outcome(()), applied, at, {}))))


def take_over(workspace: Workspace, left: Iterable[Left], state: State | None) -> tuple[Diagnostic, ...]:
    """Record the runs that died before they were, from what they have left; warnings where that cannot be.

    `state` has what they did by now. One that is on record already gets the receipts that it may lack, and
    nothing twice. Only with the lock held, and before the state is written.
    """
    said: list[Diagnostic] = []
    for one in left:
        with _telling(said, RUNS, _DEAD):
            run = run_left(one)
            if changes_anything(run.results):
                contents = _contents(run.results, state.uploads if state else {})
                run = replace(run, contents=tuple(contents))
                said += put_on_record(workspace, run, _NOTHING_READ)
    return tuple(said)


def record(workspace: Workspace, planned: Planned, ending: Ending) -> tuple[Diagnostic, ...]:
    """Leave a run and its receipts where the state is; a warning for what could not be written there.

    One that changes nothing is no run, but what it has read may confirm receipts. Only with the lock held.
    """
    changed = changes_anything(ending.outcome.results) and ending.applied is not None
    run = _run(planned.plan, ending) if changed else None
    return put_on_record(workspace, run, Basis(planned.reading, planned.state))


@dataclass(frozen=True, slots=True)
class Basis:
    """What a run rests on: what it has read, and the state before it."""

    reading: Reading
    state: State | None


_DEAD = "an interrupted run"
_NOTHING_READ = Basis(Reading({}, None, 0, 0.0, {}), None)


def put_on_record(workspace: Workspace, run: Run | None, basis: Basis) -> tuple[Diagnostic, ...]:
    """The same for a run that changed something; None for one that did not."""
    said: list[Diagnostic] = []
    sent = NOBODY
    if run is not None:
        with _telling(said, RUNS, _DEAD if run.taken_over else "this run"):
            run, sent = _record_run(workspace, run)
    if (run is not None and lets_out(run.results, workspace.types)) or _has_outings(workspace, basis):
        with _telling(said, RECEIPTS, "what goes public"):
            _write_receipts(workspace, basis, run, sent)
    return tuple(said)


@contextmanager
def _telling(said: list[Diagnostic], kind: Kind, what: str) -> Iterator[None]:
    """What goes wrong within is said, and no more: what was done is done, and the state has it."""
    try:
        yield
    except RawugcError as failed:
        why = failed.diagnostics[0]
        summary = f"{what} could not be recorded: {why.summary}"
        detail = f"{why.detail} What was applied is in the state.".strip()
        said.append(warning(f"{kind.name}-unrecorded", summary, detail))


def _record_run(workspace: Workspace, run: Run) -> tuple[Run, Senders]:
    """The run under the id that it has got there; what was taken over may have been recorded before."""
    kept, whose, keep = beside(workspace, RUNS), whose_are(workspace), workspace.config.runs.keep
    if kept is None:
        return run, NOBODY
    named: list[tuple[Run, Senders]] = []

    def make(data: bytes | None) -> bytes | None:
        rows = rows_in(data, kept.place, RUNS, whose)
        if run.taken_over and (id := recorded_as(rows, run)) is not None:
            named.append((replace(run, id=id), NOBODY))
            return None
        mine = replace(run, id=id_for(run.at, {row.get("id") for row in rows}))
        named.append((mine, senders(rows, mine)))
        return dump(RUNS, whose.workspace, with_run(rows, mine, keep))

    kept.append(make, f"Record run {run.id}")
    return named[-1]


def _write_receipts(workspace: Workspace, basis: Basis, run: Run | None, sent: Senders) -> None:
    """What was read comes first, for it is older than what the run has done."""
    kept, whose, types = beside(workspace, RECEIPTS), whose_are(workspace), workspace.types
    if kept is None:
        return
    reading, held, now = basis.reading, basis.state.held if basis.state else {}, workspace.now
    deleted = frozenset((address.collection, one.record.id) for address, one in held.items())
    seen = Seen(reading.live, frozenset(reading.live) - reading.partly, deleted)

    def make(data: bytes | None) -> bytes | None:
        found = receipts_in(data, kept.place, whose)
        others = [one for one in found if one.environment != workspace.environment]
        mine = [one for one in found if one.environment == workspace.environment]
        read = list(after_reading(mine, seen, types, now))
        ordered = in_order([*others, *(after_run(read, run, types, sent) if run else read)])
        return dump(RECEIPTS, whose.workspace, map(receipt_json, ordered)) if data or ordered else None

    kept.append(make, "Write receipts")


def _has_outings(workspace: Workspace, basis: Basis) -> bool:
    """Whether anything is recorded that goes out, or went, or is held, and was read."""
    live, state = basis.reading.live, basis.state
    held = ((address, one.record) for address, one in state.held.items()) if state else ()
    records = (*state.records.items(), *held) if state else ()
    read = ((address.collection, record) for address, record in records if address.collection in live)
    return any(workspace.types[name].life.outing(record.fields, UNREAD) for name, record in read)


def _run(plan: Plan, ending: Ending) -> Run:
    outcome = ending.outcome
    applied = ending.applied or Applied("", "")
    results = tuple(_ended(result, outcome.outputs) for result in outcome.results)
    return Run(
        id=id_for(ending.at, ()),
        at=ending.at,
        by=applied.by,
        commit=applied.commit,
        clean=applied.clean,
        environment=plan.environment,
        digest=plan.digest,
        organization_id=plan.organization_id,
        server=plan.server,
        approvals=tuple(_given(plan)),
        results=results,
        contents=tuple(_contents(results, ending.uploads)),
        interrupted=outcome.interrupted,
    )


def _given(plan: Plan) -> Iterator[Given]:
    for one in plan.approvals:
        if not one.lacks:
            yield Given(role=one.asked.role, address=one.asked.address, by=one.by, at=one.at)


def _ended(result: Result, outputs: Outputs) -> Result:
    """With what the objects of others had to give when the run ended."""
    return replace(result, change=_known(result.change, outputs))


def _known(change: Change, outputs: Outputs) -> Change:
    after = None if change.after is None else settled(change.after, outputs)
    fields = tuple(replace(field, after=settled(field.after, outputs)) for field in change.fields)
    return replace(change, after=after, after_unknown=unknown_in(after or {}), fields=fields)


def _contents(results: Iterable[Result], uploads: Mapping[str, Uploaded]) -> Iterator[Content]:
    """The files that these changes name, each once, and where they are."""
    named = {str(file): file for one in results for file in files_in([one.change.before, one.change.after])}
    for sha256, file in sorted(named.items()):
        yield Content(sha256, file.file, uploads[sha256].url if sha256 in uploads else None)
