"""A pull that dies, or finds the ground moving: the manifests and the state heal by themselves."""

from __future__ import annotations

import errno

import pytest

from tests.conftest import Workspace
from tests.contract.project import START, Project
from tests.faults.processes import Fork, Watched, posix, rawugc
from tests.faults.runner import Fault, Way

__all__ = ["rawugc"]

FILES = {
    "messaging.yaml": "messaging:\n  it:  # ours\n    name: N\n    body: {file: copy/it.md}\n",
    "copy/it.md": "Old\n",
}
REPLACED = 5
"""What an undisturbed pull replaces: three files, a backup, the state."""


@pytest.fixture
def project(workspace: Workspace) -> Project:
    """A text of a file, a name and a new object wait to be pulled."""
    made = workspace(FILES).applied()
    made.dashboard.edit("messaging", "msg_1", {"body": "New", "name": "Newer"})
    made.dashboard.insert("personas", {"name": "Theirs", "description": "D"}, at=START)
    return made


def healed(project: Project) -> None:
    """No manifest is left half written; the next runs send nothing, and end as an undisturbed pull does."""
    half = {path.relative_to(project.root).parts[0] for path in project.root.rglob("*yaml*.new")}
    assert half <= {".rawugc"}
    assert project.run("pull").exit_code == 0
    assert project.apply().exit_code == 0
    assert project.calls() == []
    assert (project.root / "copy/it.md").read_text(encoding="utf-8") == "New\n"
    assert "name: Newer" in (project.root / "messaging.yaml").read_text(encoding="utf-8")
    assert set(project.state["resources"]) == {"messaging.it", "personas.theirs"}
    assert project.assert_settled().diagnostics == []


@posix
@pytest.mark.parametrize("way", ["kill-before", "kill-after"])
@pytest.mark.parametrize("number", range(1, REPLACED + 1))
def test_killed_between_any_two_files_it_is_carried_on_by_the_next_runs(
    project: Project, number: int, way: Way
) -> None:
    fork = Fork.start(project, "pull", fault=Fault("replace", number, way))
    assert fork.end().exit_code == -9
    healed(project)


@posix
@pytest.mark.parametrize("number", [1, 4, 7])
def test_killed_between_files_of_one_name_the_next_pull_knows_them_by_their_texts(
    workspace: Workspace, number: int
) -> None:
    project = workspace({})
    for text in range(6):
        project.dashboard.insert("personas", {"name": "Same", "description": str(text)}, at=START)
    command = ("pull", "--layout", "file-per-resource")
    assert Fork.start(project, *command, fault=Fault("replace", number, "kill-before")).end().exit_code == -9
    run = project.run(*command)
    assert (run.exit_code, run.stdout.count("\n= "), run.stderr) == (0, max(0, number - 2), "")
    assert len(list(project.root.glob("personas/*.yaml"))) == len(project.state["resources"]) == 6
    assert {d["code"] for d in project.assert_settled().diagnostics} == {"same-natural-key"}


@posix
def test_without_the_next_pull_the_apply_takes_over_what_was_written(project: Project) -> None:
    fork = Fork.start(project, "pull", fault=Fault("replace", REPLACED - 1, "kill-before"))
    assert fork.end().exit_code == -9
    project.reset()
    plan = project.plan()
    assert plan.actions == {"personas.theirs": ["no-op"]}
    assert project.apply().exit_code == 0
    assert project.calls() == []
    healed(project)


@posix
@pytest.mark.parametrize("number", range(1, REPLACED + 1))
def test_interrupted_between_any_two_files_it_writes_the_rest_and_the_state(
    project: Project, number: int
) -> None:
    run = Fork.start(project, "pull", fault=Fault("replace", number, "stop-after")).end()
    assert run.exit_code == 130
    assert "Finishing what is under way" in run.stderr
    assert "1 resource and 2 fields pulled into 3 files." in run.stdout
    assert project.assert_settled().diagnostics == []
    healed(project)


@posix
def test_files_on_another_file_system_than_the_private_folder_are_written_all_the_same(
    project: Project,
) -> None:
    run = Fork.start(project, "pull", fault=Fault("replace", 1, "fail-once", errno.EXDEV)).end()
    assert (run.exit_code, run.stderr) == (0, "")
    healed(project)


@posix
def test_a_full_disk_is_told_and_what_was_written_stays_right(project: Project) -> None:
    run = Fork.start(project, "pull", fault=Fault("replace", 2, "fail-once")).end()
    assert run.exit_code == 1
    assert "the file messaging.yaml cannot be written" in run.stderr
    healed(project)


def test_a_file_that_changes_meanwhile_is_not_overwritten(project: Project, rawugc: Watched) -> None:
    mine = FILES["messaging.yaml"].replace("# ours", "# mine")
    rawugc.upon = lambda _exchange: project.write({"messaging.yaml": mine})
    run = project.run("pull")
    assert (run.exit_code, run.stdout) == (1, "")
    assert "the file messaging.yaml has changed while this ran" in run.stderr
    assert (project.root / "messaging.yaml").read_text(encoding="utf-8") == mine
    assert (project.root / "copy/it.md").read_text(encoding="utf-8") == "Old\n"
    rawugc.upon = lambda _exchange: None
    healed(project)


def test_while_another_run_is_at_work_nothing_is_pulled(project: Project, rawugc: Watched) -> None:
    codes: list[int] = []

    def meanwhile(_exchange: object) -> None:
        rawugc.upon = lambda _exchange: None
        codes.append(project.run("pull").exit_code)

    rawugc.upon = meanwhile
    assert project.run("pull").exit_code == 0
    assert codes == [5]
    healed(project)
