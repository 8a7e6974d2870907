"""A plan for people who see no terminal: `--html` and `--markdown` of plan, show, drift and apply."""

from __future__ import annotations

import json
import re
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import Workspace
from tests.contract.project import Project, Run

BRAND = """
    personas:
      skin: {name: Switchers, description: Skin that reacts.}
    """
EDITED = BRAND.replace("reacts", "sings")


@pytest.fixture
def brand(workspace: Workspace) -> Project:
    """One persona that is applied, and edited since."""
    project = workspace({"brand.yaml": BRAND}).applied()
    project.write({"brand.yaml": EDITED})
    return project


def name_in(text: str) -> str:
    """The name with which it ends."""
    return str(re.findall(r"\bplan ((?:[0-9a-f]{4}-){4}[0-9a-f]{4})", text)[-1])


def lasting(page: str) -> str:
    """A page without what is relative to now."""
    return re.sub(r"<time\b[^>]*>[^<]*</time>", "<time>", page)


def test_all_forms_of_a_plan_come_from_one_reading(brand: Project) -> None:
    bare = brand.run("plan")
    reads = brand.requests()
    brand.reset()
    run = brand.run("plan", "--json", "--html", "p.html", "--markdown", "c.md", "--out", "saved.plan")
    assert run.exit_code == 0
    assert brand.requests() == reads
    name = run.json["name"]
    assert name_in(bare.stdout) == name
    assert name_in((brand.root / "p.html").read_text()) == name
    assert name_in((brand.root / "c.md").read_text()) == name
    assert json.loads((brand.root / "saved.plan").read_text())["name"] == name


def test_a_dash_gives_stdout_to_the_markdown_alone(brand: Project) -> None:
    run = brand.run("plan", "--markdown", "-", "--detailed-exitcode")
    assert run.exit_code == 2
    assert run.stdout.startswith("<!-- rawugc-sync: ")
    assert "# personas.skin will be updated" not in run.stdout


def test_markdown_and_json_cannot_both_have_stdout(brand: Project) -> None:
    brand.reset()
    run = brand.run("plan", "--markdown", "-", "--json")
    assert run.exit_code == 1
    assert "--json and --markdown - both take stdout" in run.stderr
    assert brand.requests() == []


def test_media_are_embedded_in_a_page_alone(brand: Project) -> None:
    run = brand.run("plan", "--embed-media")
    assert run.exit_code == 1
    assert "add --html FILE" in run.stderr


def test_a_saved_plan_is_shown_as_it_was_planned(brand: Project) -> None:
    assert brand.run("plan", "--html", "a.html", "--markdown", "a.md", "--out", "saved.plan").exit_code == 0
    brand.reset()
    shown = brand.run("show", "saved.plan", "--html", "b.html", "--markdown", "b.md")
    assert shown.exit_code == 0
    assert brand.requests() == []
    assert lasting((brand.root / "b.html").read_text()) == lasting((brand.root / "a.html").read_text())
    assert (brand.root / "b.md").read_bytes() == (brand.root / "a.md").read_bytes()


def test_drift_has_a_page_and_a_comment(brand: Project) -> None:
    (id,) = brand.dashboard.objects("personas")
    brand.dashboard.edit("personas", id, {"description": "Changed in the dashboard."})
    run = brand.run("drift", "--html", "d.html", "--markdown", "d.md", "--detailed-exitcode")
    assert run.exit_code == 2
    for name in ("d.html", "d.md"):
        assert "dashboard" in (brand.root / name).read_text()


WRONG = {
    "a manifest": ({"brand.yaml": "personas: {skin: {nam: x}}\n"}, "nam", 1),
    "the configuration": ({"rawugc.yaml": "limit: {}\n"}, "limit", 1),
    "a rule": ({"rawugc.yaml": "limits: {maxDeletes: 0}\n", "brand.yaml": "personas: {}\n"}, "max", 3),
}


@pytest.mark.parametrize("what", WRONG)
def test_what_is_refused_or_wrong_has_its_page_and_comment_too(brand: Project, what: str) -> None:
    files, said, code = WRONG[what]
    brand.write(files)
    assert brand.run("plan", "--html", "p.html", "--markdown", "c.md").exit_code == code
    for name in ("p.html", "c.md"):
        assert said in (brand.root / name).read_text()


def test_drift_that_could_not_be_read_is_not_called_a_plan(brand: Project) -> None:
    brand.write({"brand.yaml": "personas: {skin: {nam: x}}\n"})
    assert brand.run("drift", "--html", "d.html", "--markdown", "d.md").exit_code == 1
    assert "### Drift in " in (brand.root / "d.md").read_text()
    assert "was changed in the RawUGC dashboard" not in (brand.root / "d.html").read_text()


TWICE = {
    "plan --html x.out --markdown ./x.out": "--html and --markdown",
    "plan --out x.out --html x.out": "--out and --html",
    "drift --html x.out --markdown x.out": "--html and --markdown",
    "show saved.plan --html saved.plan": "PLANFILE and --html",
    "show saved.plan --markdown ./saved.plan": "PLANFILE and --markdown",
    "apply saved.plan --markdown saved.plan": "PLANFILE and --markdown",
}


@pytest.mark.parametrize("line", TWICE)
def test_two_files_of_a_run_are_never_one(brand: Project, line: str) -> None:
    assert brand.run("plan", "--out", "saved.plan").exit_code == 0
    before = {path: path.read_bytes() for path in files_below(brand.root)}
    brand.reset()
    run = brand.run(*line.split())
    assert run.exit_code == 1
    assert f"error: {TWICE[line]} are both " in run.stderr
    assert brand.requests() == []
    assert {path: path.read_bytes() for path in files_below(brand.root)} == before


