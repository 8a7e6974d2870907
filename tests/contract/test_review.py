"""`review --dir`: plan, page, comment and calendar of one workspace or of several, each from one reading."""

from __future__ import annotations

import json
import os
import re
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from rawugc_sync.sandbox import Options
from tests.conftest import Workspace
from tests.contract.project import KEY, Files, Project
from tests.git.test_checkout import PLAIN, git

ALWAYS = {"plan.json", "page.html", "comment.md"}
CALENDAR = {"calendar.html", "calendar.ics"}
WHOLE = {*ALWAYS, *CALENDAR, "plan.out"}
POST = {
    "videoUrl": "https://x.example/v.mp4",
    "accounts": ["tiktok/glowlab"],
    "timezone": "UTC",
    "scheduledFor": "2027-01-20 09:00",
    "content": "Hello",
}
BRAND: dict[str, Any] = {"personas": {"p": {"name": "N", "description": "D"}}, "posts": {"launch": POST}}
BROKEN = "personas: {p: {nam: N}}\n"


def files_in(folder: Path) -> set[str]:
    return {one.relative_to(folder).as_posix() for one in folder.rglob("*") if one.is_file()}


def test_everything_that_people_look_at_comes_from_one_reading(workspace: Workspace) -> None:
    project = workspace({"brand.yaml": BRAND})
    project.plan()
    reads = project.requests()
    project.reset()
    run = project.run("review", "--dir", "out/review")
    out = project.root / "out/review"
    assert (run.exit_code, files_in(out)) == (0, WHOLE)
    assert project.requests() == reads
    assert run.stdout == "glow-lab: ready. 1 persona and 1 post are made.\n"
    assert "BEGIN:VEVENT" in (out / "calendar.ics").read_text(encoding="utf-8")
    assert "posts.launch" in (out / "calendar.html").read_text(encoding="utf-8")


def test_page_comment_and_json_are_those_of_plan(workspace: Workspace) -> None:
    project = workspace({"brand.yaml": BRAND})
    project.run("review", "--dir", "out")
    plan = project.plan("--html", "page.html", "--markdown", "comment.md")
    assert json.loads((project.root / "out/plan.json").read_text(encoding="utf-8")) == plan.json
    for name in ("page.html", "comment.md"):
        assert (project.root / name).read_bytes() == (project.root / "out" / name).read_bytes()


def test_the_saved_plan_can_be_applied(workspace: Workspace) -> None:
    project = workspace({"brand.yaml": BRAND})
    project.run("review", "--dir", "out")
    assert project.run("apply", "out/plan.out", "--auto-approve").exit_code == 0
    project.assert_settled()
    assert project.run("review", "--dir", "out").stdout.startswith("glow-lab: nothing to do.")


@pytest.mark.parametrize(
    ("files", "command", "code", "standing", "written"),
    [
        ({"brand.yaml": BROKEN}, (), 1, "failed", ALWAYS),
        ({"rawugc.yaml": "workspce: x\n"}, (), 1, "failed", ALWAYS),
        ({"rawugc.yaml": {"organization": "org_other"}}, (), 3, "refused", ALWAYS),
        ({"brand.yaml": {"personas": {}}}, ("--max-deletes", "0"), 3, "refused", {*ALWAYS, *CALENDAR}),
    ],
    ids=["manifest", "configuration", "organization", "rule"],
)
def test_what_cannot_be_carried_out_is_shown_and_leaves_no_plan_of_before(
    workspace: Workspace, files: Files, command: tuple[str, ...], code: int, standing: str, written: set[str]
) -> None:
    project = workspace({"brand.yaml": BRAND}).applied()
    assert project.run("review", "--dir", "out").exit_code == 0
    assert files_in(project.root / "out") == WHOLE
    project.write(files)
    run = project.run("review", "--dir", "out", *command)
    assert (run.exit_code, files_in(project.root / "out")) == (code, written)
    assert f": {standing}. This cannot be carried out as it is" in run.stdout
    summary = json.loads((project.root / "out/plan.json").read_text(encoding="utf-8"))["diagnostics"][0][
        "code"
    ]
    assert run.stderr
    assert summary
    assert "cannot be carried out" in (project.root / "out/page.html").read_text(encoding="utf-8")
    assert "cannot be carried out" in (project.root / "out/comment.md").read_text(encoding="utf-8")


def test_the_first_run_of_a_ci_job_is_said_to_be_one(workspace: Workspace) -> None:
    project = workspace({"brand.yaml": BRAND, "rawugc.yaml": "organization: org_1\n"})
    project = replace(project, variables={"CI": "true"})
    assert project.run("review", "--dir", "out").exit_code == 3
    assert project.run("review", "--dir", "out", "--first-run").exit_code == 0


