"""Credits on a bad wire and in a process that is killed: what was paid counts once, and never less."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from rawugc_sync.sandbox import Options
from rawugc_sync.sandbox.faults import Fault as OnTheWire
from tests.conftest import Workspace
from tests.contract.project import Project
from tests.contract.test_media import IMAGE, TRACK, VIDEO, credits_spent, it, made
from tests.faults.processes import Fork, Watched, killing, posix, rawugc, recover
from tests.faults.runner import Fault
from tests.faults.wire import FaultyRawUGC, answered

__all__ = ["rawugc"]

MONTH = "2027-01"
MANIFEST: dict[str, Any] = {
    "media.yaml": {
        "images": {"still": IMAGE},
        "music": {"tune": TRACK},
        "personas": {"p": {"name": "P", "description": "D"}},
    }
}
CREDITS = 7
FSYNCS = 15
"""Of an undisturbed apply: the journal, around calls and once an object is ready, the state, and the run."""


def months(project: Project) -> Any:
    return project.state["credits"]["months"]


# -- killed


@pytest.fixture
def options() -> Options:
    """The clock of a process is its own: what it waits for has to be there at once."""
    return Options(generation_seconds=0)


@posix
def test_the_matrix_has_every_point(workspace: Workspace) -> None:
    fork = Fork.start(workspace(MANIFEST), "apply", "--auto-approve")
    assert fork.end().exit_code == 0
    assert json.loads(fork.order.counts.read_text("utf-8"))["fsync"] == FSYNCS


@posix
@pytest.mark.parametrize("way", ["kill-before", "kill-after"])
@pytest.mark.parametrize("number", range(1, FSYNCS + 1))
def test_killed_at_any_entry_of_the_journal_what_was_paid_counts_once(
    workspace: Workspace, rawugc: Watched, number: int, way: Any
) -> None:
    """A person has to say only that what had an intent alone was not made."""
    project = workspace(MANIFEST)
    fault = Fault("fsync", number, way)
    assert Fork.start(project, "apply", "--auto-approve", fault=fault).end().exit_code == -9
    sent = [e.path for e in rawugc.writes()]
    assert [one for one in recover(project) if f"/{one.partition('.')[0]}/generate" in sent] == []
    assert (months(project), credits_spent(project)) == ({MONTH: CREDITS}, CREDITS)
    project.assert_settled()


@posix
@pytest.mark.parametrize("call", [1, 2, 3])
def test_killed_between_a_payment_and_its_answer_it_counts_once(
    workspace: Workspace, rawugc: Watched, call: int
) -> None:
    project = workspace(MANIFEST)
    with killing(rawugc, call) as victim:
        victim.append(Fork.start(project, "apply", "--auto-approve"))
        assert victim[0].end().exit_code == -9
    assert recover(project) == []
    assert (months(project), credits_spent(project)) == ({MONTH: CREDITS}, CREDITS)


# -- on the wire


@pytest.fixture
def struck(tmp_path: Path, wire: FaultyRawUGC) -> Callable[..., Project]:
    """Makes a workspace with a video on a RawUGC whose answer to the first generation goes wrong."""

    def make(**fault: Any) -> Project:
        wire.faults.set(OnTheWire(method="POST", path="*/generate", **fault))
        wire.journal = tmp_path / ".rawugc" / "journal.jsonl"
        project = Project(tmp_path, wire, wire.clock)
        project.write(it("videos"))
        return project

    return make


def test_what_a_lost_answer_has_cost_counts_once_it_is_found(struck: Callable[..., Project]) -> None:
    project = struck(delivery="reset")
    run = project.apply()
    assert (run.exit_code, run.result["credits"]["spent"], run.result["credits"]["balance"]) == (0, 5, None)
    assert project.state["credits"] == {"months": {MONTH: 5}, "prices": {"veo3_fast": 5}}


def test_what_is_found_by_a_later_run_counts_in_that(struck: Callable[..., Project]) -> None:
    project = struck(delivery="reset", carried_out=False)
    assert project.apply().exit_code == 6
    assert "credits" not in project.state
    made(project, "videos", prompt=VIDEO["prompt"])
    for _ in range(2):
        assert project.apply().exit_code == 0
        assert project.state["credits"] == {"months": {MONTH: 5}, "prices": {"veo3_fast": 5}}
    project.assert_settled()


def test_what_is_found_and_not_wanted_any_more_counts_as_well(struck: Callable[..., Project]) -> None:
    project = struck(delivery="reset", carried_out=False)
    assert project.apply().exit_code == 6
    made(project, "videos")
    project.write({"media.yaml": {"videos": {}}})
    assert project.apply().exit_code == 0
    assert months(project) == {MONTH: 5}


def test_what_a_person_names_counts(struck: Callable[..., Project]) -> None:
    project = struck(delivery="reset", carried_out=False)
    assert project.apply().exit_code == 6
    one, _ = made(project, "videos"), made(project, "videos")
    assert project.run("state", "resolve", "videos.it", "--adopt", one).exit_code == 0
    assert months(project) == {MONTH: 5}
    assert project.apply().exit_code == 0
    assert months(project) == {MONTH: 5}


def test_a_generation_of_which_nobody_knows_counts_against_the_caps_of_its_run(
    struck: Callable[..., Project],
) -> None:
    project = struck(delivery="reset", carried_out=False)
    videos = {"it": VIDEO, "other": {**VIDEO, "prompt": "Another."}}
    project.write({"media.yaml": {"videos": videos}, "rawugc.yaml": {"prices": {"veo3_fast": 5}}})
    run = project.apply("--max-credits", "9")
    assert run.exit_code == 3
    project.write({"media.yaml": {"videos": {**videos, "other": {**VIDEO, "prompt": "It [fails]."}}}})
    run = project.apply("--max-credits", "10")
    assert run.exit_code == 6
    assert len(project.calls()) == 1


ODD: list[tuple[dict[str, Any], Any, Any, int]] = [
    ({}, 8, None, 1),
    ({"creditsUsed": None, "newBalance": None}, 8, None, 1),
    ({"creditsUsed": "6", "newBalance": "90"}, 8, None, 1),
    ({"creditsUsed": [], "newBalance": {}}, 8, None, 1),
    ({"creditsUsed": True, "newBalance": False}, 8, None, 1),
    ({"creditsUsed": -6, "newBalance": -1}, 8, -1, 1),
    ({"creditsUsed": 10**400, "newBalance": 10**400}, 8, None, 1),
    ({"creditsUsed": 6, "newBalance": 90.5}, 6, 90.5, 0),
    ({"creditsUsed": 6.0}, 6, None, 0),
    ({"creditsUsed": 0, "newBalance": 90}, 0, 90, 0),
]


@pytest.mark.parametrize(("told", "spent", "balance", "unsaid"), ODD)
def test_whatever_an_answer_says_of_credits_the_run_goes_on(
    struck: Callable[..., Project], told: dict[str, Any], spent: Any, balance: Any, unsaid: int
) -> None:
    project = struck(answer=answered(json.dumps({"videoId": "vid_1", **told}).encode()))
    project.write({"rawugc.yaml": {"prices": {"veo3_fast": 8}}})
    run = project.apply()
    assert run.exit_code == 0
    bill = run.result["credits"] or {"spent": 0, "balance": 90, "spent_unsaid": 0}
    assert (bill["spent"], bill["balance"], bill["spent_unsaid"]) == (spent, balance, unsaid)
    assert months(project) == {MONTH: spent}
    project.assert_settled()


@pytest.mark.parametrize(
    "told", [b'{"videoId":"vid_1","creditsUsed":NaN}', b'{"videoId":"vid_1","creditsUsed":1e999}']
)
def test_what_is_no_json_number_is_no_price(struck: Callable[..., Project], told: bytes) -> None:
    project = struck(answer=answered(told))
    assert project.apply().exit_code == 0
    assert "Infinity" not in (text := json.dumps(project.state))
    assert "NaN" not in text
