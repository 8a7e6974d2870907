"""Which checkouts are older than what was applied: one table of histories, each with a real repository."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Workspace
from tests.contract.project import Project
from tests.contract.test_deliberate import commit, in_git
from tests.git.test_checkout import PLAIN, git

Q = {"name": "Q", "description": "Another."}


def brand(text: str, **more: Any) -> dict[str, Any]:
    return {"personas": {"p": {"name": "P", "description": text}, **more}}


@pytest.fixture
def project(workspace: Workspace) -> Project:
    return in_git(workspace({}))


def with_origin(project: Project) -> Path:
    """A bare repository beside it, to which main goes."""
    origin = project.root.parent / "origin.git"
    git(project.root.parent, "init", "--quiet", "--bare", "--initial-branch", "main", str(origin))
    git(project.root, "remote", "add", "origin", f"file://{origin}")
    git(project.root, "push", "--quiet", "origin", "main")
    return origin


def to(project: Project, ref: str) -> None:
    git(project.root, "checkout", "--quiet", ref)


def branch(project: Project, name: str, start: str) -> None:
    git(project.root, "checkout", "--quiet", "-b", name, start)


def squash(project: Project, name: str) -> str:
    to(project, "main")
    git(project.root, "merge", "--quiet", "--squash", name)
    git(project.root, "commit", "--quiet", "-m", "Squashed")
    return git(project.root, "rev-parse", "HEAD")


def edited(project: Project) -> None:
    """Whatever is recorded, the plan is about something: the refusal is for what a plan would do."""
    project.dashboard.edit("personas", "per_1", {"description": "Edited."})


History = Callable[[Project], None]


def linear_newer(project: Project) -> None:
    commit(project, brand("One."))
    project.applied()
    commit(project, brand("Two."))


def linear_older(project: Project) -> None:
    first = commit(project, brand("One."))
    commit(project, brand("Two."))
    project.applied()
    to(project, first)


def the_same_commit(project: Project) -> None:
    commit(project, brand("One."))
    project.applied()


def dirty_then_the_job_at_the_commit_before(project: Project) -> None:
    commit(project, brand("One."))
    project.write({"brand.yaml": brand("Two.")})
    project.applied()
    git(project.root, "checkout", "--quiet", ".")


def dirty_then_committed(project: Project) -> None:
    commit(project, brand("One."))
    project.write({"brand.yaml": brand("Two.")})
    project.applied()
    commit(project, brand("Two."))


def dirty_then_committed_and_on(project: Project) -> None:
    dirty_then_committed(project)
    commit(project, brand("Three."))


def dirty_and_edited_on(project: Project) -> None:
    commit(project, brand("One."))
    project.write({"brand.yaml": brand("Two.")})
    project.applied()
    project.write({"brand.yaml": brand("Three.")})


def dirty_then_a_commit_without_it(project: Project) -> None:
    dirty_then_the_job_at_the_commit_before(project)
    commit(project, brand("Other."))


def pulled_then_the_job_at_the_commit_before(project: Project) -> None:
    commit(project, brand("One."))
    project.applied()
    edited(project)
    assert project.run("pull").exit_code == 0
    git(project.root, "checkout", "--quiet", ".")


def pulled_then_committed(project: Project) -> None:
    commit(project, brand("One."))
    project.applied()
    edited(project)
    assert project.run("pull").exit_code == 0
    git(project.root, "commit", "--quiet", "-am", "Pulled")


def a_job_again_after_one_with_nothing_to_do(project: Project) -> None:
    first = commit(project, brand("One."))
    project.applied()
    commit(project, brand("Two."))
    project.applied()
    commit(project, brand("Two.", q=Q))
    project.applied()
    newest = commit(project, {"personas": dict(reversed(brand("Two.", q=Q)["personas"].items()))})
    project.applied()
    assert project.state["applied"]["commit"] == newest
    to(project, "HEAD~1")
    assert first != newest


def squashed(project: Project, *, remote: bool) -> None:
    commit(project, brand("One."))
    if remote:
        with_origin(project)
    branch(project, "edit", "main")
    commit(project, brand("Half."))
    commit(project, brand("Two."))
    project.applied()
    squash(project, "edit")
    if remote:
        git(project.root, "push", "--quiet", "origin", "main")


def squash_merged(project: Project) -> None:
    squashed(project, remote=True)


def squash_merged_without_a_remote(project: Project) -> None:
    squashed(project, remote=False)


def squash_merged_and_on(project: Project) -> None:
    squashed(project, remote=True)
    commit(project, brand("Three."))


def squash_merged_with_other_changes(project: Project) -> None:
    commit(project, brand("One."))
    with_origin(project)
    branch(project, "edit", "main")
    commit(project, brand("Two."))
    project.applied()
    to(project, "main")
    project.write({"more.yaml": {"personas": {"q": Q}}})
    git(project.root, "add", ".")
    git(project.root, "commit", "--quiet", "-m", "Meanwhile")
    squash(project, "edit")


def forced_away(project: Project, *, kept: bool) -> None:
    commit(project, brand("One."))
    with_origin(project)
    commit(project, brand("Two."))
    git(project.root, "push", "--quiet", "origin", "main")
    project.applied()
    git(project.root, "reset", "--quiet", "--hard", "HEAD~1")
    git(project.root, "commit", "--quiet", "--allow-empty", "-m", "Another history")
    commit(project, brand("Two." if kept else "Else."))
    git(project.root, "push", "--quiet", "--force", "origin", "main")


def force_pushed_with_the_same_content(project: Project) -> None:
    forced_away(project, kept=True)


def force_pushed_without_it(project: Project) -> None:
    forced_away(project, kept=False)


def rebased(project: Project) -> None:
    commit(project, brand("One."))
    with_origin(project)
    branch(project, "edit", "main")
    commit(project, brand("Two."))
    project.applied()
    to(project, "main")
    (project.root / "README.md").write_text("Nothing that counts.\n")
    git(project.root, "add", ".")
    git(project.root, "commit", "--quiet", "-m", "Docs")
    git(project.root, "push", "--quiet", "origin", "main")
    to(project, "edit")
    git(project.root, "rebase", "--quiet", "main")


def reverted(project: Project) -> None:
    """The revert is newer, though it looks like what was before."""
    commit(project, brand("One."))
    commit(project, brand("Two."))
    project.applied()
    git(project.root, "revert", "--no-edit", "HEAD")


def before_a_reverted_revert(project: Project) -> None:
    """It has the digest of what was applied, and is older all the same: from before they parted."""
    commit(project, brand("One."))
    two = commit(project, brand("Two."))
    with_origin(project)
    git(project.root, "revert", "--no-edit", "HEAD")
    git(project.root, "revert", "--no-edit", "HEAD")
    git(project.root, "push", "--quiet", "origin", "main")
    project.applied()
    to(project, two)


def behind_main_after_it_moved(project: Project) -> None:
    """A branch has had the same content, but the applied commit is on main: main is the newer one."""
    commit(project, brand("One."))
    with_origin(project)
    branch(project, "edit", "main")
    commit(project, brand("Two."))
    commit(project, brand("Three."))
    to(project, "main")
    commit(project, brand("Two."))
    git(project.root, "commit", "--quiet", "--amend", "-m", "Of its own")
    git(project.root, "push", "--quiet", "origin", "main")
    project.applied()
    to(project, "edit")


NEWER: list[History] = [
    linear_newer,
    the_same_commit,
    dirty_then_committed,
    dirty_then_committed_and_on,
    dirty_and_edited_on,
    pulled_then_committed,
    squash_merged,
    squash_merged_without_a_remote,
    squash_merged_and_on,
    force_pushed_with_the_same_content,
    rebased,
    reverted,
]
OLDER: list[History] = [
    linear_older,
    dirty_then_the_job_at_the_commit_before,
    dirty_then_a_commit_without_it,
    pulled_then_the_job_at_the_commit_before,
    a_job_again_after_one_with_nothing_to_do,
    squash_merged_with_other_changes,
    force_pushed_without_it,
    before_a_reverted_revert,
    behind_main_after_it_moved,
]


@pytest.mark.parametrize("history", NEWER, ids=lambda one: one.__name__)
def test_nothing_has_to_be_said_where_nothing_is_missing(project: Project, history: History) -> None:
    history(project)
    edited(project)
    assert project.run("plan").exit_code == 0
    assert project.apply("--revert-drift", "personas.p").exit_code == 0
    project.assert_settled()


@pytest.mark.parametrize("history", OLDER, ids=lambda one: one.__name__)
def test_what_would_undo_something_newer_names_the_way_out(project: Project, history: History) -> None:
    history(project)
    edited(project)
    project.reset()
    run = project.apply()
    assert (run.exit_code, "older-checkout" in run.stdout) == (3, True)
    assert "--allow-older" in run.stdout
    assert project.calls() == []
    assert project.apply("--allow-older").exit_code == 0
    project.assert_settled()


# -- what the state remembers


def settled(project: Project) -> None:
    """Applied, and the organization seen as well, which an empty one does not tell."""
    project.applied()
    project.applied()


def test_an_apply_with_nothing_to_do_moves_the_commit_once(project: Project) -> None:
    commit(project, brand("One."))
    settled(project)
    (project.root / "README.md").write_text("Nothing that counts.\n")
    git(project.root, "add", ".")
    git(project.root, "commit", "--quiet", "-m", "Docs")
    project.applied()
    moved = project.state
    assert (moved["serial"], moved["applied"]["commit"]) == (3, git(project.root, "rev-parse", "HEAD"))
    project.applied()
    assert project.state == moved


@pytest.mark.parametrize("tracked", [True, False], ids=["committed", "only not ignored"])
def test_a_state_in_the_checkout_is_not_moved_by_nothing(project: Project, tracked: bool) -> None:
    project.write({".gitignore": ".rawugc/\n"})
    commit(project, brand("One."))
    settled(project)
    before = project.state
    if tracked:
        git(project.root, "add", ".")
        git(project.root, "commit", "--quiet", "-m", "The state")
    else:
        git(project.root, "commit", "--quiet", "--allow-empty", "-m", "Nothing")
    project.applied()
    assert project.state == before


def test_an_older_checkout_with_nothing_to_do_is_not_refused_and_moves_nothing(project: Project) -> None:
    first = commit(project, brand("One."))
    (project.root / "README.md").write_text("Nothing that counts.\n")
    git(project.root, "add", ".")
    git(project.root, "commit", "--quiet", "-m", "Docs")
    project.applied()
    before = project.state
    to(project, first)
    assert project.apply().exit_code == 0
    after = project.state
    assert before["organizationId"] is None, "so that there is something to write"
    assert (after["organizationId"], after["applied"]) == ("org_1", before["applied"])
    project.assert_settled()


def test_an_apply_of_a_part_with_nothing_to_do_moves_nothing(project: Project) -> None:
    commit(project, brand("One."))
    settled(project)
    before = project.state
    git(project.root, "commit", "--quiet", "--allow-empty", "-m", "Nothing")
    assert project.apply("--target", "personas.p").exit_code == 0
    assert project.state == before


COUNTS = [
    ("more.yaml", False),
    ("deep/er/more.yml", False),
    ("copy/text.md", False),
    ("README.md", True),
    ("notes/.draft.yaml", True),
    (".hidden/more.yaml", True),
    ("left-out/more.yaml", True),
    ("approvals.json", True),
]


@pytest.mark.parametrize(("path", "clean"), COUNTS)
def test_only_files_that_count_make_a_checkout_dirty(project: Project, path: str, clean: bool) -> None:
    project.write({"rawugc.yaml": 'exclude: ["left-out/**"]\n', "copy/text.md": "Of a file.\n"})
    commit(project, {"personas": {"p": {"name": "P", "description": {"file": "copy/text.md"}}}})
    (project.root / path).parent.mkdir(parents=True, exist_ok=True)
    (project.root / path).write_text("x-nothing: 1\n")
    project.applied()
    applied = project.state["applied"]
    assert applied.get("clean", True) is clean
    assert applied["taken"] == ["copy/text.md"]


def test_line_endings_of_windows_are_no_edit(project: Project) -> None:
    commit(project, brand("One."))
    data = (project.root / "brand.yaml").read_bytes()
    (project.root / "brand.yaml").write_bytes(data.replace(b"\n", b"\r\n"))
    project.applied()
    assert "clean" not in project.state["applied"]


@pytest.mark.parametrize("depth", [1, 2])
def test_a_fresh_shallow_clone_knows_what_was_squashed(project: Project, depth: int) -> None:
    squashed(project, remote=True)
    git(project.root, "push", "--quiet", "origin", "edit")
    origin, before = project.root.parent / "origin.git", project.root
    git(origin, "config", "uploadpack.allowAnySHA1InWant", "true")
    elsewhere = before.parent / "kept"
    before.rename(elsewhere)
    git(origin.parent, "clone", "--quiet", f"--depth={depth}", f"file://{origin}", str(before))
    (before / "rawugc.state.json").write_bytes((elsewhere / "rawugc.state.json").read_bytes())
    edited(project)
    assert project.apply("--revert-drift", "personas.p").exit_code == 0


def test_a_remote_that_cannot_be_asked_leaves_it_open(project: Project) -> None:
    squashed(project, remote=True)
    (project.root.parent / "origin.git").rename(project.root.parent / "gone.git")
    edited(project)
    plan = replace(project, variables=PLAIN).plan()
    assert plan.codes == {"older-checkout"}
