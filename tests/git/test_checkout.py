"""What a checkout knows of commits: complete, shallow, and outside of git."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from rawugc_sync.git.checkout import Checkout, checkout_of, git_bytes, place_in
from rawugc_sync.git.program import Failed, Git

PLAIN = {
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_SYSTEM": os.devnull,
    "GIT_AUTHOR_NAME": "Ana",
    "GIT_AUTHOR_EMAIL": "ana@example.com",
    "GIT_COMMITTER_NAME": "Ana",
    "GIT_COMMITTER_EMAIL": "ana@example.com",
}


def git(folder: Path, *arguments: str) -> str:
    run = subprocess.run(
        ["git", "-C", folder, *arguments],
        env={**os.environ, **PLAIN},
        capture_output=True,
        text=True,
        check=True,
    )
    return run.stdout.strip()


def commit(folder: Path, text: str) -> str:
    """Commit a file with this text; returns the id."""
    (folder / "brand.yaml").write_text(text)
    git(folder, "add", ".")
    git(folder, "commit", "--quiet", "-m", text)
    return git(folder, "rev-parse", "HEAD")


def bare_inside(folder: Path, program: str) -> None:
    """What git takes for a bare repository, as plain files that a commit can hold, with a program to run."""
    for name in ("objects", "refs"):
        (folder / name).mkdir(parents=True)
        (folder / name / ".kept").touch()
    (folder / "HEAD").write_text("ref: refs/heads/main\n", encoding="utf-8")
    core = f'repositoryformatversion = 0\n\tbare = false\n\tworktree = .\n\tfsmonitor = "{program}"'
    said = f"[core]\n\t{core}\n[user]\n\tname = Bo\n"
    (folder / "config").write_text(said, encoding="utf-8")


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    folder = tmp_path / "repository"
    folder.mkdir()
    git(folder, "init", "--quiet", "--initial-branch", "main")
    return folder


def known(folder: Path) -> Checkout:
    found = checkout_of(folder, PLAIN)
    assert found is not None
    return found


def test_a_folder_of_a_repository_is_at_its_commit(repository: Path) -> None:
    id = commit(repository, "one")
    brand = repository / "brands/glow-lab"
    brand.mkdir(parents=True)
    assert known(brand).commit == id


def test_what_is_no_checkout_has_no_commit(tmp_path: Path, repository: Path) -> None:
    assert checkout_of(tmp_path, {**PLAIN, "GIT_CEILING_DIRECTORIES": str(tmp_path.parent)}) is None
    assert checkout_of(repository, PLAIN) is None


def test_outside_of_one_git_is_not_started(tmp_path: Path, repository: Path) -> None:
    started, program = tmp_path / "started", tmp_path / "bin" / "git"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\necho >> "{started}"\n')
    program.chmod(0o755)
    asked = {"PATH": f"{program.parent}:{os.environ['PATH']}"}
    assert (checkout_of(tmp_path, asked), started.exists()) == (None, False)
    assert (checkout_of(repository, asked), started.exists()) == (None, True)


def test_it_contains_what_came_before_and_nothing_else(repository: Path) -> None:
    first, second = commit(repository, "one"), commit(repository, "two")
    git(repository, "checkout", "--quiet", "-b", "other", first)
    aside = commit(repository, "aside")
    assert [known(repository).contains(id) for id in (aside, first, second, "f" * 40)] == [
        True,
        True,
        False,
        False,
    ]


@pytest.mark.parametrize("gone", [False, True], ids=["reachable", "gone"])
def test_a_shallow_clone_looks_further_back(tmp_path: Path, repository: Path, gone: bool) -> None:
    first = commit(repository, "one")
    commit(repository, "two")
    commit(repository, "three")
    clone = tmp_path / "clone"
    git(tmp_path, "clone", "--quiet", "--depth", "1", f"file://{repository}", str(clone))
    if gone:
        repository.rename(tmp_path / "elsewhere")
    before = (git(clone, "status", "--porcelain"), git(clone, "branch", "--all"))
    assert known(clone).contains(first) is (None if gone else True)
    assert (git(clone, "status", "--porcelain"), git(clone, "branch", "--all")) == before


def test_a_shallow_clone_knows_a_commit_and_not_the_way_to_it(tmp_path: Path, repository: Path) -> None:
    """As on a runner of GitLab, which keeps the clone and fetches the newest commits into it."""
    first = commit(repository, "one")
    clone = tmp_path / "clone"
    git(tmp_path, "clone", "--quiet", "--depth", "1", f"file://{repository}", str(clone))
    commit(repository, "two")
    third = commit(repository, "three")
    git(clone, "fetch", "--quiet", "--depth", "1", "origin", "main")
    git(clone, "checkout", "--quiet", "--detach", third)
    assert known(clone).contains(first) is True


def test_a_hook_of_git_around_us_leads_to_no_other_repository(repository: Path) -> None:
    id = commit(repository, "one")
    brand = repository / "brand"
    brand.mkdir()
    found = checkout_of(brand, {**PLAIN, "GIT_DIR": ".git", "GIT_INDEX_FILE": ".git/index"})
    assert found is not None
    assert found.commit == id


@pytest.mark.parametrize("marked_by", ["folder", "file"])
def test_a_folder_lies_where_its_checkout_has_it(tmp_path: Path, marked_by: str) -> None:
    inside = tmp_path / "repository/brands/b 01"
    inside.mkdir(parents=True)
    assert place_in(inside) == "."
    mark = tmp_path / "repository/.git"
    mark.mkdir() if marked_by == "folder" else mark.write_text("gitdir: elsewhere\n", encoding="utf-8")
    assert (place_in(inside), place_in(tmp_path / "repository")) == ("brands/b 01", ".")


@pytest.mark.parametrize("way", ["checkout", "program"])
def test_files_of_a_commit_are_never_taken_for_a_repository(repository: Path, way: str) -> None:
    inside, ran = repository / "inside", repository.parent / "ran"
    bare_inside(inside, f"touch {ran}; false")
    commit(repository, "one")
    if way == "checkout":
        assert git_bytes(inside, PLAIN, "status") is None
    else:
        runner = Git(inside, {**os.environ, **PLAIN})
        with runner.deadline(), pytest.raises(Failed, match="bare repository"):
            runner.run("status")
    assert not ran.exists()
