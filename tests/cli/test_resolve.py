"""`state resolve`: a person says what became of a create that was not answered."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.cli.wire import Accident, Forward, WiredProject, lost_before, project_on_a_wire, well
from tests.contract.post_calendar import ONE, POSTS, calendar, draft, post

LINK = "posts.teaser"


@pytest.fixture
def project(tmp_path: Path) -> Iterator[WiredProject]:
    """One post, not created yet."""
    with project_on_a_wire(tmp_path, calendar(teaser=post())) as made:
        yield made


def edited(project: WiredProject, collection: str, **fields: Any) -> Accident:
    """The server does as it was asked, somebody edits the object at once, and the answer is lost."""

    def accident(request: httpx.Request, forward: Forward) -> httpx.Response:
        made = forward().json()
        project.dashboard.edit(collection, made.get("postId") or made["id"], fields)
        raise httpx.ReadError("reset", request=request)

    return accident


def killed_before(request: httpx.Request, forward: Forward) -> httpx.Response:
    """The run is over once its intent is written."""
    raise KeyboardInterrupt


def unresolved(project: WiredProject, accident: Accident = lost_before) -> WiredProject:
    """The project once its create was lost for good, with nothing in its log."""
    project.wire.accidents = [accident]
    run = project.apply()
    assert (run.exit_code, [one["address"] for one in run.result["unresolved"]]) == (6, [LINK])
    project.reset()
    return project


def test_an_unresolved_create_is_shown_and_nothing_is_sent_for_it(project: WiredProject) -> None:
    unresolved(project)
    plan = project.plan()
    assert (plan.exit_code, plan.json["resource_changes"]) == (0, [])
    told = plan.said("unresolved")
    assert (told["address"], told["severity"]) == (LINK, "warning")
    assert f"rawugc-sync state resolve {LINK} --adopt ID" in told["detail"]
    run = project.run("apply", "--auto-approve")
    assert (run.exit_code, project.calls()) == (6, [])
    assert f"state resolve {LINK}" in run.stdout


@pytest.mark.parametrize("about_it", [True, False])
def test_a_saved_plan_that_leaves_a_create_open_says_so(project: WiredProject, about_it: bool) -> None:
    """Made again, the plan would send it once more, or is about others: what was approved does neither."""
    wanted = {**calendar(), "personas.yaml": {"personas": {"it": {"name": "It", "description": "D."}}}}
    path = str(project.root / "the.plan")
    project.write(calendar() if not about_it else wanted)
    if not about_it:
        assert project.run("plan", "--out", path).exit_code == 0
    project.write(wanted)
    project.wire.accidents = [killed_before]
    assert project.apply().exit_code == 130
    if about_it:
        assert project.run("plan", "--out", path).exit_code == 0
    project.clock.sleep(60)
    project.reset()
    run = project.run("apply", path)
    assert (run.exit_code, project.calls()) == (6, [])
    assert "personas.it: may or may not have been created; the next apply looks for it" in run.stdout
    assert "personas.it" in project.state["unresolved"]
    assert project.run("apply", path, "--json").result["unresolved_before"] == ["personas.it"]


def test_what_was_not_created_is_created_by_the_next_apply(project: WiredProject) -> None:
    unresolved(project)
    project.clock.sleep(60)
    run = project.run("state", "resolve", LINK, "--recreate")
    assert (run.exit_code, project.requests()) == (0, [])
    assert project.apply().exit_code == 0
    assert [(method, path) for method, path, _ in project.calls()] == [("POST", POSTS)]
    project.assert_settled()


def test_what_is_forgotten_is_no_longer_in_the_way(project: WiredProject) -> None:
    unresolved(project)
    assert project.run("state", "resolve", LINK, "--forget").exit_code == 0
    assert project.state["unresolved"] == {}
    project.write(calendar())
    project.assert_settled()


def test_what_was_created_is_adopted_and_brought_into_line(project: WiredProject) -> None:
    unresolved(project, edited(project, "posts", content="Of the dashboard."))
    assert "post_1" in project.plan().said("unresolved")["detail"]
    run = project.run("state", "resolve", LINK, "--adopt", "post_1")
    assert (run.exit_code, run.stderr) == (0, f"{LINK} is post_1 from now on.\n")
    assert project.state["resources"][LINK]["id"] == "post_1"
    project.reset()
    project.run("apply", "--auto-approve", "--revert-drift", LINK)
    assert project.calls() == [("PATCH", ONE, {"content": "Less."})]
    project.assert_settled()


def test_the_journal_of_a_killed_run_is_taken_over_first(project: WiredProject) -> None:
    def killed(request: httpx.Request, forward: Forward) -> httpx.Response:
        forward()
        raise KeyboardInterrupt

    project.wire.accidents = [killed]
    assert project.apply().exit_code == 130
    assert not (project.root / "rawugc.state.json").exists()
    assert project.run("state", "resolve", LINK, "--adopt", "post_1").exit_code == 0
    assert (project.root / ".rawugc/journal.jsonl").exists() is False
    project.assert_settled()


def test_an_adopted_replacement_still_replaces(tmp_path: Path) -> None:
    def style(kind: str) -> dict[str, Any]:
        return {"styles.yaml": {"styles": {"s": {"name": "S", "type": kind, "promptTemplate": "T"}}}}

    with project_on_a_wire(tmp_path, style("video")) as project:
        project.applied()
        project.write(style("image"))
        project.wire.accidents = [edited(project, "styles", promptTemplate="Other")]
        assert project.apply().exit_code == 6
        old, new = [id for id, one in project.dashboard.objects("styles").items() if one["name"] == "S"]
        assert project.state["resources"]["styles.s"]["id"] == old
        assert project.run("state", "resolve", "styles.s", "--adopt", new).exit_code == 0
        project.reset()
        assert project.apply().exit_code == 0
        assert sorted(call[:2] for call in project.calls()) == [
            ("DELETE", f"/styles/{old}"),
            ("PATCH", f"/styles/{new}"),
        ]
        project.assert_settled()


@pytest.mark.parametrize(
    ("command", "said"),
    [
        ((LINK, "--adopt", "post_9"), "no live object of posts has the id post_9"),
        ((LINK, "--adopt", "../personas"), "'../personas' cannot be an id of RawUGC"),
        (("posts.teasre", "--forget"), "Did you mean posts.teaser?"),
        (("zzz", "--forget"), "Unresolved are: posts.teaser."),
        ((LINK,), "Pass one of --adopt ID, --recreate and --forget."),
        ((LINK, "--forget", "--recreate"), "Pass one of --adopt ID, --recreate and --forget."),
        ((LINK, "--adopt", "post_1", "--recreate"), "Pass one of --adopt ID, --recreate and --forget."),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_lost(
    project: WiredProject, command: tuple[str, ...], said: str
) -> None:
    unresolved(project)
    before = project.state
    run = project.run("state", "resolve", *command)
    assert (run.exit_code, project.state) == (1, before)
    assert said in run.stderr


def test_s7_an_object_that_has_an_address_already_gets_no_second_one(project: WiredProject) -> None:
    project.write(calendar(other=draft(content="Other."), teaser=post()))
    project.wire.accidents = [lost_before, well]
    assert project.apply().exit_code == 6
    run = project.run("state", "resolve", LINK, "--adopt", "post_1")
    assert run.exit_code == 1
    assert "have the same id post_1" in run.stderr
    assert LINK in project.state["unresolved"]


@pytest.mark.parametrize("files", [{}, calendar(teaser=post())])
def test_without_anything_unresolved_there_is_nothing_to_resolve(tmp_path: Path, files: Any) -> None:
    with project_on_a_wire(tmp_path, files) as project:
        run = project.run("state", "resolve", LINK, "--forget")
    assert run.exit_code == 1
    assert "nothing is unresolved at posts.teaser" in run.stderr
    assert "Unresolved are: none." in run.stderr


# -- a create that may still land


def test_within_a_minute_recreate_is_refused_where_nobody_can_be_asked_and_says_how_long(
    project: WiredProject,
) -> None:
    unresolved(project)  # ten seconds went by between its two looks
    before = project.state
    run = project.run("state", "resolve", LINK, "--recreate")
    assert (run.exit_code, project.state, project.requests()) == (3, before, [])
    assert "Wait 50 s" in run.stderr
    project.clock.sleep(50)
    assert project.run("state", "resolve", LINK, "--recreate").exit_code == 0
    assert project.apply().exit_code == 0
    project.assert_settled()


@pytest.mark.parametrize("way", ["--forget", "--adopt"])
def test_other_ways_out_are_open_at_once(project: WiredProject, way: str) -> None:
    unresolved(project, edited(project, "posts", content="Of the dashboard."))
    more = ("post_1",) if way == "--adopt" else ()
    assert project.run("state", "resolve", LINK, way, *more).exit_code == 0


@pytest.mark.parametrize(("answer", "code", "waited"), [("yes", 0, 50), ("no", 1, 0)])
def test_on_a_terminal_it_asks_to_wait(
    project: WiredProject, monkeypatch: pytest.MonkeyPatch, answer: str, code: int, waited: int
) -> None:
    unresolved(project)
    monkeypatch.setattr(sys, "stdin", Terminal(f"{answer}\n"))
    began = project.clock.now()
    run = project.run("state", "resolve", LINK, "--recreate")
    assert (run.exit_code, round(project.clock.now() - began)) == (code, waited)
    assert "Do you want to wait 50 s" in run.stderr
    assert (LINK in project.state["unresolved"]) is (code == 1)


class Terminal(StringIO):
    """A terminal on which this was typed."""

    def isatty(self) -> bool:
        return True


# -- the run after a kill


def killed(request: httpx.Request, forward: Forward) -> httpx.Response:
    raise KeyboardInterrupt


def killed_after(request: httpx.Request, forward: Forward) -> httpx.Response:
    forward()
    raise KeyboardInterrupt


PERSONA = {"brand.yaml": {"personas": {"p": {"name": "P", "description": "D"}}}}
LIST, LIST_POSTS = ("GET", "/personas"), ("GET", POSTS)


@pytest.mark.parametrize(
    ("waits", "seconds"), [(0, 10), (4, 6), (10, 0)], ids=["at-once", "a-little-later", "later"]
)
def test_after_a_kill_an_apply_waits_out_what_is_left_of_ten_seconds_and_creates(
    tmp_path: Path, waits: int, seconds: int
) -> None:
    with project_on_a_wire(tmp_path, PERSONA) as project:
        project.wire.accidents = [killed]
        assert project.apply().exit_code == 130
        project.clock.sleep(waits)
        project.reset()
        began = project.clock.now()
        assert project.apply().exit_code == 0
        assert round(project.clock.now() - began) == seconds
        looks = [LIST, LIST] if seconds else [LIST]
        assert project.requests() == [*looks, ("POST", "/personas")]
        project.assert_settled()


def test_what_the_killed_run_created_is_found_without_a_wait(tmp_path: Path) -> None:
    with project_on_a_wire(tmp_path, PERSONA) as project:
        project.wire.accidents = [killed_after]
        assert project.apply().exit_code == 130
        project.reset()
        began = project.clock.now()
        assert project.apply().exit_code == 0
        assert (project.clock.now() - began, project.requests()) == (0, [LIST])
        project.assert_settled()


def test_a_post_is_looked_for_twice_and_then_left_to_a_person(project: WiredProject) -> None:
    project.wire.accidents = [killed]
    assert project.apply().exit_code == 130
    project.reset()
    assert project.apply().exit_code == 6
    assert (project.calls(), project.requests().count(LIST_POSTS)) == ([], 2)


def test_what_a_plan_says_of_it_is_true_for_its_collection(tmp_path: Path, project: WiredProject) -> None:
    project.wire.accidents = [killed]
    assert project.apply().exit_code == 130
    assert "is not sent again" in project.plan().said("unresolved")["summary"]
    (tmp_path / "other").mkdir()
    with project_on_a_wire(tmp_path / "other", PERSONA) as brand:
        brand.wire.accidents = [killed]
        assert brand.apply().exit_code == 130
        assert "creates it if it is not there" in brand.plan().said("unresolved")["summary"]
