"""A checkout that stands is asked once; any other each time."""

from __future__ import annotations

from pathlib import Path

import pytest

from rawugc_sync.git.checkout import checkout_of, git
from rawugc_sync.git.edits import uncommitted
from rawugc_sync.git.standing import fall, stand
from tests.git.test_checkout import PLAIN
from tests.git.test_checkout import git as run


@pytest.fixture
def top(tmp_path: Path) -> Path:
    made = (tmp_path / "checkout").resolve()
    (made / "brand").mkdir(parents=True)
    run(made, "init", "--quiet")
    committed(made)
    return made


def committed(top: Path) -> str:
    run(top, "commit", "--quiet", "--allow-empty", "-m", "More")
    return run(top, "rev-parse", "HEAD")


def commit_in(folder: Path) -> str | None:
    found = checkout_of(folder, PLAIN)
    return found.commit if found else None


def test_what_is_the_same_anywhere_in_one_that_stands_is_asked_once(top: Path) -> None:
    first = commit_in(top / "brand")
    stand(top, is_clean=False)
    try:
        assert commit_in(top / "brand") == first
        second = committed(top)
        assert commit_in(top / "brand") == first
        assert commit_in(top) == first
    finally:
        fall(top)
    assert commit_in(top / "brand") == second


def test_a_question_with_another_input_or_in_a_folder_is_another_one(top: Path) -> None:
    stand(top, is_clean=False)
    try:
        assert git(top, PLAIN, "rev-parse", "--show-prefix") == ""
        assert git(top / "brand", PLAIN, "rev-parse", "--show-prefix") == "brand/"
        assert git(top, PLAIN, "rev-parse", "--is-bare-repository") == "false"
    finally:
        fall(top)


def test_what_fails_has_failed_for_all(top: Path) -> None:
    stand(top, is_clean=False)
    try:
        assert git(top, PLAIN, "rev-parse", "--verify", "--quiet", "refs/heads/later") is None
        run(top, "branch", "later")
        assert git(top, PLAIN, "rev-parse", "--verify", "--quiet", "refs/heads/later") is None
    finally:
        fall(top)
    assert git(top, PLAIN, "rev-parse", "--verify", "--quiet", "refs/heads/later")


def test_what_could_not_be_asked_is_asked_again(top: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stand(top, is_clean=False)
    try:
        with monkeypatch.context() as without:
            without.setenv("PATH", "/nowhere")
            assert commit_in(top) is None
        assert commit_in(top) == run(top, "rev-parse", "HEAD")
    finally:
        fall(top)


def test_one_that_is_as_its_commit_has_it_is_not_looked_through_for_edits(top: Path) -> None:
    (top / "brand/a.yaml").write_text("x-a: 1\n")
    run(top, "add", "--all")
    committed(top)
    (top / "brand/a.yaml").write_text("x-a: 2\n")
    assert uncommitted(top / "brand", PLAIN, ["."])[1] == (b"x-a: 2\n",)
    stand(top, is_clean=True)
    try:
        assert uncommitted(top / "brand", PLAIN, ["."]) == ((), ())
    finally:
        fall(top)
