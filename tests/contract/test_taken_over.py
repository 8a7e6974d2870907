"""A run that was killed is on record: what it did, from which commit, with whose yes, and who carried on.

| killed | what it did is recorded | its receipts |
|---|---|---|
| before its first line, or its first of a change | not: it has done nothing | none |
| a create is sent, or about to be | as unresolved; the next run looks for it | its own, if it is found |
| another call is sent, or about to be | as unresolved: it may be done | new, if it is out and had none |
| between two changes | as far as it came | its own |
| all done, and it is not recorded | whole | its own |
| recorded, and the receipts or the state are not written | whole, once | completed by the next run |
| the one that takes it over, before or after recording it | once | once |

`tests/faults/test_kill_matrix.py` goes through all points.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from tests.conftest import Workspace
from tests.contract.project import START, Project
from tests.contract.test_approvals import approve
from tests.contract.test_deliberate import commit, in_git
from tests.contract.test_hold import Died, Wire, die, hold, nothing, rawugc, wire
from tests.contract.test_runs import BY_LEE, HOUR, brand, listed, post, receipts, shown
from tests.contract.test_undo import text, undone

__all__ = ["rawugc", "wire"]

FIRST = "20270115-080000"
TWO = brand(**post())
"""A post, whose create is the first call, and a persona."""


@pytest.fixture
def project(workspace: Workspace) -> Project:
    return workspace({"brand.yaml": TWO})


def killed(project: Project, wire: Wire, call: int, *, sent: bool = False) -> None:
    """An apply dies at its so manieth call: before it is there, or, once it is `sent`, before the answer."""
    left = [call]

    def count() -> None:
        left[0] -= 1
        if left[0] == 0:
            die()

    wire.meanwhile, wire.afterwards = (nothing, count) if sent else (count, nothing)
    with pytest.raises(Died):
        project.apply()
    wire.meanwhile = wire.afterwards = nothing
    project.rawugc.clock.sleep(60)
    project.reset()


def journal(project: Project) -> list[dict[str, Any]]:
    path = project.root / ".rawugc" / "journal.jsonl"
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def rewritten(project: Project, change: Callable[[dict[str, Any]], dict[str, Any]]) -> None:
    lines = "".join(json.dumps(change(entry)) + "\n" for entry in journal(project))
    project.write({".rawugc/journal.jsonl": lines})


def fates(run: dict[str, Any]) -> dict[str, str]:
    return {change["address"]: change["fate"] for change in run["changes"]}


# -- what is on record


@pytest.mark.parametrize(("call", "sent"), [(2, False), (1, True)], ids=["answered", "not-answered"])
def test_what_it_scheduled_has_a_receipt_from_its_commit_with_its_yes(
    workspace: Workspace, wire: Wire, call: int, sent: bool
) -> None:
    project = in_git(workspace({"rawugc.yaml": {"approvals": BY_LEE}}))
    first = commit(project, TWO)
    assert approve(project, person="lee").exit_code == 0
    killed(project, wire, call, sent=sent)
    second = commit(project, brand("Two.", **post()))

    assert project.apply().exit_code == 0

    (dead, next_) = [shown(project, run["id"]) for run in reversed(listed(project))]
    (one,) = receipts(project)
    assert {name: one[name] for name in ("address", "at", "commit", "approved_by", "run", "id")} == {
        "address": "posts.launch",
        "at": START + 24 * HOUR,
        "commit": first,
        "approved_by": ["lee"],
        "run": dead["id"],
        "id": "post_1",
    }
    assert (dead["commit"], next_["commit"], dead["plan"] != next_["plan"]) == (first, second, True)
    assert dead["approvals"] == [{"role": "legal", "address": "posts.launch", "by": ["lee"], "at": START}]
    project.assert_settled()


def test_it_is_marked_and_says_what_it_did(project: Project, wire: Wire) -> None:
    killed(project, wire, 2)
    assert project.apply().exit_code == 0
    assert project.calls() == [("POST", "/personas", {"name": "P", "description": "One."})]
    (dead, next_) = [shown(project, run["id"]) for run in reversed(listed(project))]
    assert (dead["id"], dead["at"], dead["interrupted"], dead["taken_over"]) == (FIRST, START, True, True)
    assert (dead["carried_on"], next_["taken_over"], next_["carried_on"]) == (next_["id"], False, None)
    (launch, persona) = dead["changes"]
    assert (launch["address"], launch["fate"], launch["id"]) == ("posts.launch", "applied", "post_1")
    assert (launch["before"], launch["after"]["content"]) == (None, "Hello")
    assert (persona["address"], persona["fate"]) == ("personas.p", "unresolved")
    assert dead["counts"]["create"] == 1
    said = project.run("runs", "show", FIRST).stdout
    assert f"Ended: at once: this is what its journal had; {next_['id']} carried on" in said
    assert "its run ended at once: a create had no answer yet" in said
    project.assert_settled()


def test_taking_it_over_asks_for_nothing_more(project: Project, wire: Wire) -> None:
    killed(project, wire, 2)
    assert project.apply().exit_code == 0
    assert project.requests() == [("GET", "/personas"), ("GET", "/social/posts"), ("POST", "/personas")]
    project.assert_settled()


@pytest.mark.parametrize("sent", [False, True], ids=["not-sent", "sent"])
def test_a_draft_that_may_be_out_has_a_receipt_once(project: Project, wire: Wire, sent: bool) -> None:
    draft = {"mode": "draft", "scheduledFor": None}
    launch = {name: value for name, value in post(**draft)["posts"]["launch"].items() if value is not None}
    project.write({"brand.yaml": {"posts": {"launch": launch}}})
    project.applied()
    assert receipts(project) == []
    project.write({"brand.yaml": {"posts": {"launch": {**launch, "mode": "now"}}}})
    killed(project, wire, 1, sent=sent)

    assert project.apply().exit_code == 0

    assert len([path for _, path, _ in project.calls() if path.endswith("/publish")]) == (not sent)
    dead = next(run for run in listed(project) if shown(project, run["id"])["taken_over"])
    (one,) = receipts(project)
    assert (one["run"] == dead["id"]) is sent
    project.assert_settled()


def test_one_that_dies_again_is_on_record_as_well(project: Project, wire: Wire) -> None:
    project.write({"brand.yaml": brand(**post(), messaging={"m": {"name": "M", "body": "B"}})})
    killed(project, wire, 2)
    killed(project, wire, 1, sent=True)
    assert project.apply().exit_code == 0
    runs = [shown(project, run["id"]) for run in reversed(listed(project))]
    assert [run["taken_over"] for run in runs] == [True, True, False]
    assert [run["carried_on"] for run in runs] == [runs[1]["id"], runs[2]["id"], None]
    assert receipts(project)[0]["run"] == FIRST
    project.assert_settled()


def test_a_hold_takes_it_over_as_well(project: Project, wire: Wire) -> None:
    killed(project, wire, 2)
    assert hold(project).exit_code == 0
    (dead, held) = [shown(project, run["id"]) for run in reversed(listed(project))]
    assert (fates(dead)["posts.launch"], dead["carried_on"]) == ("applied", held["id"])
    assert fates(held) == {"posts.launch": "applied"}
    assert receipts(project) == []


def test_a_state_that_moves_takes_it_along(project: Project, wire: Wire) -> None:
    killed(project, wire, 2)
    assert project.run("state", "migrate", "--to", "other/moved.json", "--auto-approve").exit_code == 0
    project.write({"rawugc.yaml": {"state": "other/moved.json"}})
    (dead,) = listed(project)
    assert shown(project, dead["id"])["taken_over"] is True
    assert receipts(project)[0]["run"] == dead["id"]


# -- what cannot be


def without_notes(entry: dict[str, Any]) -> dict[str, Any]:
    """A line as it was before runs wrote of themselves."""
    return {name: value for name, value in entry.items() if name not in ("run", "planned", "whole", "void")}


def test_a_journal_of_an_older_version_is_taken_over_without_a_run(project: Project, wire: Wire) -> None:
    killed(project, wire, 2)
    rewritten(project, without_notes)
    assert project.apply().exit_code == 0
    assert [shown(project, run["id"])["taken_over"] for run in listed(project)] == [False]
    assert receipts(project) == []
    project.assert_settled()


BROKEN: dict[str, Callable[[dict[str, Any]], dict[str, Any]]] = {
    "the run": lambda one: {**one, "run": {**one["run"], "at": "noon"}} if "run" in one else one,
    "a change": lambda one: {**one, "planned": {"address": 5}} if "planned" in one else one,
}


@pytest.mark.parametrize("broken", BROKEN)
def test_notes_that_make_no_sense_are_a_warning_and_lose_nothing_else(
    project: Project, wire: Wire, broken: str
) -> None:
    killed(project, wire, 2)
    rewritten(project, BROKEN[broken])
    run = project.apply()
    assert run.exit_code == 0
    assert "an interrupted run could not be recorded: what its journal says of it" in run.stderr
    assert project.calls() == [("POST", "/personas", {"name": "P", "description": "One."})]
    assert len(listed(project)) == 1
    project.assert_settled()


def test_runs_that_cannot_be_read_are_a_warning(project: Project, wire: Wire) -> None:
    killed(project, wire, 2)
    project.write({"rawugc.runs.json": "<<<<<<<"})
    run = project.apply()
    assert (run.exit_code, "an interrupted run could not be recorded" in run.stderr) == (0, True)
    project.assert_settled()


# -- undo


P = "personas:\n  # The first.\n  p:\n    name: P # why\n    description: One.\n"
Q = "  q:\n    name: Q\n    description: Two.\n"
NEW = "  q:\n    name: Q\n    description: New.\n"
UNDONE = {
    "applied-and-not-sent": (2, False, P + Q, "Two."),
    "applied-and-sent": (2, True, P + Q, "Two."),
    "sent-and-not-begun": (1, True, P + NEW, "New."),
    "not-sent-and-not-begun": (1, False, P + NEW, "New."),
}


@pytest.mark.parametrize(("call", "sent", "back", "second"), UNDONE.values(), ids=list(UNDONE))
def test_an_update_goes_back_whether_it_was_carried_out_or_not(
    workspace: Workspace, wire: Wire, call: int, sent: bool, back: str, second: str
) -> None:
    project = workspace({"brand.yaml": P + Q}).applied()
    project.rawugc.clock.sleep(60)
    project.write({"brand.yaml": P.replace("One.", "New.") + NEW})
    killed(project, wire, call, sent=sent)

    undone(project, _taken_over(project))

    assert text(project) == back
    project.apply()
    live = project.dashboard.objects("personas")
    assert [live[id]["description"] for id in ("per_1", "per_2")] == ["One.", second]
    project.assert_settled()


def test_a_create_of_which_nobody_can_tell_is_named(project: Project, wire: Wire) -> None:
    killed(project, wire, 1, sent=True)
    before = text(project)
    run = undone(project, _taken_over(project), code=4)
    assert "posts.launch: is not undone: nobody can tell yet whether it was done" in run.stderr
    assert text(project) == before


def _taken_over(project: Project) -> str:
    """The run that died, once a command has taken it over that does nothing itself."""
    assert project.run("state", "rm", "styles.none").exit_code == 1
    return str(next(run["id"] for run in listed(project) if shown(project, run["id"])["taken_over"]))
