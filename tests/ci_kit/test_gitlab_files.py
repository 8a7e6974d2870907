"""The kit's files for GitLab: what runs when, where the key is, and that nothing is put into a script."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from jsonschema import Draft7Validator
from ruamel.yaml import YAML

from tests.ci_kit.files import BASE_URL, COMPONENT, PIPELINE, read
from tests.ci_kit.pipeline import header, inputs, interpolated, jobs, runs, variables
from tests.forge.double import Place


@pytest.mark.parametrize(
    ("source", "more", "ran"),
    [
        ("merge_request_event", {}, {"validate", "review"}),
        ("merge_request_event", {"CI_MERGE_REQUEST_SOURCE_PROJECT_ID": "8"}, {"validate"}),
        ("push", {"CI_COMMIT_BRANCH": "main"}, {"apply"}),
        ("web", {"CI_COMMIT_BRANCH": "main"}, {"apply"}),
        ("push", {"CI_COMMIT_BRANCH": "edit"}, set()),
        ("push", {"CI_COMMIT_BRANCH": "", "CI_COMMIT_TAG": "main"}, set()),
        ("schedule", {"CI_COMMIT_BRANCH": "main"}, {"drift"}),
        ("trigger", {"CI_COMMIT_BRANCH": "main"}, {"approve"}),
        ("trigger", {"CI_COMMIT_BRANCH": "edit"}, set()),
        ("api", {"CI_COMMIT_BRANCH": "main"}, set()),
    ],
)
def test_each_pipeline_has_its_jobs(source: str, more: dict[str, str], ran: set[str]) -> None:
    number = 12 if source == "merge_request_event" else None
    told = variables(Place(), source, number, **more)
    assert {name.removeprefix("rawugc-") for name, job in jobs().items() if runs(job, told)} == ran


def test_each_job_sees_the_key_of_its_environment_and_validate_sees_none() -> None:
    assert {name: job.get("environment") for name, job in jobs(name="brand").items()} == {
        "brand-validate": None,
        "brand-review": {"name": "brand-read", "action": "access"},
        "brand-apply": {"name": "brand"},
        "brand-drift": {"name": "brand-read", "action": "access"},
        "brand-approve": {"name": "brand-read", "action": "access"},
    }
    assert "API_KEY" not in COMPONENT.read_text(encoding="utf-8")


def test_an_apply_is_never_interrupted_and_one_at_a_time() -> None:
    apply = jobs()["rawugc-apply"]
    assert (apply["interruptible"], apply["resource_group"]) == (False, "rawugc-apply")
    assert {name for name, job in jobs().items() if job.get("interruptible")} == {
        "rawugc-validate",
        "rawugc-review",
    }


def test_the_key_goes_to_rawugc_alone() -> None:
    for job in jobs().values():
        assert f"export RAWUGC_BASE_URL={BASE_URL}" in job["before_script"]
        assert "RAWUGC_BASE_URL" not in job["variables"]


def test_no_input_is_put_into_a_script() -> None:
    marked = {name: f"<{name}>" for name in inputs()}
    for name, job in jobs(**marked).items():
        assert name.startswith("<name>-")
        assert not [
            one for one in [*job["before_script"], *job["script"]] if any(map(one.count, marked.values()))
        ]


def test_a_merge_request_gets_its_findings_as_code_quality() -> None:
    kept = jobs()["rawugc-validate"]["artifacts"]
    assert kept == {"when": "always", "reports": {"codequality": "gl-code-quality-report.json"}}


def test_the_pipeline_that_is_copied_includes_the_component_at_a_commit_with_inputs_it_has() -> None:
    (include,) = read(PIPELINE)["include"]
    place, _, commit = include["component"].partition("@")
    assert place.endswith(f"/rawugc-sync/{COMPONENT.stem}")
    assert commit == "0" * 40
    assert include["inputs"]["package"].endswith(f".git@{commit}")
    assert set(include["inputs"]) <= set(inputs())


@pytest.mark.parametrize("which", ["component", "header", "pipeline"])
def test_they_are_as_the_schema_of_gitlab_has_it(which: str) -> None:
    package = pytest.importorskip("check_jsonschema", reason="GitLab's schema is not installed")
    folder = Path(package.__file__).parent / "builtin_schemas/vendor"
    schema = json.loads((folder / "gitlab-ci.json").read_text(encoding="utf-8"))
    text = {"component": interpolated, "header": header, "pipeline": PIPELINE.read_text}[which]()
    document = YAML(typ="safe").load(text)
    assert [error.message for error in Draft7Validator(schema).iter_errors(document)] == []
