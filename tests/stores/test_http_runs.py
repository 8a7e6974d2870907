"""Runs of the tool with their state on an HTTP server, whatever becomes of it in the middle."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from tests.conftest import Workspace
from tests.contract.project import Project
from tests.stores.state_server import LOST_500, LOST_CUT, PAGE, STORED_500, STORED_CUT, Fault, States, serving

PERSONAS = {name: {"name": name.title(), "description": "D"} for name in ("a", "b", "c")}
CREATES = [("POST", "/personas", fields) for fields in PERSONAS.values()]
FAULTS = {"stored-500": STORED_500, "stored-cut": STORED_CUT, "500": LOST_500, "cut": LOST_CUT, "page": PAGE}
QUICKLY = {"TF_HTTP_RETRY_WAIT_MIN": "0"}


@pytest.fixture(params=[False, True], ids=["terraform", "gitlab"])
def states(request: pytest.FixtureRequest) -> Iterator[States]:
    with serving(States(gitlab=request.param, login=None)) as made:
        yield made


class Checkouts:
    """Checkouts of one brand, whose state is on the server."""

    def __init__(self, workspace: Workspace, states: States) -> None:
        self._workspace = workspace
        self._url = states.url()

    def __call__(self) -> Project:
        files = {"rawugc.yaml": {"state": self._url}, "brand.yaml": {"personas": PERSONAS}}
        return replace(self._workspace(files), variables=QUICKLY)


@pytest.fixture
def checkout(workspace: Workspace, states: States) -> Checkouts:
    return Checkouts(workspace, states)


def assert_each_serial_once(states: States) -> None:
    serials = [kept["serial"] for kept in states.kept()]
    assert serials == sorted(set(serials))


def stolen(states: States) -> None:
    states.locks[states.path()] = {"ID": "theirs", "Who": "ben"}


def test_what_one_checkout_applies_another_knows(checkout: Checkouts, states: States) -> None:
    one, two = checkout(), checkout()
    assert one.apply().exit_code == 0
    assert one.calls() == CREATES
    two.assert_settled()
    assert states.locks == {}
    assert not (one.root / "rawugc.state.json").exists()
    assert {path.name for path in (one.root / ".rawugc").iterdir()} == {".gitignore"}
    assert_each_serial_once(states)


@pytest.mark.parametrize("kind", ["read", "save", "lock", "unlock"])
@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS)
def test_one_answer_that_is_lost_is_not_noticed(
    checkout: Checkouts, states: States, kind: str, fault: Fault
) -> None:
    project = checkout()
    states.faults[kind] = [None, fault]
    assert project.apply().exit_code == 0
    assert project.calls() == CREATES
    assert_each_serial_once(states)
    project.assert_settled()


@pytest.mark.parametrize("saved", [0, 1, 2, 3])
@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS)
def test_a_server_that_is_gone_in_mid_run_stops_before_the_next_write(
    checkout: Checkouts, states: States, saved: int, fault: Fault
) -> None:
    one, two = checkout(), checkout()
    states.faults["save"] = [*[None] * saved, *[fault] * 50]
    run = one.apply()
    stored = sum(f.done for f in [fault])
    if stored:  # what is read back is there: nothing is lost by an answer
        assert run.exit_code == 0
    else:
        assert run.exit_code in (1, 4)
        assert one.calls() == CREATES[:saved]
    states.faults.clear()
    assert two.apply().exit_code == 0
    assert one.calls() == CREATES
    assert_each_serial_once(states)
    two.assert_settled()
    one.assert_settled()


@pytest.mark.parametrize("saves", [1, 2, 3])
def test_a_lock_that_is_taken_away_stops_before_the_next_write(
    checkout: Checkouts, states: States, saves: int
) -> None:
    one, two = checkout(), checkout()

    def steal() -> None:
        if len(states.kept()) == saves:
            stolen(states)

    states.after_save = steal
    run = one.apply()
    assert "lock-lost" in run.stdout
    assert one.calls() == CREATES[:saves]
    assert (len(states.kept()), states.locks[states.path()]["ID"]) == (saves, "theirs")
    states.locks.clear()
    assert two.apply().exit_code == 0
    assert one.calls() == CREATES
    two.assert_settled()


@pytest.mark.parametrize("kept", [tuple(PERSONAS), ()], ids=["PATCH", "DELETE"])
def test_a_lock_that_was_taken_away_stops_edits_and_removals_too(
    checkout: Checkouts, states: States, kept: tuple[str, ...]
) -> None:
    one, two = checkout().applied(), checkout()
    personas = {key: {**PERSONAS[key], "description": "E"} for key in kept}
    one.write({"brand.yaml": {"personas": personas}})
    two.write({"brand.yaml": {"personas": personas}})
    saves = len(states.kept())

    def steal() -> None:
        if len(states.kept()) == saves + 1:  # the journal of the first write
            stolen(states)

    states.after_save = steal
    run = one.apply()
    assert "lock-lost" in run.stdout
    assert len(one.calls()) == 1
    states.locks.clear()
    assert two.apply().exit_code == 0
    assert len(one.calls()) == 3
    two.assert_settled()


def test_a_lock_is_shown_and_broken_by_its_id(checkout: Checkouts, states: States) -> None:
    project = checkout()
    stolen(states)
    run = project.apply()
    assert (run.exit_code, project.requests()) == (5, [])
    assert "state unlock theirs" in run.stdout
    assert project.plan().exit_code == 2
    assert project.run("state", "unlock").exit_code == 5
    assert project.run("state", "unlock", "other").exit_code == 5
    assert project.run("state", "unlock", "theirs").exit_code == 0
    assert project.apply().exit_code == 0
    assert project.calls() == CREATES
    project.assert_settled()


def test_a_state_of_terraform_at_the_address_is_left_as_it_is(checkout: Checkouts, states: States) -> None:
    project = checkout()
    states.versions[states.path()].append(b'{"version": 4, "terraform_version": "1.9.0", "serial": 1}')
    for run in (project.plan(), project.apply()):
        assert (run.exit_code, "state of Terraform" in run.stdout) == (1, True)
    assert (len(states.kept()), project.calls()) == (1, [])


def test_a_state_that_cannot_be_saved_is_kept_on_this_machine(checkout: Checkouts, states: States) -> None:
    project = checkout()
    assert project.apply().exit_code == 0
    states.max_size = 10
    project.reset()
    project.write({"brand.yaml": {"personas": {**PERSONAS, "a": {"name": "A", "description": "New"}}}})
    run = project.apply()
    assert "413" in run.stdout
    assert "A copy is at" in run.stdout
    states.max_size = 10_000_000
    assert project.apply().exit_code == 0
    assert [(method, body) for method, _, body in project.calls()] == [("PATCH", {"description": "New"})]
    project.assert_settled()


def test_a_bad_url_is_an_error_with_a_way_out(workspace: Workspace) -> None:
    project = workspace({"rawugc.yaml": {"state": "https://ana:secret@a.example/b"}, "brand.yaml": {}})
    run = project.run("plan")
    assert run.exit_code == 1
    assert "TF_HTTP_PASSWORD" in run.stderr
    assert "secret" not in run.stderr + run.stdout


def test_approvals_go_along_to_a_server_which_takes_an_address_for_them(
    workspace: Workspace, states: States
) -> None:
    roles = {"legal": {"of": ["personas.name"]}}
    files = {"brand.yaml": {"personas": PERSONAS}, "rawugc.yaml": {"approvals": roles}}
    project = replace(workspace(files), variables=QUICKLY)

    def approve(*more: str) -> None:
        assert project.run("plan", "--out", "the.plan").exit_code == 0
        said = ("approve", "the.plan", "--role", "legal", "--as", "ana@x.example", *more)
        assert project.run(*said).exit_code == 0

    approve()
    assert project.run("apply", "--auto-approve").exit_code == 0
    project.write({"brand.yaml": {"personas": {**PERSONAS, "a": {"name": "Other", "description": "D"}}}})
    approve("--reject", "--note", "No.")
    migrate = ("state", "migrate", "--to", states.url(), "--auto-approve")
    left = project.run(*migrate)
    assert "The approvals stay at rawugc.approvals.json" in left.stderr
    assert "approvals: {address: https://…} into rawugc.yaml, and migrate again." in left.stderr

    roles = {**roles, "address": states.url("approvals")}
    project.write({"rawugc.yaml": {"approvals": roles}})
    assert project.run(*migrate).exit_code == 0
    project.write({"rawugc.yaml": {"approvals": roles, "state": states.url()}, "rawugc.state.json": None})
    (project.root / "rawugc.approvals.json").unlink()
    stands = {one["address"]: one["status"] for one in project.plan().json["approvals"]}
    assert stands["personas.a"] == "rejected"
