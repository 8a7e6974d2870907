"""Undo: the manifests go back to what was live before a run, and the next plan is the way back."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pytest

from tests.conftest import Workspace
from tests.contract.project import Files, Project, Run, Sent


def live(project: Project, collection: str = "personas") -> list[dict[str, Any]]:
    """What is live, without the ids and times that a new object gets."""
    mine = {"name", "description", "body", "content"}
    found = project.dashboard.objects(collection).values()
    return sorted(({k: v for k, v in one.items() if k in mine} for one in found), key=json.dumps)


def undone(project: Project, run: str = "latest", *, code: int = 0) -> Run:
    """Undo a run: nothing is sent but reads."""
    project.reset()
    found = project.run("undo", run)
    assert (found.exit_code, project.calls()) == (code, [])
    return found


def text(project: Project, path: str = "brand.yaml") -> str:
    return (project.root / path).read_text(encoding="utf-8")


def applied(project: Project, files: Files) -> None:
    project.write(files)
    assert project.apply().exit_code == 0


@dataclass(frozen=True)
class Case:
    """`before` is applied first, `after` is the run that is undone; `back` are the calls of the way back."""

    before: Files
    after: Files
    back: list[Sent]
    same: bool = True


P = "personas:\n  # The first.\n  p:\n    name: P # why\n    description: One.\n"
ONE = "personas:\n  p:\n    name: P\n    description: One.\n"
Q = "\n  # The second.\n  q:\n    name: Q\n    description: Two.\n\n# The end.\n"
CASES: Mapping[str, Case] = {
    "an update": Case(
        {"brand.yaml": P},
        {"brand.yaml": P.replace("One.", "New.")},
        [("PATCH", "/personas/per_1", {"description": "One."})],
    ),
    "a create": Case(
        {"brand.yaml": P + "\n# The end.\n"},
        {"brand.yaml": P + Q},
        [("DELETE", "/personas/per_2", None)],
    ),
    "a create of all": Case(
        {"brand.yaml": "personas: {}\n"},
        {"brand.yaml": P},
        [("DELETE", "/personas/per_1", None)],
        same=False,
    ),
    "a create in brackets": Case(
        {"brand.yaml": "personas: {p: {name: P, description: One.}}\n"},
        {"brand.yaml": "personas: {p: {name: P, description: One.}, q: {name: Q, description: Two.}}\n"},
        [("DELETE", "/personas/per_2", None)],
    ),
    "a delete": Case(
        {"brand.yaml": ONE + "\n  q:\n    name: Q\n    description: Two.\n"},
        {"brand.yaml": ONE},
        [("POST", "/personas", {"name": "Q", "description": "Two."})],
        same=False,
    ),
    "a rename": Case(
        {"brand.yaml": P + "messaging:\n  m:\n    name: M\n    body: ${personas.p.description}\n"},
        {
            "brand.yaml": P.replace("  p:", "  new:")
            + "messaging:\n  m:\n    name: M\n    body: ${personas.new.description}\n"
            + "moved:\n  - {from: personas.p, to: personas.new}\n"
        },
        [],
        same=False,
    ),
    "a delete and a create": Case(
        {"brand.yaml": ONE},
        {"brand.yaml": "personas:\n  q:\n    name: Q\n    description: Two.\n"},
        [
            ("POST", "/personas", {"name": "P", "description": "One."}),
            ("DELETE", "/personas/per_2", None),
        ],
        same=False,
    ),
}


@pytest.mark.parametrize("case", CASES.values(), ids=list(CASES))
def test_the_plan_after_an_undo_is_the_way_back(workspace: Workspace, case: Case) -> None:
    project = workspace(case.before).applied()
    was = live(project)
    before = text(project)
    applied(project, case.after)
    undone(project)
    if case.same:
        assert text(project) == before
    assert project.apply().exit_code == 0
    assert project.calls() == case.back
    assert live(project) == was
    project.assert_settled()
