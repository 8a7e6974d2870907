"""Records a run where the state is, once that is written: what it changed, and what goes public by it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace

from rawugc_sync.applying.outcome import Outcome, Result
from rawugc_sync.reconciling.plan import Planned
from rawugc_sync.reconciling.recorded import whose_are
from rawugc_sync.recording.document import dump, rows_in
from rawugc_sync.recording.kept import receipts_in
from rawugc_sync.recording.receipt import in_order, receipt_json
from rawugc_sync.recording.receipts import Seen, after_reading, after_run, lets_out
from rawugc_sync.recording.run import Given, Run, changes_anything, id_for
from rawugc_sync.recording.runs import with_run
from rawugc_sync.resources.lookups import UNREAD
from rawugc_sync.words.diagnostics import Diagnostic, warning
from rawugc_sync.words.documents import RECEIPTS, RUNS, Kind
from rawugc_sync.words.errors import RawugcError
from rawugc_sync.words.outputs import Outputs, settled, unknown_in
from rawugc_sync.words.planned import Change, Plan
from rawugc_sync.words.recorded import Applied
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


def record(workspace: Workspace, planned: Planned, ending: Ending) -> tuple[Diagnostic, ...]:
    """Leave a run and its receipts where the state is; a warning for what could not be written there.

    One that changes nothing is no run, but what it has read may confirm receipts. Only with the lock held.
    """
    run = _run(planned.plan, ending)
    changed = changes_anything(ending.outcome.results) and ending.applied is not None
    said: list[Diagnostic] = []
    if changed:
        with _telling(said, RUNS):
            run = _record_run(workspace, run)
    if (changed and lets_out(run.results, workspace.types)) or _has_outings(workspace, planned):
        with _telling(said, RECEIPTS):
            _write_receipts(workspace, planned, run if changed else None)
    return tuple(said)


@contextmanager
def _telling(said: list[Diagnostic], kind: Kind) -> Iterator[None]:
    """What goes wrong within is said, and no more: what was done is done, and the state has it."""
    try:
        yield
    except RawugcError as failed:
        why = failed.diagnostics[0]
        what = {RUNS: "this run", RECEIPTS: "what goes public"}[kind]
        summary = f"{what} could not be recorded: {why.summary}"
        detail = f"{why.detail} What was applied is in the state.".strip()
        said.append(warning(f"{kind.name}-unrecorded", summary, detail))


def _record_run(workspace: Workspace, run: Run) -> Run:
    """The run under the id that it has got there."""
    kept, whose, keep = beside(workspace, RUNS), whose_are(workspace), workspace.config.runs.keep
    if kept is None:
        return run
    named: list[Run] = [run]

    def make(data: bytes | None) -> bytes:
        rows = rows_in(data, kept.place, RUNS, whose)
        named.append(replace(run, id=id_for(run.at, {row.get("id") for row in rows})))
        return dump(RUNS, whose.workspace, with_run(rows, named[-1], keep))

    kept.append(make, f"Record run {run.id}")
    return named[-1]


def _write_receipts(workspace: Workspace, planned: Planned, run: Run | None) -> None:
    """What was read comes first, for it is older than what the run has done."""
    kept, whose, types = beside(workspace, RECEIPTS), whose_are(workspace), workspace.types
    if kept is None:
        return
    reading, now = planned.reading, workspace.now
    seen = Seen(reading.live, frozenset(reading.live) - reading.partly)

    def make(data: bytes | None) -> bytes | None:
        found = receipts_in(data, kept.place, whose)
        others = [one for one in found if one.environment != workspace.environment]
        mine = [one for one in found if one.environment == workspace.environment]
        read = list(after_reading(mine, seen, types, now))
        ordered = in_order([*others, *(after_run(read, run, types) if run else read)])
        return dump(RECEIPTS, whose.workspace, map(receipt_json, ordered)) if data or ordered else None

    kept.append(make, "Write receipts")


def _has_outings(workspace: Workspace, planned: Planned) -> bool:
    """Whether anything is recorded that goes out, or went, and was read."""
    live = planned.reading.live
    records = planned.state.records.items() if planned.state else ()
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
