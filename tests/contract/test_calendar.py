"""The command `calendar` on a real workspace: what is public when, and reads alone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import redirect_stderr, redirect_stdout
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from ical.calendar_stream import IcsCalendarStream

from rawugc_sync.cli.main import main
from rawugc_sync.sandbox import Options
from rawugc_sync.workspace.surroundings import Surroundings
from tests.conftest import Workspace
from tests.contract.post_calendar import (
    DAY,
    MINUTE,
    POSTS,
    TOMORROW,
    calendar,
    draft,
    live_post,
    post,
    wait,
)
from tests.contract.project import KEY, START, Project, RawUGC, Run

READS = [("GET", POSTS)]
"""What a plan of posts whose accounts are known asks for."""


def lines(run: Run) -> list[str]:
    """The lines of an agenda on posts and days with something, as words with one blank between them."""
    return [" ".join(line.split()) for line in run.stdout.splitlines() if line.startswith("  ")]


def about(run: Run, name: str) -> str:
    """The one line that is a post's own."""
    (found,) = [line for line in lines(run) if f" {name} " in line and "clash" not in line]
    return found


WAS = {
    "stays": post(content="Stays."),
    "moves": post(scheduledFor=TOMORROW + DAY, content="Moves."),
    "changes": post(scheduledFor=TOMORROW + 2 * DAY, content="Old."),
    "goes": post(scheduledFor=TOMORROW + 3 * DAY, content="Goes."),
    "sketch": draft(content="Nobody sees it."),
}
NOW = {
    "stays": WAS["stays"],
    "moves": {**WAS["moves"], "scheduledFor": TOMORROW + 4 * DAY},
    "changes": {**WAS["changes"], "content": "New."},
    "sketch": WAS["sketch"],
    "comes": post(scheduledFor=TOMORROW + 10 * MINUTE, content="Comes.", timezone="Europe/Berlin"),
    "at-once": post(mode="now", scheduledFor=None, content="At once.", videoUrl="https://x.example/v.mp4"),
}


@pytest.fixture
def edited(workspace: Workspace) -> Project:
    """A workspace whose manifests have moved on since they were applied."""
    project = workspace(calendar(**WAS)).applied()
    project.write(calendar(**NOW))
    return project


def test_the_agenda_tells_what_the_plan_makes_of_each(edited: Project) -> None:
    live_post(
        edited, scheduledFor=TOMORROW + 5 * MINUTE, content="Another.", videoUrl="https://x.example/2.mp4"
    )
    run = edited.run("calendar")
    assert run.exit_code == 0
    told = {name: about(run, f"posts.{name}") for name in ("stays", "changes", "goes", "comes", "at-once")}
    assert told == {
        "stays": "08:00 UTC stays posts.stays tiktok/glowlab",
        "changes": "08:00 UTC changed posts.changes tiktok/glowlab",
        "goes": "08:00 UTC removed posts.goes tiktok/glowlab",
        "comes": "09:10 Europe/Berlin, 08:10 UTC new posts.comes tiktok/glowlab",
        "at-once": "at once new posts.at-once tiktok/glowlab",
    }
    assert [line for line in lines(run) if "posts.moves" in line] == [
        "08:00 UTC moved away posts.moves to Wed 2027-01-20 08:00 UTC",
        "08:00 UTC moved posts.moves tiktok/glowlab",
    ]
    assert "08:05 UTC stays post_6 (in no manifest) tiktok (account not shown)" in lines(run)
    assert "sketch" not in run.stdout


def test_a_clash_is_told_at_both(edited: Project) -> None:
    told = [line for line in lines(edited.run("calendar")) if "clash" in line]
    assert told == [
        "clash on tiktok/glowlab: posts.comes goes out 10 minutes later",
        "clash on tiktok/glowlab: posts.stays goes out 10 minutes sooner",
    ]


def test_it_sends_what_a_plan_sends_and_nothing_else(edited: Project) -> None:
    edited.reset()
    assert edited.run("plan").exit_code == 0
    asked = edited.requests()
    edited.reset()
    assert edited.run("calendar", "--html", "c.html", "--ics", "c.ics").exit_code == 0
    assert edited.requests() == asked
    assert set(edited.requests()) >= set(READS)
    assert edited.calls() == []


