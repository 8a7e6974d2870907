"""Uploads on a bad wire and in a process that is killed: each file once in the end, and one object."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from rawugc_sync.sandbox.faults import Fault as OnTheWire
from tests.conftest import Workspace
from tests.contract.project import Project
from tests.faults.processes import Fork, Watched, killing, posix, rawugc, recover
from tests.faults.runner import Fault
from tests.faults.wire import FaultyRawUGC, problem
from tests.files.samples import jpeg, mp4, png, write

__all__ = ["rawugc"]

PHOTOS = {"a.png": png("a"), "b.jpg": jpeg("b")}
MANIFEST: dict[str, Any] = {
    "all.yaml": {
        "products": {
            "serum": {"name": "Serum", "photos": [{"file": "a.png"}, {"file": "b.jpg"}]},
            "cream": {"name": "Cream", "photos": [{"file": "b.jpg"}]},
        },
        "posts": {
            "hello": {
                "videoUrl": {"file": "clip.mp4"},
                "accounts": ["tiktok/glowlab"],
                "mode": "draft",
                "content": "Hello.",
            },
        },
    }
}
FSYNCS = 19
"""Of an undisturbed apply: the journal before and after each of its six calls, the state, and the run."""


def filled(project: Project) -> Project:
    for name, content in {**PHOTOS, "clip.mp4": mp4("clip")}.items():
        write(project.root, name, content)
    return project


def assert_each_is_there_once(project: Project) -> None:
    """One object each, with the files of the manifest, and nothing left to do."""
    project.assert_settled()
    names = [one["name"] for one in project.dashboard.objects("products").values()]
    assert sorted(names) == ["Cream", "Serum"]
    assert len(project.dashboard.objects("posts")) == 1


def uploads(project: Project) -> int:
    return len(project.dashboard.objects("uploads"))


# -- on the wire


LOST = {
    "reset": OnTheWire("reset", method="POST", path="/upload"),
    "close": OnTheWire("close", method="POST", path="/upload"),
    "half an answer": OnTheWire("cut-by-length", method="POST", path="/upload"),
    "never arrived": OnTheWire("reset", carried_out=False, method="POST", path="/upload"),
}


@pytest.fixture
def project(wire: FaultyRawUGC, tmp_path: Path) -> Project:
    root = tmp_path / "glow-lab"
    root.mkdir()
    wire.journal = root / ".rawugc" / "journal.jsonl"
    made = Project(root, wire, wire.clock)
    made.write(MANIFEST)
    return filled(made)


@pytest.mark.parametrize("fault", LOST.values(), ids=LOST)
def test_a_lost_answer_is_asked_for_again_and_leaves_a_second_copy_at_most(
    project: Project, wire: FaultyRawUGC, fault: OnTheWire
) -> None:
    wire.faults.set(fault)
    assert project.apply().exit_code == 0
    assert uploads(project) == 3 + fault.carried_out
    assert_each_is_there_once(project)


def test_three_lost_answers_fail_one_change_and_whoever_needs_the_file_as_well_goes_on(
    project: Project, wire: FaultyRawUGC
) -> None:
    wire.faults.set(OnTheWire("reset", method="POST", path="/upload", nth=2, times=3))
    run = project.apply()
    assert run.exit_code == 4
    assert [one["address"] for one in run.result["failed"]] == ["products.cream"]
    assert [one["address"] for one in run.result["applied"]] == ["posts.hello", "products.serum"]
    wire.faults.set()
    assert project.apply().exit_code == 0
    assert_each_is_there_once(project)


def test_what_was_uploaded_before_a_create_fails_is_not_uploaded_again(
    project: Project, wire: FaultyRawUGC
) -> None:
    no = problem(400, "No.")
    wire.faults.set(OnTheWire(carried_out=False, answer=no, method="POST", path="/products", times=None))
    assert project.apply().exit_code == 4
    before = uploads(project)
    wire.faults.set()
    assert project.apply().exit_code == 0
    assert uploads(project) == before == 3
    assert_each_is_there_once(project)


@pytest.mark.parametrize("carried_out", [True, False])
def test_a_create_with_files_whose_answer_is_lost_is_found_by_them(
    project: Project, wire: FaultyRawUGC, *, carried_out: bool
) -> None:
    wire.faults.set(OnTheWire("reset", carried_out=carried_out, method="POST", path="/products", nth=2))
    assert project.apply().exit_code == 0
    assert_each_is_there_once(project)


# -- in a process


@posix
def test_the_matrix_has_every_point(workspace: Workspace) -> None:
    made = filled(workspace(MANIFEST))
    fork = Fork.start(made, "apply", "--auto-approve")
    assert fork.end().exit_code == 0
    assert json.loads(fork.order.counts.read_text("utf-8"))["fsync"] == FSYNCS


@posix
@pytest.mark.parametrize("number", range(1, FSYNCS + 1))
def test_killed_at_any_entry_of_the_journal_nothing_is_there_twice(
    workspace: Workspace, rawugc: Watched, number: int
) -> None:
    """Between an upload and its entry a second copy is made, and never more than that."""
    made = filled(workspace(MANIFEST))
    fault = Fault("fsync", number, "kill-after")
    assert Fork.start(made, "apply", "--auto-approve", fault=fault).end().exit_code == -9
    journal = made.root / ".rawugc" / "journal.jsonl"
    entries = [json.loads(line) for line in journal.read_bytes().splitlines()] if journal.exists() else []
    known = {one["upload"]["sha256"] for one in entries if "upload" in one}
    sent = len([e for e in rawugc.log if e.path == "/upload"])
    recover(made)
    again = len([e for e in rawugc.log if e.path == "/upload"]) - sent
    assert again == 3 - max(len(known), len(made.state["uploads"]) - again)
    assert_each_is_there_once(made)


def test_a_file_that_changes_while_a_run_is_under_way_is_not_sent(
    workspace: Workspace, rawugc: Watched
) -> None:
    """It is changed once the first upload has arrived; what does not need it goes on."""
    made = filled(workspace(MANIFEST))
    rawugc.upon = lambda _: write(made.root, "b.jpg", jpeg("another"))
    run = made.apply()
    assert (run.exit_code, run.codes) == (4, {"file-changed", "partly"})
    assert [one["address"] for one in run.result["applied"]] == ["posts.hello"]
    assert made.dashboard.objects("products") == {}
    rawugc.upon = lambda _: None
    assert made.apply().exit_code == 0
    assert_each_is_there_once(made)


@posix
@pytest.mark.parametrize("call", range(1, 7))
def test_killed_when_a_call_is_carried_out_and_not_answered(
    workspace: Workspace, rawugc: Watched, call: int
) -> None:
    made = filled(workspace(MANIFEST))
    with killing(rawugc, call) as victim:
        victim.append(Fork.start(made, "apply", "--auto-approve"))
        assert victim[0].end().exit_code == -9
    recover(made)
    assert uploads(made) <= 4
    assert_each_is_there_once(made)
