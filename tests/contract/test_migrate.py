"""`state migrate`: the state is copied as it is, and nothing that is live hears of it."""

from __future__ import annotations

import json
import os

import pytest

from rawugc_sync.state.lock import held
from rawugc_sync.state.stores.local import LocalStore
from tests.cli.terminal import asked
from tests.conftest import Workspace
from tests.contract.project import Project

BRAND = {"brand.yaml": "personas:\n  p: {name: N, description: D}\n", "rawugc.yaml": "# ours\nlimits: {}\n"}
NEW = "kept/brand.json"
RUNS = "Copied the runs from rawugc.runs.json to kept/rawugc.runs.json.\n"


@pytest.fixture
def project(workspace: Workspace) -> Project:
    """One persona, applied."""
    return workspace(BRAND).applied()


def test_the_state_is_there_as_it_was_and_the_next_plan_is_empty(project: Project) -> None:
    before = (project.root / "rawugc.state.json").read_bytes()
    run = project.run("state", "migrate", "--to", NEW, "--auto-approve")
    assert (run.exit_code, run.stdout, project.requests()) == (0, "", [])
    assert run.stderr == (
        f"Copied the state (serial 1, 1 resource) from rawugc.state.json to {NEW}.\n"
        f"{RUNS}Now write into rawugc.yaml: state: {NEW}\n"
        "Until then, runs go on with rawugc.state.json. "
        "After that nothing uses it any more; remove it: git rm rawugc.state.json\n"
    )
    assert (project.root / NEW).read_bytes() == before == (project.root / "rawugc.state.json").read_bytes()
    project.write({"rawugc.yaml": f"state: {NEW}\n", "rawugc.state.json": None})
    project.assert_settled()


APPROVED = '{"version": 1, "workspace": "glow-lab", "entries": []}'


@pytest.mark.parametrize(
    ("there", "said"),
    [
        (None, "Copied the approvals from rawugc.approvals.json to kept/rawugc.approvals.json.\n"),
        (APPROVED, "Copied the approvals from rawugc.approvals.json to kept/rawugc.approvals.json.\n"),
        ("others", "kept/rawugc.approvals.json holds other approvals, and is left as it is.\n"),
    ],
)
def test_the_approvals_go_along(project: Project, there: str | None, said: str) -> None:
    project.write({"rawugc.approvals.json": APPROVED})
    if there:
        project.write({"kept/rawugc.approvals.json": there})
    run = project.run("state", "migrate", "--to", NEW, "--auto-approve")
    assert (run.exit_code, said in run.stderr) == (0, True)
    assert (project.root / "kept/rawugc.approvals.json").read_text() == (there or APPROVED)


def test_the_line_to_change_is_named(project: Project) -> None:
    project.write({"rawugc.yaml": "# ours\nstate: rawugc.state.json\n"})
    run = project.run("state", "migrate", "--to", NEW, "--auto-approve")
    assert f"Now write into rawugc.yaml:2: state: {NEW}\n" in run.stderr


def test_a_second_time_there_is_nothing_left_to_copy(project: Project) -> None:
    assert project.run("state", "migrate", "--to", NEW, "--auto-approve").exit_code == 0
    run = project.run("state", "migrate", "--to", NEW, "--auto-approve")
    assert (run.exit_code, f"{NEW} has it already.\n{RUNS}Now write into" in run.stderr) == (0, True)


@pytest.mark.parametrize(
    ("there", "code", "said"),
    [
        ("another", 3, f"{NEW} holds another state"),
        ("{", 1, f"{NEW} cannot be used"),
        ("", 1, "it is empty"),
    ],
)
def test_what_is_there_already_is_never_overwritten(
    project: Project, there: str, code: int, said: str
) -> None:
    text = json.dumps({**project.state, "lineage": "another"}) if there == "another" else there
    project.write({NEW: text})
    run = project.run("state", "migrate", "--to", NEW, "--auto-approve")
    assert run.exit_code == code
    assert said in run.stderr
    assert (project.root / NEW).read_text() == text