def test_once_it_is_applied_everything_stays(edited: Project) -> None:
    assert edited.apply().exit_code == 0
    run = edited.run("calendar")
    assert {
        about(run, f"posts.{name}").partition(" posts.")[0] for name in ("stays", "changes", "moves")
    } == {"08:00 UTC stays"}
    assert about(run, "posts.comes") == "09:10 Europe/Berlin, 08:10 UTC stays posts.comes tiktok/glowlab"
    assert "posts.goes" not in run.stdout


def test_what_is_out_is_shown_for_a_week(workspace: Workspace) -> None:
    project = workspace(calendar(teaser=post(content="Out."))).applied()
    wait(project, DAY + MINUTE)
    assert "published posts.teaser" in " ".join(lines(project.run("calendar")))
    wait(project, 7 * DAY)
    assert "posts.teaser" not in project.run("calendar", "--from", "2027-01-15").stdout


@pytest.mark.parametrize(
    ("part", "shown"),
    [
        (("--from", "2027-01-17"), ["posts.moves", "posts.changes", "posts.goes"]),
        (("--to", "2027-01-16"), ["posts.at-once", "posts.stays", "posts.comes"]),
        (("--from", "2027-01-18", "--to", "2027-01-18"), ["posts.changes"]),
        (("--account", "instagram/glow.lab"), []),
        (("--account", "TikTok/@GlowLab", "--to", "2027-01-15"), ["posts.at-once"]),
    ],
)
def test_a_part_of_it(edited: Project, part: tuple[str, ...], shown: list[str]) -> None:
    run = edited.run("calendar", *part)
    assert run.exit_code == 0
    named = [word for line in lines(run) for word in line.split() if word.startswith("posts.")]
    assert [name for name in dict.fromkeys(named) if "clash" not in name][: len(shown)] == shown
    assert ("No post goes to instagram/glow.lab. There are posts to tiktok/glowlab." in run.stderr) is (
        not shown
    )


def test_the_file_for_calendar_programs_has_an_event_for_each_post(edited: Project) -> None:
    run = edited.run("calendar", "--ics", "c.ics")
    events = IcsCalendarStream.calendar_from_ics((edited.root / "c.ics").read_text(encoding="utf-8")).events
    by_name = {(event.description or "").split()[0]: event for event in events}
    assert {name: event.status.value for name, event in by_name.items() if event.status} == {
        "posts.stays": "CONFIRMED",
        "posts.moves": "TENTATIVE",
        "posts.changes": "TENTATIVE",
        "posts.goes": "CANCELLED",
        "posts.comes": "TENTATIVE",
        "posts.at-once": "TENTATIVE",
    }
    assert by_name["posts.moves"].dtstart == datetime.fromtimestamp((TOMORROW + 4 * DAY) / 1000, UTC)
    assert "Wrote" in run.stderr
    before = {name: event.uid for name, event in by_name.items()}
    assert edited.apply().exit_code == 0
    edited.run("calendar", "--ics", "c.ics")
    again = IcsCalendarStream.calendar_from_ics((edited.root / "c.ics").read_text(encoding="utf-8")).events
    after = {(event.description or "").split()[0]: event.uid for event in again}
    kept = after.keys() & before.keys()
    assert kept >= {"posts.stays", "posts.moves", "posts.changes", "posts.comes"}
    assert {name: after[name] for name in kept} == {name: before[name] for name in kept}


def test_a_plan_that_is_refused_is_shown_and_ends_in_3(workspace: Workspace) -> None:
    many = {f"p{n}": post(content=str(n), scheduledFor=TOMORROW + n * DAY) for n in range(7)}
    project = workspace(calendar(**many)).applied()
    project.write(calendar(p0=many["p0"]))
    run = project.run("calendar", "--html", "c.html")
    assert run.exit_code == 3
    assert "This plan cannot be carried out as it is" in run.stdout
    assert sum(" removed posts." in line for line in lines(run)) == 6
    assert "--max-deletes" in run.stderr
    assert (project.root / "c.html").is_file()


