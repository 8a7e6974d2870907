"""The runs of a workspace as a document, the oldest first; bounded, and one that is broken harms no other.

| key of a run | is |
|---|---|
| `id`, `at`, `by` | the second in UTC in which it began, the same in Unix ms, and who ran it |
| `commit`, `clean` | its checkout's; without `clean`, the manifests were not what the commit has |
| `environment`, `organization_id`, `server` | whose objects they were; null where there is none |
| `plan`, `digest` | of the plan that was carried out |
| `approvals` | the yeses it rested on: `role`, `address`, `by`, `at` |
| `counts`, `interrupted` | how many changes were applied, of each kind; whether it was stopped |
| `taken_over`, `carried_on` | whether it was recorded by the next one, from its journal; which one that is |
| `changes` | `address`, `action`, `fate`, `id`, `before`, `after`, `diagnostics`, and how it was `planned` |
| `contents` | the files that fields of it name, and their URLs |
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rawugc_sync.applying.outcome import Fate, Result
from rawugc_sync.recording.change_json import change_json, content_json
from rawugc_sync.recording.change_of import Files, change_of, content_of
from rawugc_sync.recording.diagnostics import diagnostic_json, diagnostic_of
from rawugc_sync.recording.document import Row
from rawugc_sync.recording.json_object import JsonObject
from rawugc_sync.recording.run import Given, Run
from rawugc_sync.words.addresses import Address
from rawugc_sync.words.planned import CREATED_BEFORE


def with_run(rows: Sequence[Row], run: Run, keep: int) -> list[Row]:
    """The rows with one more, and no more than `keep` of its environment: the oldest go.

    What was taken over, and not carried on yet, is so by this one.
    """
    rows = [*(_carried_on(row, run) for row in rows), run_json(run)]
    mine = [row for row in rows if row.get("environment") == run.environment]
    gone = set(map(id, mine[: max(0, len(mine) - keep)]))
    return [row for row in rows if id(row) not in gone]


def recorded_as(rows: Sequence[Row], run: Run) -> str | None:
    """The id under which a run is among the rows already: no other has its moment and its plan."""
    whole = run_json(run)
    alike = (row for row in rows if all(row.get(key) == whole[key] for key in _OWN))
    return next((row["id"] for row in alike if isinstance(row.get("id"), str)), None)


_OWN = ("at", "digest", "environment")


def senders(rows: Sequence[Row], run: Run) -> dict[Address, Run]:
    """Address → the run that had sent what this one found to be made, as far as that is kept."""
    found = (one.change.address for one in run.results if one.change.action_reason == CREATED_BEFORE)
    sent = ((address, _sender(rows, run.environment, address)) for address in found)
    return {address: sender for address, sender in sent if sender is not None}


def _sender(rows: Sequence[Row], environment: str | None, address: Address) -> Run | None:
    mine = (row for row in reversed(rows) if row.get("environment") == environment)
    for run in map(_understood, mine):
        for one in run.outcome.of(Fate.UNRESOLVED) if run else ():
            if one.change.address == address and not one.partial:
                return run
    return None


def _understood(row: Row) -> Run | None:
    """What is broken stands in the way of nothing here."""
    try:
        return run_of(row)
    except ValueError:
        return None


def _carried_on(row: Row, run: Run) -> Row:
    waits = row.get("taken_over") is True and row.get("carried_on") is None
    return {**row, "carried_on": run.id} if waits and row.get("environment") == run.environment else row


def run_json(run: Run) -> dict[str, Any]:
    """A run as it is kept, and as `runs show --json` prints it."""
    return {
        **head_json(run),
        "clean": run.clean,
        "environment": run.environment,
        "organization_id": run.organization_id,
        "server": run.server,
        "digest": run.digest,
        "interrupted": run.interrupted,
        "taken_over": run.taken_over,
        "carried_on": run.carried_on,
        "approvals": [
            {"role": one.role, "address": one.address, "by": list(one.by), "at": one.at}
            for one in run.approvals
        ],
        "changes": [_result_json(one) for one in run.results],
        "contents": [content_json(one) for one in run.contents],
    }


def head_json(run: Run) -> dict[str, Any]:
    """What a list has of a run; `at` is in Unix ms."""
    head = {"id": run.id, "at": run.at, "by": run.by, "commit": run.commit}
    return {**head, "plan": run.plan, "counts": run.counts}


def run_of(row: Row) -> Run:
    """The run that `run_json` wrote; ValueError says what is malformed and where."""
    run = JsonObject.of(row)
    contents = tuple(map(content_of, run.objects("contents")))
    files = {one.sha256: one.file for one in contents if one.file is not None}
    return Run(
        id=run.text("id"),
        at=run.number("at"),
        by=run.text("by"),
        commit=run.text_or_none("commit"),
        clean=run.boolean("clean"),
        environment=run.text_or_none("environment"),
        digest=run.text("digest"),
        organization_id=run.text_or_none("organization_id"),
        server=run.text_or_none("server"),
        approvals=tuple(map(_given, run.objects("approvals"))),
        results=tuple(_result(one, files) for one in run.objects("changes")),
        contents=contents,
        interrupted=run.boolean("interrupted"),
        taken_over="taken_over" in row and run.boolean("taken_over"),
        carried_on=run.text_or_none("carried_on"),
    )


def _result_json(result: Result) -> dict[str, Any]:
    planned = change_json(result.change)
    return {
        "address": planned.pop("address"),
        "action": str(result.change.action),
        "fate": str(result.fate),
        "id": result.id,
        "before": planned["change"].pop("before"),
        "after": planned["change"].pop("after"),
        "partial": result.partial,
        "diagnostics": [diagnostic_json(one) for one in result.diagnostics],
        "planned": planned,
    }


def _result(one: JsonObject, files: Files) -> Result:
    planned, fate = one.object("planned"), one.one_of("fate", Fate)
    sides = {side: one.mapping_or_none(side) for side in ("before", "after")}
    whole = {
        **planned.values,
        "address": one.text("address"),
        "change": {**planned.mapping("change"), **sides},
    }
    return Result(
        change_of(JsonObject(whole, planned.place), files),
        fate,
        one.text_or_none("id"),
        tuple(map(diagnostic_of, one.objects("diagnostics"))),
        one.boolean("partial"),
    )


def _given(one: JsonObject) -> Given:
    return Given(
        role=one.text("role"),
        address=one.text("address"),
        by=one.texts("by"),
        at=one.number_or_none("at"),
    )
