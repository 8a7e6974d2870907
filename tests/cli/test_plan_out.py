"""`plan --out`: a plan lies where nothing reads it as something else, or the plan is not made."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.wire import WiredProject, project_on_a_wire

PEOPLE = "personas:\n  p: {name: N, description: D}\n"
MANIFEST, STATE = "would be read as a manifest", "is the state"
GLOBS = "manifests: ['brand/**/*.yaml']\nexclude: ['brand/plans/*']\n"


@pytest.fixture
def project(tmp_path: Path) -> Iterator[WiredProject]:
    folders = dict.fromkeys(("plans/x", "brand/plans/x", ".hidden/x", "other/rawugc.yaml"), "")
    with project_on_a_wire(tmp_path, {"brand/people.yaml": PEOPLE, **folders}) as made:
        (tmp_path / "shared").mkdir()
        yield made


@pytest.mark.parametrize(
    ("config", "out", "said"),
    [
        ("", "plan.yaml", MANIFEST),
        ("", "plan.yml", MANIFEST),
        ("", "plans/plan.yaml", MANIFEST),
        ("", "./plans/../plan.yaml", MANIFEST),
        ("", "brand/people.yaml", MANIFEST),
        (GLOBS, "brand/new.yaml", MANIFEST),
        ("include: [../shared]\n", "../shared/plan.yaml", MANIFEST),
        ("", "rawugc.yaml", "is the configuration"),
        ("", "rawugc.state.json", STATE),
        ("state: plans/s.json\n", "plans/s.json", STATE),
        ("", "plans", "is a folder"),
        ("", "", "is a folder"),
        ("", "nowhere/plan.json", "is in no folder that exists"),
    ],
)
def test_a_plan_is_not_saved_over_or_among_what_a_run_reads(
    project: WiredProject, config: str, out: str, said: str
) -> None:
    project.write({"rawugc.yaml": config})
    assert project.apply().exit_code == 0
    project.write({"brand/people.yaml": PEOPLE.replace("N,", "M,")})
    before = {path: path.read_bytes() for path in project.root.parent.rglob("*") if path.is_file()}
    project.reset()
    for given in {out, str(project.root / out)} if out else {out}:
        run = project.run("plan", "--out", given)
        assert (run.exit_code, project.requests()) == (1, [])
        assert said in run.stderr
    assert {path: path.read_bytes() for path in project.root.parent.rglob("*") if path.is_file()} == before


@pytest.mark.parametrize(
    ("config", "out"),
    [
        ("", "saved.plan"),
        ("", "plan.json"),
        ("", ".hidden/plan.yaml"),
        ("", ".plan.yaml"),
        ("", "other/plan.yaml"),
        ("", "../plan.yaml"),
        (GLOBS, "plan.yaml"),
        (GLOBS, "brand/plans/plan.yaml"),
    ],
)
def test_anywhere_else_it_is_saved_and_can_be_applied(project: WiredProject, config: str, out: str) -> None:
    project.write({"rawugc.yaml": config})
    assert project.run("plan", "--out", out).exit_code == 0
    assert project.run("validate").exit_code == 0
    assert project.run("apply", out).exit_code == 0
    project.assert_settled()


def test_the_name_that_the_refusal_offers_will_do(project: WiredProject) -> None:
    assert "such as --out saved.plan." in project.run("plan", "--out", "plan.yaml").stderr
    assert project.run("plan", "--out", "saved.plan").exit_code == 0
