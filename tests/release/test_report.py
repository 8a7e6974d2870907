"""`make release-check` calls passed what has run and holds, and nothing else."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from scripts.licences import listed
from scripts.release.interpreters import interpreter, versions
from scripts.release.linters import container_builds
from scripts.release.outcome import Failed, NotRun, Outcome, Verdict, counted, exit_code, judged
from scripts.release.program import run


def passes() -> str:
    return "seen"


def fails() -> str:
    raise Failed("it is not so")


def cannot() -> str:
    raise NotRun("there is no engine")


@pytest.mark.parametrize(
    ("works", "code", "said"),
    [
        ([passes], 0, "1 passed, 0 failed, 0 could not run"),
        ([passes, cannot], 0, "1 passed, 0 failed, 1 could not run"),
        ([passes, cannot, fails], 1, "1 passed, 1 failed, 1 could not run"),
        ([cannot], 1, "0 passed, 0 failed, 1 could not run"),
        ([], 1, "0 passed, 0 failed, 0 could not run"),
    ],
)
def test_what_did_not_run_has_not_passed(works: list[Callable[[], str]], code: int, said: str) -> None:
    outcomes = [judged("check", work) for work in works]
    assert (exit_code(outcomes), counted(outcomes)) == (code, said)


def test_a_check_says_what_it_has_seen() -> None:
    assert str(judged("container", cannot)) == "could not run  container: there is no engine"
    assert judged("linter", fails) == Outcome("linter", Verdict.FAILED, "it is not so")


@pytest.mark.parametrize(
    ("command", "said"),
    [
        (["false"], "false ended with 1"),
        (["sh", "-c", "echo why; exit 3"], "why"),
        (["no-such-program"], "cannot be run"),
    ],
)
def test_a_program_that_fails_fails_the_check(tmp_path: Path, command: list[str], said: str) -> None:
    with pytest.raises(Failed, match=said):
        run(command, tmp_path)


def test_the_pythons_are_those_that_the_package_names() -> None:
    assert versions() == ["3.11", "3.12", "3.13", "3.14"]


def test_a_python_that_is_not_there_is_not_tested() -> None:
    with pytest.raises(NotRun, match=r"Python 3\.2 is not to be had here"):
        interpreter("3.2")


def test_without_an_engine_no_container_is_called_built() -> None:
    with pytest.raises(NotRun, match="no container engine"):
        container_builds(engines=["no-such-engine"])


def test_what_is_installed_with_it_is_listed_with_a_licence() -> None:
    """`make release-check` holds it against what is installed, whose versions differ from day to day."""
    known = listed()
    assert all(known.values())
    assert {"click", "pydantic", "ruamel-yaml-clib", "psycopg", "starlette"} <= set(known)