@pytest.mark.parametrize(
    ("command", "said"),
    [
        (("--to", "rawugc.state.json"), "is kept there already"),
        (("--to", "./kept/../rawugc.state.json"), "is kept there already"),
        (("--to", "kept"), "must name a file that ends in .json"),
        (("--to", "ftp://host/x"), "ftp:// is no place that can keep a state"),
        ((), "Missing option '--to'"),
    ],
)
def test_a_place_that_cannot_be_is_an_error(project: Project, command: tuple[str, ...], said: str) -> None:
    run = project.run("state", "migrate", "--auto-approve", *command)
    assert (run.exit_code, said in run.stderr) == (1, True)


def test_without_a_state_there_is_nothing_to_copy(workspace: Workspace) -> None:
    project = workspace(BRAND)
    run = project.run("state", "migrate", "--to", NEW, "--auto-approve")
    assert (run.exit_code, "there is no state yet" in run.stderr) == (1, True)
    assert not (project.root / NEW).exists()


def test_the_sandbox_keeps_its_own(workspace: Workspace) -> None:
    project = workspace(BRAND)
    run = project.run("--sandbox", "state", "migrate", "--to", NEW, "--auto-approve")
    assert (run.exit_code, "Leave out --sandbox" in run.stderr) == (1, True)


def test_it_needs_the_lock_and_waits_for_it_when_told_to(project: Project) -> None:
    command = ("state", "migrate", "--to", NEW, "--auto-approve")
    store = LocalStore(project.root / "rawugc.state.json", project.root / ".rawugc", "state")
    with held(store, "somebody else", project.clock):
        assert project.run(*command).exit_code == 5
        assert project.run(*command, "--lock-timeout", "30").exit_code == 5
    assert project.clock.monotonic() == 30
    assert project.run(*command).exit_code == 0


@pytest.mark.parametrize(("answer", "code"), [(b"yes\n", 0), (b"y\n", 1)])
def test_it_asks_on_a_terminal_and_takes_only_a_yes(project: Project, answer: bytes, code: int) -> None:
    with asked(project.root, "state", "migrate", "--to", NEW, sandbox=False) as (process, terminal):
        os.write(terminal, answer)
        assert process.wait(60) == code
    assert (project.root / NEW).exists() is (code == 0)


def test_it_is_not_asked_for_without_a_terminal(project: Project) -> None:
    run = project.run("state", "migrate", "--to", NEW)
    assert (run.exit_code, "Pass --auto-approve." in run.stderr) == (1, True)
    assert not (project.root / NEW).exists()


def test_what_was_approved_goes_along_and_a_no_still_blocks(workspace: Workspace) -> None:
    roles = {"approvals": {"legal": {"of": ["personas.name"]}}}
    project = workspace({"brand.yaml": BRAND["brand.yaml"], "rawugc.yaml": roles})
    assert project.run("plan", "--out", "the.plan").exit_code == 0
    said = ("approve", "the.plan", "--role", "legal", "--as", "ana@x.example")
    assert project.run(*said).exit_code == 0
    project.applied()
    project.write({"brand.yaml": "personas:\n  p: {name: Other, description: D}\n"})
    assert project.run("plan", "--out", "the.plan").exit_code == 0
    assert project.run(*said, "--reject", "--note", "No.").exit_code == 0

    for _ in ("once", "and again"):
        run = project.run("state", "migrate", "--to", NEW, "--auto-approve")
        assert (
            "Copied the approvals from rawugc.approvals.json to kept/rawugc.approvals.json.\n" in run.stderr
        )
    old = (project.root / "rawugc.approvals.json").read_bytes()
    assert (project.root / "kept/rawugc.approvals.json").read_bytes() == old
    project.write({"rawugc.yaml": {**roles, "state": NEW}, "rawugc.state.json": None})
    (project.root / "rawugc.approvals.json").unlink()
    assert [one["status"] for one in project.plan().json["approvals"]] == ["rejected"]