@pytest.mark.parametrize("command", ["show", "apply"])
def test_a_saved_plan_that_cannot_be_read_says_so_in_its_comment(brand: Project, command: str) -> None:
    brand.write({"c.md": "of before", "saved.plan": "{"})
    run = brand.run(command, "saved.plan", "--markdown", "c.md")
    assert run.exit_code == 1
    assert "saved.plan is not a saved plan" in run.stderr
    comment = (brand.root / "c.md").read_text()
    assert "is void" in comment
    assert "saved.plan is not a saved plan" in comment


PLACES = {
    "brand.yaml": "would be read as a manifest",
    "other.yml": "would be read as a manifest",
    "rawugc.yaml": "is the configuration",
    "rawugc.state.json": "is the state",
    "no/such/folder.html": "is in no folder that exists",
    ".": "is a folder",
}


@pytest.mark.parametrize("option", ["--html", "--markdown"])
@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("command", ["plan", "drift", "apply --auto-approve"])
def test_a_report_is_not_written_over_what_the_workspace_needs(
    brand: Project, option: str, place: str, command: str
) -> None:
    if option == "--html" and command.startswith("apply"):
        pytest.skip("an apply has no page")
    before = {path: path.read_bytes() for path in files_below(brand.root)}
    brand.reset()
    run = brand.run(*command.split(), option, place)
    assert run.exit_code == 1
    assert PLACES[place] in run.stdout + run.stderr
    assert brand.requests() == []
    assert {path: path.read_bytes() for path in files_below(brand.root)} == before


def files_below(root: Path) -> Iterator[Path]:
    return (path for path in root.rglob("*") if path.is_file())


def test_with_a_broken_configuration_nothing_goes_where_a_manifest_may_be(brand: Project) -> None:
    brand.write({"rawugc.yaml": "limit: {}\n"})
    run = brand.run("plan", "--html", "brand.yaml")
    assert run.exit_code == 1
    assert "may be a manifest" in run.stderr
    assert (brand.root / "brand.yaml").read_text().startswith("\npersonas")


def test_a_report_takes_the_place_of_the_one_before_and_is_as_readable_as_the_umask_says(
    brand: Project,
) -> None:
    old = brand.root / "p.html"
    old.write_text("old")
    assert brand.run("plan", "--html", "p.html").exit_code == 0
    assert old.read_text().startswith("<!doctype html>")
    plain = brand.root / "plain"
    plain.write_text("")
    assert stat.S_IMODE(old.stat().st_mode) == stat.S_IMODE(plain.stat().st_mode)
    assert [path.name for path in brand.root.iterdir() if path.name.endswith(".new")] == []


@pytest.mark.parametrize("limit", ["999", "0", "-1", "many"])
def test_a_limit_below_what_a_summary_takes_is_no_limit(brand: Project, limit: str) -> None:
    assert brand.run("plan", "--markdown", "-", "--limit", limit).exit_code == 1


def applying(brand: Project, *more: str) -> Run:
    return brand.run("apply", "--auto-approve", *more)


def test_the_result_of_an_apply_is_a_comment(brand: Project) -> None:
    run = applying(brand, "--markdown", "r.md")
    assert run.exit_code == 0
    assert "Apply complete" in run.stdout
    written = (brand.root / "r.md").read_text()
    assert written.startswith("<!-- rawugc-sync: ")
    assert "personas.skin" in written
    brand.assert_settled()


def test_an_apply_with_a_dash_gives_stdout_to_the_markdown_alone(brand: Project) -> None:
    run = applying(brand, "--markdown", "-")
    assert run.exit_code == 0
    assert run.stdout.startswith("<!-- rawugc-sync: ")
    assert "Applied (1):" not in run.stdout
    assert "personas.skin will be updated" in run.stderr
    brand.assert_settled()


REFUSED = {
    "a rule": {"rawugc.yaml": "limits: {maxDeletes: 0}\n", "brand.yaml": "personas: {}\n"},
    "a manifest": {"brand.yaml": "personas: {skin: {nam: x}}\n"},
}


@pytest.mark.parametrize("what", REFUSED)
def test_an_apply_that_comes_to_nothing_says_so_in_its_comment(brand: Project, what: str) -> None:
    brand.write(REFUSED[what])
    brand.reset()
    run = applying(brand, "--markdown", "r.md")
    assert run.exit_code in (1, 3)
    assert brand.calls() == []
    assert "void" in (brand.root / "r.md").read_text()


def test_a_file_that_cannot_be_written_does_not_undo_what_was_done(brand: Project) -> None:
    run = brand.run("apply", "--auto-approve", "--markdown", "/dev/full")
    assert run.exit_code == 1
    assert "/dev/full" in run.stderr
    brand.assert_settled()


UNUSABLE = {
    "an unknown key": ("nonsense: 1", ()),
    "an unknown environment": ("environments: {prod: {}}", ("x",)),
}


@pytest.mark.parametrize("what", UNUSABLE)
def test_a_comment_is_found_again_when_the_configuration_cannot_be_used(brand: Project, what: str) -> None:
    """A bot looks for its first line, and the plan in the old comment is void."""
    broken, environment = UNUSABLE[what]
    brand.write({"rawugc.yaml": f"workspace: brand-of-the-file\n{broken}\n"})
    chosen = ("--env", *environment) if environment else ()
    comment = brand.run(*chosen, "plan", "--markdown", "-").stdout
    known = " ".join(["brand-of-the-file", *environment])
    assert comment.splitlines()[0] == f"<!-- rawugc-sync: {known} -->"
    assert "void" in comment
