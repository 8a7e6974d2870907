"""What actionlint, zizmor and the published schemas say of the kit's files for GitHub: nothing."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from jsonschema import Draft7Validator

from scripts.release.linters import actionlint, zizmor
from scripts.release.outcome import NotRun
from tests.ci_kit.files import ACTION, WORKFLOW, read
from tests.release.linting import Lint, missing


@pytest.mark.parametrize(("lint", "files"), [(zizmor, [ACTION, WORKFLOW]), (actionlint, [WORKFLOW])])
def test_a_linter_finds_nothing(lint: Lint, files: list[Path]) -> None:
    try:
        assert lint(files)
    except NotRun as why:
        missing(why)


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
