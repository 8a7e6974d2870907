"""Runs as they are kept: back as they were, bounded, told apart, and nothing malformed is taken for one."""

from __future__ import annotations

import copy
import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rawugc_sync.applying.outcome import Fate, Result
from rawugc_sync.recording.document import dump, rows_in
from rawugc_sync.recording.kept import run_in
from rawugc_sync.recording.run import Given, Run, changes_anything, id_for
from rawugc_sync.recording.runs import run_json, run_of, with_run
from rawugc_sync.words.actions import Action
from rawugc_sync.words.addresses import Address
from rawugc_sync.words.diagnostics import error
from rawugc_sync.words.documents import RUNS, Whose
from rawugc_sync.words.errors import StateError
from rawugc_sync.words.planned import Change
from rawugc_sync.words.uploads import Content, FileUrl, Upload
from tests.render.conftest import every_action

AT = 1_800_000_000_000
PLACE = "rawugc.runs.json"
OURS = Whose("glow-lab", spelled=True)
FRONT = Upload("front.png", f"sha256:{'a' * 64}", 47, "image/png")


def change(action: Action = Action.UPDATE, **parts: Any) -> Change:
    return Change(address=Address("personas", "p"), action=action, id="per_1", digest="sha256:1", **parts)


def run(*results: Result, **parts: Any) -> Run:
    base: dict[str, Any] = {
        "id": "20270115-080000",
        "at": AT,
        "by": "ana",
        "commit": "c" * 40,
        "clean": True,
        "environment": None,
        "digest": "sha256:4d3d3583d9190a1b77c2ffff",
        "organization_id": "org_1",
        "server": "https://rawugc.com/api/v1",
        "approvals": (),
        "results": results,
    }
    return Run(**{**base, **parts})


def back(one: Run) -> Run:
    (row,) = rows_in(dump(RUNS, "glow-lab", [run_json(one)]), PLACE, RUNS, OURS)
    return run_of(row)


def test_a_run_is_read_as_it_was_written() -> None:
    failed = Result(
        change(before={"name": "A"}, after={"photos": [FileUrl.of(FRONT)]}),
        Fate.FAILED,
        "per_1",
        (error("bad", "is bad", "Do better.", field="name"),),
        partial=True,
    )
    said = Given(role="legal", address="personas.p", by=("ana", "ben"), at=AT)
    files = (Content(FRONT.sha256, FRONT, "https://cdn.example.com/front.png"),)
    one = run(failed, approvals=(said,), contents=files, interrupted=True, clean=False, environment="prod")
    assert back(one) == one
    assert run_json(back(one)) == run_json(one)


@pytest.mark.parametrize("number", range(len(every_action().changes)))
def test_every_kind_of_change_comes_back_as_it_is_shown(number: int) -> None:
    one = run(Result(every_action().changes[number], Fate.APPLIED, "obj_1"))
    assert run_json(back(one)) == run_json(one)
    assert back(one).counts == one.counts


@given(st.text(st.characters(exclude_categories=[]), max_size=40))
def test_any_text_comes_back(text: str) -> None:
    one = run(Result(change(before={"name": text}), Fate.APPLIED, text), by=text)
    assert back(one) == one


WHERE = [("at",), ("by",), ("changes", 0, "fate"), ("changes", 0, "address"), ("changes", 0, "planned")]
WRONG = [None, [], {}, -1.5, True]


@pytest.mark.parametrize(
    ("where", "value"), [*((where, value) for where in WHERE for value in WRONG), (WHERE[2], "done")]
)
def test_what_is_malformed_is_told_with_its_place(where: tuple[Any, ...], value: Any) -> None:
    row: Any = copy.deepcopy(run_json(run(Result(change(), Fate.APPLIED))))
    inner = row
    for step in where[:-1]:
        inner = inner[step]
    inner[where[-1]] = value
    with pytest.raises(StateError, match=rf"{PLACE} cannot be used: .*{where[-1]}"):
        run_in(json.loads(json.dumps(row)), PLACE)


def test_a_broken_run_stands_in_the_way_of_no_other() -> None:
    rows = with_run([{"id": "x"}], run(), keep=200)
    assert [row["id"] for row in rows] == ["x", "20270115-080000"]


def test_the_oldest_of_an_environment_go_first() -> None:
    rows: list[Any] = []
    for number, environment in enumerate(["prod", "staging", "prod", "prod"]):
        rows = with_run(rows, run(id=str(number), environment=environment), keep=2)
    assert [row["id"] for row in rows] == ["1", "2", "3"]


@pytest.mark.parametrize(
    ("taken", "id"),
    [
        ((), "20270115-080000"),
        (("20270115-080000",), "20270115-080000-2"),
        (("20270115-080000", "20270115-080000-2", None), "20270115-080000-3"),
        (("20270115-080001",), "20270115-080000"),
    ],
)
def test_an_id_says_the_second_and_is_taken_once(taken: tuple[object, ...], id: str) -> None:
    assert id_for(AT + 999, taken) == id


def test_ids_sort_by_time() -> None:
    ids = [id_for(AT + seconds * 1000, ()) for seconds in range(0, 4_000_000, 77_777)]
    assert ids == sorted(ids)


@pytest.mark.parametrize(
    ("result", "done"),
    [
        (Result(change(), Fate.APPLIED), True),
        (Result(change(), Fate.UNRESOLVED), True),
        (Result(change(), Fate.FAILED, partial=True), True),
        (Result(change(), Fate.WAITING, partial=True), True),
        (Result(change(), Fate.FAILED), False),
        (Result(change(), Fate.WAITING), False),
        (Result(change(), Fate.SKIPPED), False),
        (Result(change(), Fate.NOT_ATTEMPTED), False),
    ],
)
def test_a_run_is_what_has_done_anything_or_may_have(result: Result, done: bool) -> None:
    assert changes_anything([result]) is done


def test_what_it_changed_is_a_plan_without_anything_to_decide() -> None:
    one = run(Result(change(decide_by=AT), Fate.APPLIED))
    plan = one.as_plan("glow-lab")
    assert (plan.name, plan.decide_by, plan.workspace) == (one.plan, None, "glow-lab")


# -- the document


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "runs-broken"),
        (b"[]", "runs-broken"),
        (b"\xff", "runs-broken"),
        (b'{"version": true, "workspace": "glow-lab", "runs": []}', "runs-broken"),
        (b'{"version": 1, "workspace": "glow-lab"}', "runs-broken"),
        (b'{"version": 1, "workspace": "glow-lab", "runs": [1]}', "runs-broken"),
        (b'{"version": 2, "workspace": "glow-lab", "runs": []}', "runs-version"),
        (b'{"version": 1, "workspace": "other", "runs": []}', "runs-foreign"),
        (b"[" * 100_000, "runs-broken"),
    ],
)
def test_what_is_no_document_of_ours_is_refused(data: bytes, code: str) -> None:
    with pytest.raises(StateError) as failed:
        rows_in(data, PLACE, RUNS, OURS)
    (told,) = failed.value.diagnostics
    assert (told.code, PLACE in told.summary, bool(told.detail)) == (code, True, True)


def test_the_name_of_a_folder_tells_no_workspaces_apart() -> None:
    data = dump(RUNS, "checkout-2", [run_json(run())])
    assert len(rows_in(data, PLACE, RUNS, replace(OURS, spelled=False))) == 1


def test_a_document_has_a_line_for_each_row() -> None:
    lines = dump(RUNS, "glow-lab", [{"id": "1\n"}, {"id": "2"}]).decode("ascii").splitlines()
    assert lines[1:] == ['{"id":"1\\n"},', '{"id":"2"}', "]}"]