def test_what_is_not_sent_is_not_on_it_and_said(workspace: Workspace) -> None:
    project = workspace(calendar(late=post(scheduledFor=START - DAY), soon=post()))
    run = project.run("calendar")
    assert run.exit_code == 0
    assert "posts.late" not in run.stdout
    assert "posts.late" in run.stderr
    assert "its time has passed" in run.stderr


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (("--from", "tomorrow"), "'tomorrow' is no date, such as 2026-12-01."),
        (("--from", "2027-02-30"), "'2027-02-30' is no date"),
        (("--to", "2222-01-01"), "lies outside of the years 1970 to 2099"),
        (("--from", "2027-02-02", "--to", "2027-02-01"), "--to 2027-02-01 lies before --from 2027-02-02."),
        (("--to", "2029-01-01"), "are more than 366 days: ask for fewer."),
        (("--account", "tiktok/"), "--account tiktok/ is no handle, such as tiktok/glowlab."),
        (("--html", "posts.yaml"), "--html"),
        (("--ics", "rawugc.state.json"), "is the state"),
        (("--ics", "no/where.ics"), "is in no folder that exists"),
    ],
)
def test_what_cannot_be_meant_is_told_before_anything_is_asked(
    workspace: Workspace, asked: tuple[str, ...], said: str
) -> None:
    project = workspace(calendar(teaser=post())).applied()
    run = project.run("calendar", *asked)
    assert (run.exit_code, run.stdout) == (1, "")
    assert said in run.stderr
    assert project.requests() == []


def test_a_workspace_that_cannot_be_read_leaves_the_file_for_calendars_alone(workspace: Workspace) -> None:
    project = workspace(calendar(teaser=post()))
    assert project.run("calendar", "--ics", "c.ics").exit_code == 0
    before = (project.root / "c.ics").read_bytes()
    project.write({"posts.yaml": "posts: {teaser: {nonsense: 1}}"})
    run = project.run("calendar", "--ics", "c.ics", "--html", "c.html")
    assert (run.exit_code, run.stdout) == (1, "")
    assert "nonsense" in run.stderr
    assert "c.ics is left as it is." in run.stderr
    assert (project.root / "c.ics").read_bytes() == before
    assert "could not be read" in (project.root / "c.html").read_text(encoding="utf-8")


# -- several workspaces

TEA = "https://x.example/tea.mp4"

GLOW = {"glow/rawugc.yaml": "workspace: glow\n", "glow/posts.yaml": {"posts": {"a": post()}}}
OAK = {
    "oak/rawugc.yaml": "workspace: oak\n",
    "oak/posts.yaml": {
        "posts": {"b": post(scheduledFor=TOMORROW + 10 * MINUTE, content="Tea.", videoUrl=TEA)}
    },
}


@pytest.fixture
def repository(tmp_path: Path, rawugc: RawUGC) -> Project:
    """Two workspaces of one organization."""
    project = Project(tmp_path / "repository", rawugc, rawugc.clock)
    project.write({**GLOW, **OAK})
    return project


def test_all_workspaces_of_a_repository_are_shown_with_their_names(repository: Project) -> None:
    run = repository.run("calendar", "--html", "c.html", "--ics", "c.ics")
    assert run.exit_code == 0
    heads = [line for line in run.stdout.splitlines() if line.startswith(("glow", "oak"))]
    assert [head.split(",")[0] for head in heads] == ["glow", "oak"]
    assert (about(run, "posts.a"), about(run, "posts.b")) == (
        "08:00 UTC new posts.a tiktok/glowlab",
        "08:10 UTC new posts.b tiktok/glowlab",
    )
    page = (repository.root / "c.html").read_text(encoding="utf-8")
    assert page.count("<section ") == 2
    events = IcsCalendarStream.calendar_from_ics((repository.root / "c.ics").read_text("utf-8")).events
    assert len(events) == len({event.uid for event in events}) == 2


