"""A run by its journal: how far each change came, whatever was the last line that was written."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rawugc_sync.applying.outcome import Fate, Result
from rawugc_sync.recording.change_json import change_json
from rawugc_sync.recording.left import run_left
from rawugc_sync.recording.run import changes_anything
from rawugc_sync.recording.runs import run_json
from rawugc_sync.words.actions import Action
from rawugc_sync.words.addresses import Address
from rawugc_sync.words.errors import StateError
from rawugc_sync.words.left import Left
from rawugc_sync.words.planned import Call, Change, FieldChange, Step, uploading
from rawugc_sync.words.uploads import FileUrl
from tests.recording.test_runs import FRONT, run

Entry = dict[str, Any]
P = Address("personas", "p")
UPLOAD, CREATE, PATCH, DELETE = (
    uploading(FRONT),
    Call(method="POST", path="/personas"),
    Call(method="PATCH", path="/personas/per_1"),
    Call(method="DELETE", path="/personas/per_1"),
)


def change(*calls: Call, action: Action = Action.UPDATE, **parts: Any) -> Change:
    steps = tuple(Step(call=call) for call in calls)
    id = None if action is Action.CREATE else "per_1"
    base: dict[str, Any] = {"id": id, "before": {"name": "A"}, "after": {"name": "B"}, "digest": "sha256:1"}
    return Change(address=P, action=action, steps=steps, **{**base, **parts})


def entry(kind: str, **more: Any) -> Entry:
    return {"kind": kind, "address": str(P), **more}


def intent(call: Call, planned: Change | None = None, *, create: bool = False) -> Entry:
    noted = {} if planned is None else {"planned": change_json(planned)}
    sent = {"method": call.method, "path": call.path}
    return entry("intent", call=sent, create={"sentAt": 1} if create else None, **noted)


def done(id: str = "per_1", **flags: bool) -> Entry:
    return entry("done", record={"id": id, "fields": {"name": "B"}}, **flags)


def results(*entries: Entry) -> tuple[Result, ...]:
    return run_left(Left(run_json(run()), entries)).results


UPDATE = change(PATCH)
MADE = change(CREATE, action=Action.CREATE, before=None)
REPLACED = change(DELETE, CREATE, action=Action.DELETE_THEN_CREATE)
FILED = change(UPLOAD, CREATE, action=Action.CREATE, before=None)
SENT = entry("done", upload={"sha256": FRONT.sha256, "url": "https://cdn.example.com/a.png", "at": 1})
CASES: dict[str, tuple[list[Entry], Fate, str | None, bool]] = {
    "whole": ([intent(PATCH, UPDATE), done(whole=True)], Fate.APPLIED, "per_1", False),
    "a-create": (
        [intent(CREATE, MADE, create=True), done("per_9", whole=True)],
        Fate.APPLIED,
        "per_9",
        False,
    ),
    "deleted": (
        [intent(DELETE, UPDATE), entry("done", record=None, whole=True)],
        Fate.APPLIED,
        "per_1",
        False,
    ),
    "being-sent": ([intent(PATCH, UPDATE)], Fate.UNRESOLVED, "per_1", True),
    "a-create-being-sent": ([intent(CREATE, MADE, create=True)], Fate.UNRESOLVED, None, False),
    "lost": (
        [intent(CREATE, MADE, create=True), entry("lost", create={"sentAt": 1})],
        Fate.UNRESOLVED,
        None,
        False,
    ),
    "sent-again": (
        [intent(CREATE, MADE, create=True), entry("void"), intent(CREATE, create=True), done(whole=True)],
        Fate.APPLIED,
        "per_1",
        False,
    ),
    "void": ([intent(PATCH, UPDATE), entry("void")], Fate.FAILED, "per_1", False),
    "void-with-a-record": ([intent(DELETE, REPLACED), done(void=True)], Fate.FAILED, "per_1", False),
    "half": ([intent(DELETE, REPLACED), done()], Fate.FAILED, "per_1", True),
    "half-and-a-create": (
        [intent(DELETE, REPLACED), done(), intent(CREATE, create=True)],
        Fate.UNRESOLVED,
        None,
        False,
    ),
    "uploading": ([intent(UPLOAD, FILED)], Fate.FAILED, None, False),
    "uploaded": ([intent(UPLOAD, FILED), SENT], Fate.FAILED, None, False),
    "uploaded-and-made": (
        [intent(UPLOAD, FILED), SENT, intent(CREATE, create=True), done("per_9", whole=True)],
        Fate.APPLIED,
        "per_9",
        False,
    ),
    "not-ready": ([intent(CREATE, MADE, create=True), done("per_9")], Fate.WAITING, "per_9", True),
}


@pytest.mark.parametrize(("entries", "fate", "id", "partial"), CASES.values(), ids=list(CASES))
def test_a_change_ended_as_its_last_line_says(
    entries: list[Entry], fate: Fate, id: str | None, partial: bool
) -> None:
    (found,) = results(*entries)
    assert (found.fate, found.id, found.partial) == (fate, id, partial)
    assert [one.code for one in found.diagnostics] == ([] if fate is Fate.APPLIED else ["interrupted"])


@given(st.sampled_from(list(CASES)), st.data())
def test_cut_off_anywhere_it_says_nothing_that_was_not_done(case: str, data: st.DataObject) -> None:
    entries = CASES[case][0]
    cut = data.draw(st.integers(0, len(entries)))
    found = results(*entries[:cut])
    assert len(found) == (cut > 0)
    assert all(one.fate is not Fate.APPLIED for one in found if not any("whole" in e for e in entries[:cut]))
    calls = [one for one in entries[:cut] if one["kind"] == "intent" and one["call"]["path"] != "/upload"]
    voids = [one for one in entries[:cut] if one["kind"] == "void" or "void" in one]
    assert changes_anything(found) == (len(calls) > len(voids))


def test_it_is_the_run_that_it_was_and_marked() -> None:
    notes = run(commit="c" * 40, environment="prod")
    found = run_left(Left(run_json(notes), (intent(PATCH, UPDATE), done(whole=True))))
    assert (found.commit, found.environment, found.digest) == (notes.commit, "prod", notes.digest)
    assert (found.interrupted, found.taken_over, found.carried_on) == (True, True, None)
    assert (found.results[0].change.before, found.results[0].change.after) == ({"name": "A"}, {"name": "B"})


def test_what_was_not_known_when_it_was_planned_is_what_was_sent() -> None:
    field = FieldChange(path="image", before="https://cdn.example.com/a.png", known=True)
    planned = change(PATCH, fields=(field,), after_unknown={"image": True, "more": True})
    record = {"id": "per_1", "fields": {"name": "B", "image": {"file": FRONT.sha256}}}
    (found,) = results(intent(PATCH, planned), entry("done", record=record, whole=True))
    assert found.change.after == {"name": "B", "image": FileUrl(FRONT.sha256)}
    assert [one.after for one in found.change.fields] == [FileUrl(FRONT.sha256)]
    assert found.change.after_unknown == {"more": True}


WRONG: dict[str, list[Entry]] = {
    "no-address": [{"kind": "intent"}],
    "no-change": [{**intent(PATCH), "planned": 5}],
    "no-call": [{**intent(PATCH, UPDATE), "call": "PATCH"}],
    "no-fields": [intent(PATCH, UPDATE), entry("done", record={"id": "per_1"})],
    "no-id": [intent(PATCH, UPDATE), entry("done", record={"fields": {}})],
}


@pytest.mark.parametrize("entries", WRONG.values(), ids=list(WRONG))
def test_what_makes_no_sense_is_told(entries: list[Entry]) -> None:
    with pytest.raises(StateError, match="what its journal says of it cannot be understood"):
        results(*entries)