@pytest.mark.parametrize("options", [Options(keys=frozenset({KEY}))], ids=["one key"])
def test_what_the_api_refuses_is_shown_as_well(workspace: Workspace, options: Options) -> None:
    project = workspace({"brand.yaml": BRAND})
    run = project.run("review", "--dir", "out", key="ruk_wrong")
    assert (run.exit_code, files_in(project.root / "out")) == (1, ALWAYS)
    assert "unauthorized" in (project.root / "out/plan.json").read_text(encoding="utf-8")
    assert "ruk_wrong" not in "".join(one.read_text("utf-8") for one in (project.root / "out").iterdir())


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({"out": "a file\n"}, "out cannot be made"),
        ({"rawugc.yaml": "state: out/plan.json\n"}, "is the state"),
        ({"out/page.html/x": "a folder\n"}, "page.html is a folder"),
    ],
)
def test_a_folder_that_will_not_do_costs_no_request(workspace: Workspace, files: Files, said: str) -> None:
    project = workspace({"brand.yaml": BRAND, **files})
    run = project.run("review", "--dir", "out")
    assert (run.exit_code, project.requests()) == (1, [])
    assert said in run.stderr


def test_embedding_without_its_extra_costs_no_request_and_no_file(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = workspace({"brand.yaml": BRAND})
    monkeypatch.setitem(sys.modules, "PIL", None)
    run = project.run("review", "--dir", "out", "--embed-media")
    assert (run.exit_code, project.requests()) == (1, [])
    assert "--embed-media takes the extra `thumbnails`" in run.stderr
    assert not (project.root / "out").exists()


# -- several


def links(page: Path) -> list[str]:
    return re.findall(r'href="(\./[^"]*)"', page.read_text(encoding="utf-8"))


@pytest.fixture
def several(workspace: Workspace) -> Project:
    """A repository with two brands; what they share belongs to one of them."""
    return workspace(
        {
            "brands/oak/rawugc.yaml": "include: [../../shared]\n",
            "brands/oak/brand.yaml": BRAND,
            "brands/volt/rawugc.yaml": "workspace: volt\n",
            "brands/volt/brand.yaml": {"personas": {"v": {"name": "V", "description": "D"}}},
            "shared/messaging.yaml": {"messaging": {"m": {"name": "M", "body": "B"}}},
        }
    )


def test_each_workspace_has_a_folder_and_the_index_leads_to_them(several: Project) -> None:
    run = several.run("review", "--dir", "out")
    out = several.root / "out"
    expected = {f"brands/{brand}/{name}" for brand in ("oak", "volt") for name in WHOLE}
    assert (run.exit_code, files_in(out)) == (0, {"index.html", *expected})
    assert links(out / "index.html") == [
        f"./brands/{brand}/{name}" for brand in ("oak", "volt") for name in ("page.html", "calendar.html")
    ]
    assert run.stdout.splitlines() == [
        "brands/oak: ready. 1 messaging, 1 persona and 1 post are made.",
        "brands/volt: ready. 1 persona is made.",
    ]


@pytest.mark.parametrize(
    "files", [{"brands/oak/brand.yaml": BROKEN}, {"brands/oak/rawugc.yaml": "workspce: x\n"}]
)
def test_one_that_fails_stops_no_other(several: Project, files: Files) -> None:
    several.write(files)
    run = several.run("review", "--dir", "out")
    out = several.root / "out"
    assert run.exit_code == 1
    assert files_in(out / "brands/oak") == ALWAYS
    assert files_in(out / "brands/volt") == WHOLE
    assert links(out / "index.html") == [
        "./brands/oak/page.html",
        "./brands/volt/page.html",
        "./brands/volt/calendar.html",
    ]
    assert re.findall(r'<li data-standing="([^"]*)"', (out / "index.html").read_text(encoding="utf-8")) == [
        "failed",
        "ready",
    ]


def test_the_exit_code_is_the_highest(several: Project) -> None:
    several.dashboard.insert("personas", {"name": "V", "description": "D"})
    several.write({"brands/oak/brand.yaml": BROKEN, "brands/volt/rawugc.yaml": "organization: org_other\n"})
    assert several.run("review", "--dir", "out").exit_code == 3


def test_calendars_of_one_organization_are_those_that_calendar_shows(several: Project) -> None:
    later = {**POST, "scheduledFor": "2027-01-20 09:10", "videoUrl": "https://x.example/other.mp4"}
    several.write({"brands/volt/posts.yaml": {"posts": {"later": later}}})
    for brand in ("oak", "volt"):
        replace(several, root=several.root / "brands" / brand).applied()
    several.run("review", "--dir", "out")
    several.run("calendar", "--ics", "all.ics", "--from", "2027-01-01", "--to", "2027-01-31")
    page = (several.root / "out/brands/oak/calendar.html").read_text(encoding="utf-8")
    assert "in no manifest" not in page
    assert "clash on tiktok/glowlab: posts.later of volt goes out 10 minutes later" in page

    def uids(*files: Path) -> list[str]:
        return sorted(uid for file in files for uid in re.findall("UID:.*", file.read_text(encoding="utf-8")))

    each = [several.root / f"out/brands/{brand}/calendar.ics" for brand in ("oak", "volt")]
    assert uids(*each) == uids(several.root / "all.ics")


def test_the_next_review_takes_away_what_it_does_not_review_itself(several: Project) -> None:
    several.run("review", "--dir", "out")
    replace(several, root=several.root / "brands/oak").run("review", "--dir", "../../out")
    assert files_in(several.root / "out") == WHOLE
    several.run("review", "--dir", "out")
    assert {path for path in files_in(several.root / "out") if "/" not in path} == {"index.html"}


def test_an_index_that_leads_elsewhere_takes_nothing_away(several: Project) -> None:
    hostile = "".join(
        f'<h2><a href="./{folder}/page.html">' for folder in ("..", "../mine", "%00", "%2Fetc", "link")
    )
    several.write({"mine/plan.json": "{}", "plan.out": "mine", "out/index.html": hostile})
    (several.root / "out/link").symlink_to("../mine")
    assert several.run("review", "--dir", "out").exit_code == 0
    assert (several.root / "mine/plan.json").read_text(encoding="utf-8") == "{}"
    assert (several.root / "plan.out").read_text(encoding="utf-8") == "mine"


@pytest.mark.parametrize("folder", ["index.html", "Plan.out"])
def test_a_workspace_may_be_called_like_a_file_of_the_review(workspace: Workspace, folder: str) -> None:
    project = workspace({f"{folder}/rawugc.yaml": "workspace: x\n", f"{folder}/brand.yaml": BRAND})
    assert project.run("review", "--dir", "out").exit_code == 0
    assert files_in(project.root / "out") == WHOLE
    project.write({"y/rawugc.yaml": "workspace: y\n", "y/brand.yaml": BRAND})
    assert project.run("review", "--dir", "out").exit_code == 0
    assert links(project.root / "out/index.html")[::2] == [f"./{folder}_/page.html", "./y/page.html"]


@pytest.mark.parametrize(
    ("changed", "brands"),
    [
        ({}, []),
        ({"brands/volt/brand.yaml": BRAND}, ["volt"]),
        ({"shared/messaging.yaml": {"messaging": {"m": {"name": "M", "body": "New"}}}}, ["oak"]),
        ({"brands/volt/rawugc.yaml": "workspce: x\n"}, ["volt"]),
        ({"brands/oak/brand.yaml": {}, "brands/volt/brand.yaml": BRAND}, ["oak", "volt"]),
    ],
    ids=["nothing", "own", "included", "broken", "both"],
)
def test_those_that_have_changed_are_reviewed(several: Project, changed: Files, brands: list[str]) -> None:
    git(several.root, "init", "--quiet")
    git(several.root, "add", "--all")
    git(several.root, "commit", "--quiet", "-m", "Brands")
    several.write(changed)
    replace(several, variables={**PLAIN, "PATH": os.environ["PATH"]}).run(
        "review", "--dir", "../out", "--changed-since", "HEAD"
    )
    out = several.root.parent / "out"
    assert {path.split("/")[1] for path in files_in(out) if "/" in path} == set(brands)
    assert ("No workspace has changed." in (out / "index.html").read_text(encoding="utf-8")) is not brands


@pytest.mark.parametrize("folder", ["out", "brands/volt/out", "brands/volt"])
def test_what_a_review_has_written_is_no_change(several: Project, folder: str) -> None:
    git(several.root, "init", "--quiet")
    git(several.root, "add", "--all")
    git(several.root, "commit", "--quiet", "-m", "Brands")
    project = replace(several, variables={**PLAIN, "PATH": os.environ["PATH"]})
    for command in ((), ("--changed-since", "HEAD"), ("--changed-since", "HEAD")):
        run = project.run("review", "--dir", folder, *command)
        assert run.exit_code == 0
    assert run.stdout == ""
    assert "No workspace has changed." in (project.root / folder / "index.html").read_text(encoding="utf-8")


def test_without_a_choice_each_environment_is_reviewed(workspace: Workspace) -> None:
    config = {"environments": {name: {"keyVariable": "RAWUGC_API_KEY"} for name in ("staging", "production")}}
    project = workspace({"rawugc.yaml": config, "brand.yaml": BRAND})
    run = project.run("review", "--dir", "out")
    assert run.exit_code == 0
    assert {path.rpartition("/")[0] for path in files_in(project.root / "out")} == {
        "",
        "glow-lab/production",
        "glow-lab/staging",
    }


def test_an_environment_may_be_called_like_a_workspace_below(workspace: Workspace) -> None:
    project = workspace(
        {
            "a/rawugc.yaml": {"environments": {"b": {"keyVariable": "RAWUGC_API_KEY"}}},
            "a/brand.yaml": BRAND,
            "a/b/rawugc.yaml": "workspace: inner\n",
            "a/b/brand.yaml": {"personas": {"v": {"name": "V", "description": "D"}}},
        }
    )
    assert project.run("review", "--dir", "out").exit_code == 0
    assert links(project.root / "out/index.html")[::2] == ["./a/b/page.html", "./a/b_/page.html"]