def test_within_one_organization_each_post_is_shown_once_and_they_clash(repository: Project) -> None:
    for brand in ("glow", "oak"):
        own = Project(repository.root / brand, repository.rawugc, repository.clock)
        assert own.apply().exit_code == 0
    run = repository.run("calendar")
    assert "in no manifest" not in run.stdout
    assert [line for line in lines(run) if "clash" in line] == [
        "clash on tiktok/glowlab: posts.b of oak goes out 10 minutes later",
        "clash on tiktok/glowlab: posts.a of glow goes out 10 minutes sooner",
    ]


def test_one_that_fails_stops_no_other_and_the_highest_code_wins(repository: Project) -> None:
    repository.write({"ash/rawugc.yaml": "workspace: ash\n", "ash/posts.yaml": "posts: {c: {nonsense: 1}}"})
    run = repository.run("calendar", "--html", "c.html", "--ics", "c.ics")
    assert run.exit_code == 1
    assert "It is without the posts of ash." in run.stderr
    assert "ash:\n" in run.stderr
    assert "nonsense" in run.stderr
    assert about(run, "posts.b") == "08:10 UTC new posts.b tiktok/glowlab"
    assert "<bdi>ash</bdi> could not be read" in (repository.root / "c.html").read_text(encoding="utf-8")


@pytest.fixture
def two(tmp_path: Path, backstage: ThreadPoolExecutor) -> Iterator[Mapping[str, RawUGC]]:
    """Two workspaces of two organizations, each with a key of its own."""
    made = {
        name: RawUGC.over_http(Options(organization=f"org_{name}", keys=frozenset({f"key_{name}"})))
        for name in ("glow", "oak")
    }
    project = Project(tmp_path / "repository", made["glow"], made["glow"].clock)
    for name, files in (("glow", GLOW), ("oak", OAK)):
        head = {
            "workspace": name,
            "api": {"baseUrl": made[name].url},
            "environments": {"production": {"keyVariable": f"{name.upper()}_KEY"}},
        }
        project.write({**files, f"{name}/rawugc.yaml": head})
    yield made
    for one in made.values():
        backstage.submit(one.stop)


def test_each_workspace_has_its_own_key_and_organization(tmp_path: Path, two: Mapping[str, RawUGC]) -> None:
    variables = {"GLOW_KEY": "key_glow", "OAK_KEY": "key_oak", "RAWUGC_ENV": "production"}
    run = ran(tmp_path / "repository", variables, two["glow"])
    assert run.exit_code == 0
    assert "clash" not in run.stdout
    for one in two.values():
        assert {(e.method, e.status) for e in one.log} == {("GET", 200)}


def test_without_the_key_of_one_the_other_is_shown(tmp_path: Path, two: Mapping[str, RawUGC]) -> None:
    variables = {"OAK_KEY": "key_oak", "RAWUGC_ENV": "production", "RAWUGC_API_KEY": KEY}
    run = ran(tmp_path / "repository", variables, two["glow"])
    assert run.exit_code == 1
    assert "glow/production:\n" in run.stderr
    assert "GLOW_KEY is not set" in run.stderr
    assert "posts.b" in run.stdout
    assert two["glow"].log == []


def test_without_an_environment_each_is_shown(tmp_path: Path, two: Mapping[str, RawUGC]) -> None:
    run = ran(tmp_path / "repository", {"GLOW_KEY": "key_glow", "OAK_KEY": "key_oak"}, two["glow"])
    heads = [line for line in run.stdout.splitlines() if line.startswith(("glow", "oak"))]
    assert (run.exit_code, heads) == (0, ["glow (production)", "oak (production)"])


def ran(root: Path, variables: Mapping[str, Any], rawugc: RawUGC) -> Run:
    """A run at the root of a repository, in which each workspace says where its server is."""
    out, err = StringIO(), StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        code = main(["-C", str(root), "calendar"], Surroundings(variables, rawugc.clock))
    return Run(("calendar",), code, out.getvalue(), err.getvalue())
