"""What RawUGC refuses in mid-run: told at the manifest's line, and nothing else is held up by it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from rawugc_sync.sandbox import COLLECTIONS, Collection, Options
from rawugc_sync.sandbox.problems import Errors, Problem
from rawugc_sync.sandbox.spec import Context, JsonObject
from tests.conftest import Workspace
from tests.contract.post_calendar import ONE, POSTS, calendar, post, sent
from tests.contract.samples import creates, deletes, first_id, full, manifest, next_id, replaces
from tests.contract.test_approvals import approve
from tests.contract.test_approvals import world as approving


@dataclass
class Refusals:
    """What a RawUGC refuses, by the name or caption of an object, on writing it and on deleting it."""

    writing: dict[str, Problem] = field(default_factory=dict)
    deleting: dict[str, Problem] = field(default_factory=dict)

    def collections(self) -> dict[str, Collection]:
        return {name: self._refusing(collection) for name, collection in COLLECTIONS.items()}

    def _refusing(self, collection: Collection) -> Collection:
        hooks = collection.hooks

        def errors(fields: JsonObject, context: Context) -> Errors:
            if problem := self.writing.get(_title(fields)):
                raise problem
            return hooks.errors(fields, context)

        def refusal(seen: JsonObject, context: Context) -> Problem | None:
            deleting = context.request.method == "DELETE"
            return (deleting and self.deleting.get(_title(seen))) or hooks.refusal(seen, context)

        return replace(collection, hooks=replace(hooks, errors=errors, refusal=refusal))


def _title(fields: JsonObject) -> str:
    return str(fields.get("name", fields.get("content")))


@pytest.fixture
def refusals() -> Refusals:
    return Refusals()


@pytest.fixture
def options(refusals: Refusals) -> Options:
    return Options(collections=refusals.collections())


INVALID = Problem(400, "The request is not valid: name.", {"name": ["is taken"]})
PEOPLE = """\
personas:
  first:
    name: First
    description: d
  second:
    description: d
    name: Second
  third:
    name: Third
    description: d
