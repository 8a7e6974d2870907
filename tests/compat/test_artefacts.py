"""What older versions wrote means today what it meant then: manifests, states, journals and plans."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from rawugc_sync.state.document import VERSION
from tests.compat.artefacts import (
    BRAND,
    HERE,
    JOURNALS,
    VERSIONS,
    edited,
    keys,
    plan_of,
    project,
    text_of,
)
from tests.contract.project import RawUGC

SCHEMAS = HERE.parents[1] / "schemas"
LABELS = "Washes off twelve hours of mask and disinfectant.\nReads every label."
TWO_EDITS = [
    ("PATCH", "/personas/per_1", {"description": LABELS}),
    ("POST", "/social/posts/post_1/reschedule", {"scheduledFor": 1_930_469_400_000}),
]
_TEXTS, _POSTS = BRAND.split("\nproducts:")[0], BRAND.split("\nposts:\n")[1]
BEFORE_THE_CUT = f"{_TEXTS}\nposts:\n{_POSTS.split('  idea:')[0]}"
"""What the run that was cut off had created: a post, a text, and the persona of which it did not know."""


def test_each_version_of_a_state_has_its_artefacts() -> None:
    assert {path.name for path in HERE.glob("v*")} == {f"v{version}" for version in VERSIONS}
    assert all(json.loads(text_of(version, "state.json"))["version"] == version for version in VERSIONS)


@pytest.mark.parametrize("version", VERSIONS)
def test_with_an_old_state_an_old_manifest_asks_for_nothing(
    tmp_path: Path, rawugc: RawUGC, version: int
) -> None:
    old = project(tmp_path, rawugc, BRAND)
    old.write({"rawugc.state.json": text_of(version, "state.json")})
    old.assert_settled()


@pytest.mark.parametrize("version", VERSIONS)
def test_with_an_old_state_two_edits_are_two_calls(tmp_path: Path, rawugc: RawUGC, version: int) -> None:
    old = project(tmp_path, rawugc, BRAND)
    old.write({"rawugc.state.json": text_of(version, "state.json"), "brand.yaml": edited()})
    assert old.apply().exit_code == 0
    assert sorted(old.calls(), key=str) == sorted(TWO_EDITS, key=str)
    assert old.state["version"] == VERSION
    old.assert_settled()


@pytest.mark.parametrize("version", JOURNALS)
def test_with_an_old_journal_a_run_goes_on_where_the_old_one_died(
    tmp_path: Path, rawugc: RawUGC, version: int
) -> None:
    """It takes in what is recorded, finds what the old run did not hear of, and creates the rest."""
    old = project(tmp_path, rawugc, BEFORE_THE_CUT)
    old.write({".rawugc/journal.jsonl": text_of(version, "journal.jsonl")})
    assert old.apply().exit_code == 0
    assert sorted((method, path) for method, path, _ in old.calls()) == [
        ("POST", "/products"),
        ("POST", "/social/posts"),
        ("POST", "/styles"),
    ]
    assert old.state["resources"]["personas.night-shift"]["id"] == "per_1"
    old.assert_settled()


@pytest.mark.parametrize("version", VERSIONS)
def test_a_plan_has_every_key_that_an_old_one_had(tmp_path: Path, rawugc: RawUGC, version: int) -> None:
    now = _plan_of_the_edits(tmp_path, rawugc, version)
    assert set(keys(plan_of(version))) - set(keys(now)) == set()
    assert now["format_version"].split(".")[0] == plan_of(version)["format_version"].split(".")[0]


@pytest.mark.parametrize("version", VERSIONS)
def test_a_plan_says_the_same_of_the_same_edits(tmp_path: Path, rawugc: RawUGC, version: int) -> None:
    now, then = _plan_of_the_edits(tmp_path, rawugc, version), plan_of(version)
    assert now["summary"].items() >= then["summary"].items()
    assert [_promised(change) for change in now["resource_changes"]] == [
        _promised(change) for change in then["resource_changes"]
    ]


def test_the_newest_plan_keeps_to_the_schema_that_is_handed_out() -> None:
    schema = json.loads((SCHEMAS / "plan.schema.json").read_text(encoding="utf-8"))
    Draft202012Validator(schema).validate(plan_of(VERSION))


@pytest.mark.parametrize("version", VERSIONS[:-1])
def test_a_saved_plan_of_another_version_is_refused_before_any_request(
    tmp_path: Path, rawugc: RawUGC, version: int
) -> None:
    """It is meant for the version that made it; the hint makes one that this version carries out."""
    old = project(tmp_path, rawugc, BRAND)
    old.write({"rawugc.state.json": text_of(version, "state.json"), "brand.yaml": edited()})
    old.write({"saved.json": text_of(version, "saved.json")})
    old.reset()
    refused = old.run("apply", "saved.json", "--auto-approve")
    assert (refused.exit_code, old.requests()) == (1, [])
    assert "Make one with rawugc-sync plan --out FILE, of this version" in refused.stderr
    assert old.run("plan", "--out", "saved.json").exit_code == 0
    assert old.run("apply", "saved.json", "--auto-approve").exit_code == 0
    assert sorted(old.calls(), key=str) == sorted(TWO_EDITS, key=str)
    old.assert_settled()


def _plan_of_the_edits(root: Path, rawugc: RawUGC, version: int) -> dict[str, Any]:
    old = project(root, rawugc, BRAND)
    old.write({"rawugc.state.json": text_of(version, "state.json"), "brand.yaml": edited()})
    plan = old.plan()
    assert plan.exit_code == 2
    read: dict[str, Any] = plan.json
    return read


def _promised(change: dict[str, Any]) -> dict[str, Any]:
    """All but digests, which say which version of the tool made them."""
    return {
        "address": change["address"],
        "id": change["id"],
        "actions": change["change"]["actions"],
        "before": change["change"]["before"],
        "after": change["change"]["after"],
        "fields": [(one["path"], one["before"], one["after"], one["origin"]) for one in change["fields"]],
        "calls": change["calls"],
        "source": change["source"],
    }
