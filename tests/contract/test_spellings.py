"""A name spelt like a live one but for case or Unicode normal form: whichever answer is given works."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.conftest import Workspace
from tests.contract.project import Project
from tests.contract.samples import SAMPLES, address, body, both_extremes, full, manifest

SPELLINGS = {"case": ("Glow", "GLOW"), "normal form": ("Caf\u00e9", "Cafe\u0301")}
every_named = pytest.mark.parametrize(
    "collection", sorted(name for name in SAMPLES if "name" in SAMPLES[name])
)
every_spelling = pytest.mark.parametrize(("ours", "theirs"), SPELLINGS.values(), ids=SPELLINGS)


def asked(
    workspace: Workspace, collection: str, ours: str, theirs: str
) -> tuple[Project, list[dict[str, Any]]]:
    """A workspace whose plan asks which one is meant, and the answers that it names."""
    project = workspace(manifest(collection, {**full(collection), "name": ours}))
    project.dashboard.insert(collection, body({**full(collection), "name": theirs}))
    run = project.apply()
    assert (run.exit_code, run.codes, project.calls()) == (3, {"ambiguous"}, [])
    lines = re.findall(r"- \{to: (\S+), (id|not): \[?([^\]}]+)\]?\}", run.said("ambiguous")["detail"])
    return project, [{"to": to, kind: id if kind == "id" else [id]} for to, kind, id in lines]


@both_extremes
@every_named
@every_spelling
def test_it_is_the_same_and_takes_the_name_of_the_manifest(
    workspace: Workspace, collection: str, ours: str, theirs: str
) -> None:
    project, (same, _) = asked(workspace, collection, ours, theirs)
    project.write({"imports.yaml": {"imports": [same]}})
    assert project.apply().exit_code == 0
    ((method, _, sent),) = project.calls()
    assert (method, sent) == ("PATCH", {"name": ours})
    project.assert_settled()


@both_extremes
@every_named
@every_spelling
def test_it_is_another_one_and_is_created_beside_it(
    workspace: Workspace, collection: str, ours: str, theirs: str
) -> None:
    project, (_, other) = asked(workspace, collection, ours, theirs)
    project.write({"imports.yaml": {"imports": [other]}})
    assert project.apply().exit_code == 0
    ((method, _, sent),) = project.calls()
    assert (method, sent["name"]) == ("POST", ours)
    project.assert_settled()
    project.write({"imports.yaml": None})
    assert address(collection) in project.state["resources"]
    assert project.assert_settled().codes == set()


@both_extremes
@every_named
def test_a_pull_asks_before_it_writes_it_down_a_second_time(workspace: Workspace, collection: str) -> None:
    project, _ = asked(workspace, collection, "Glow", "GLOW")
    pulled = project.run("pull")
    assert "differs only in case or Unicode normal form" in pulled.stdout + pulled.stderr
    assert [path.name for path in project.root.glob("*.yaml")] == ["manifest.yaml"]