"""


def person(name: str) -> tuple[str, str, Any]:
    return creates("personas", {"name": name, "description": "d"})


def test_a_refused_field_is_told_at_its_line_and_the_rest_goes_on(
    workspace: Workspace, refusals: Refusals
) -> None:
    refusals.writing["Second"] = INVALID
    project = workspace({"people.yaml": PEOPLE})
    run = project.apply()
    assert run.exit_code == 4
    (taken,) = [d for d in run.diagnostics if d["field"]]
    assert (taken["address"], taken["field"], taken["summary"]) == ("personas.second", "name", "is taken")
    assert taken["source"] == {"file": "people.yaml", "line": 7, "column": 11}
    assert [result["address"] for result in run.result["failed"]] == ["personas.second"]
    tried = [body["name"] for _, _, body in project.calls()]
    assert tried == ["First", "Second", "Third"]
    refusals.writing.clear()
    project.reset()
    assert project.apply().exit_code == 0
    assert [body["name"] for _, _, body in project.calls()] == ["Second"]
    project.assert_settled()


def test_the_text_report_names_the_line_as_well(workspace: Workspace, refusals: Refusals) -> None:
    refusals.writing["Second"] = INVALID
    run = workspace({"people.yaml": PEOPLE}).run("apply", "--auto-approve")
    assert "people.yaml:7:11" in run.stdout
    assert "is taken" in run.stdout


def test_a_refused_account_is_told_at_the_handles(workspace: Workspace, refusals: Refusals) -> None:
    refusals.writing["Less."] = Problem(400, "No.", {"accountIds": ["acc_1 is not active"]})
    run = workspace(calendar(teaser=post())).apply()
    assert run.exit_code == 1
    assert [(d["field"], d["summary"]) for d in run.diagnostics if d["field"]] == [
        ("accounts", "acc_1 is not active")
    ]


def test_an_apply_of_which_nothing_succeeded_is_an_error(workspace: Workspace, refusals: Refusals) -> None:
    refusals.writing["Switchers"] = INVALID
    project = workspace(manifest("personas", full("personas")))
    assert project.apply().exit_code == 1
    assert not (project.root / "rawugc.state.json").exists()


@pytest.mark.parametrize("status", [402, 403, 404, 409])
def test_any_refusal_fails_one_change_alone(workspace: Workspace, refusals: Refusals, status: int) -> None:
    refusals.writing["Second"] = Problem(status, "Not this one.")
    project = workspace({"people.yaml": PEOPLE})
    run = project.apply()
    assert run.exit_code == 4
    assert [result["address"] for result in run.result["applied"]] == ["personas.first", "personas.third"]
    assert "Not this one." in str(run.diagnostics)


def test_what_refers_to_a_failed_resource_is_skipped_and_named(
    workspace: Workspace, refusals: Refusals
) -> None:
    refusals.writing["Gentle science"] = Problem(400, "No.", {"body": ["is too bold"]})
    quoting = full("products") | {"messaging": "${messaging.it.body}"}
    own = full("products") | {"name": "Other"}
    project = workspace(
        {
            "texts.yaml": {"messaging": {"it": full("messaging")}},
            "products.yaml": {"products": {"quoting": quoting, "own": own}},
        }
    )
    run = project.apply()
    assert run.exit_code == 4
    assert [result["address"] for result in run.result["skipped"]] == ["products.quoting"]
    assert "messaging.it" in run.said("skipped")["summary"]
    assert project.calls() == [creates("messaging", full("messaging")), creates("products", own)]
    refusals.writing.clear()
    project.reset()
    assert project.apply().exit_code == 0
    assert [path for _, path, _ in project.calls()] == ["/messaging", "/products"]
    project.assert_settled()


def test_a_key_that_stops_working_stops_everything_and_saves_what_was_done(
    workspace: Workspace, refusals: Refusals
) -> None:
    refusals.writing["Second"] = Problem(401, "The key was revoked.")
    project = workspace({"people.yaml": PEOPLE})
    run = project.apply()
    assert run.exit_code == 4
    assert project.calls() == [person("First"), person("Second")]
    assert [result["address"] for result in run.result["not_attempted"]] == ["personas.third"]
    assert set(project.state["resources"]) == {"personas.first"}
    refusals.writing.clear()
    project.reset()
    assert project.apply().exit_code == 0
    assert project.calls() == [person("Second"), person("Third")]
    project.assert_settled()


def test_a_replacement_that_cannot_delete_the_old_object_deletes_it_later(
    workspace: Workspace, refusals: Refusals
) -> None:
    project = workspace(manifest("styles", full("styles"))).applied()
    refusals.deleting["Shelfie tour"] = Problem(403, "Not now.")
    project.write(manifest("styles", full("styles") | {"type": "image"}))
    assert project.apply().exit_code == 4
    assert project.calls() == replaces("styles", full("styles") | {"type": "image"})
    assert project.state["resources"]["styles.it"]["id"] == next_id("styles")
    refusals.deleting.clear()
    project.reset()
    assert project.apply().exit_code == 0
    assert project.calls() == [deletes("styles", first_id("styles"))]
    project.assert_settled()


def test_a_post_whose_replacement_is_refused_is_created_by_the_next_run(
    workspace: Workspace, refusals: Refusals
) -> None:
    project = workspace(calendar(teaser=post())).applied()
    launch = {"videoUrl": "https://cdn.example.com/launch.mp4"}
    refusals.writing["Less."] = Problem(402, "No credits.")
    project.write(calendar(teaser=post(**launch)))
    assert project.apply().exit_code == 4
    assert project.calls() == [("DELETE", ONE, None), ("POST", POSTS, sent(**launch))]
    refusals.writing.clear()
    project.reset()
    assert project.apply().exit_code == 0
    assert project.calls() == [("POST", POSTS, sent(**launch))]
    project.assert_settled()


def test_an_object_that_is_gone_by_the_time_of_its_delete_is_done(
    workspace: Workspace, refusals: Refusals
) -> None:
    project = workspace(manifest("personas", full("personas"))).applied()
    refusals.deleting["Switchers"] = Problem(404, "There is no per_1.")
    project.write({"manifest.yaml": {"personas": {}}})
    assert project.apply().exit_code == 0
    assert project.state["resources"] == {}


def test_a_replacement_that_was_begun_goes_on_with_the_yes_that_it_had(
    workspace: Workspace, refusals: Refusals
) -> None:
    project = workspace(approving({"teaser": post()}))
    approve(project)
    assert project.apply().exit_code == 0
    refusals.writing["Less."] = Problem(402, "No credits.")
    launch = {"videoUrl": "https://cdn.example.com/launch.mp4"}
    project.write(approving({"teaser": post(**launch)}))
    approve(project)
    assert project.apply().exit_code == 4
    refusals.writing.clear()
    project.reset()
    assert project.apply().exit_code == 0
    assert project.calls() == [("POST", POSTS, sent(**launch))]
    project.assert_settled()
