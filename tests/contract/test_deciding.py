"""Until when a plan has to be decided: what is approved by then is carried out in time."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import jsonschema  # type: ignore[import-untyped]
import pytest

from rawugc_sync.planfile.schema import plan_schema
from rawugc_sync.sandbox import Options
from tests.conftest import Workspace
from tests.contract.post_calendar import TOMORROW, calendar, post
from tests.contract.project import START, Project, RawUGC

MINUTE = 60_000
BERLIN = "Europe/Berlin"


def brand(body: str, **fields: Any) -> dict[str, Any]:
    """A message, and a post with its text."""
    launch = post(content="Of ${messaging.m.body}", timezone=BERLIN, **fields)
    return {"brand.yaml": {"messaging": {"m": {"name": "M", "body": body}}, "posts": {"launch": launch}}}


@pytest.fixture
def project(workspace: Workspace) -> Project:
    """A brand that is applied, and then the text of its message changes."""
    applied = workspace(brand("Less.")).applied()
    applied.write(brand("More."))
    return applied


def test_a_plan_says_until_when_and_what_happens_otherwise(project: Project) -> None:
    by = "Sat 2027-01-16 08:58 Europe/Berlin"
    lines = project.run("plan").stdout.splitlines()
    assert lines.count(f"  # decide by {by}") == 2
    assert f"Without a decision by {by} the old text goes out at 09:00 (posts.launch)." in lines


def test_a_saved_plan_says_the_same_offline_and_in_json(project: Project) -> None:
    path = str(project.root / "the.plan")
    planned = project.run("plan", "--out", path).stdout
    project.reset()
    assert (project.run("show", path).stdout, project.requests()) == (planned, [])
    shown = project.run("show", path, "--json").json
    jsonschema.Draft202012Validator(plan_schema()).validate(shown)
    due = {"address": "posts.launch", "at": TOMORROW, "timezone": BERLIN, "otherwise": "old_text"}
    told = {c["address"]: (c["decide_by"], c["due"]) for c in shown["resource_changes"]}
    assert told == dict.fromkeys(("messaging.m", "posts.launch"), (TOMORROW - 2 * MINUTE, due))
    assert shown["decide_by"] == TOMORROW - 2 * MINUTE


def test_what_touches_nothing_to_come_has_no_time_to_be_decided(workspace: Workspace) -> None:
    project = workspace({"people.yaml": {"personas": {"a": {"name": "A", "description": "D"}}}})
    run = project.run("plan")
    assert "decide by" not in run.stdout
    assert "Without a decision" not in run.stdout
    planned = project.plan().json
    (change,) = planned["resource_changes"]
    assert (planned["decide_by"], change["decide_by"], change["due"]) == (None, None, None)


# -- decided by then, and not


@contextmanager
def many(count: int, **fields: Any) -> Iterator[Project]:
    """So many new posts that go out at the same time, under the rate limit."""
    with TemporaryDirectory() as folder:
        rawugc = RawUGC.in_process(Options(rate_limit=10, rate_window="sliding"))
        project = Project(Path(folder), rawugc, rawugc.clock)
        posts = {
            f"p{number:02}": {
                "videoUrl": f"https://cdn.example.com/{number}.mp4",
                "accountIds": ["acc_1"],
                "scheduledFor": START + 30 * MINUTE,
                "timezone": "UTC",
                "content": f"Caption {number}",
                **fields,
            }
            for number in range(count)
        }
        project.write(calendar(**posts))
        try:
            yield project
        finally:
            rawugc.stop()


def until(project: Project, ms: int) -> None:
    """Wait until then; a window that nobody has used begins."""
    project.clock.sleep((ms - project.rawugc.clock.ms) / 1000)


COUNTS = [1, 8, 9, 18, 19, 30]


@pytest.mark.parametrize("count", COUNTS)
def test_what_is_approved_by_then_is_sent_in_time(count: int) -> None:
    with many(count) as project:
        planned = project.plan().json
        until(project, planned["decide_by"])
        project.reset()
        assert project.apply().exit_code == 0
        assert len(project.calls()) == count
        assert project.rawugc.clock.ms <= START + 28 * MINUTE


@pytest.mark.parametrize("count", COUNTS)
def test_a_saved_plan_that_is_approved_by_then_is_sent_in_time(count: int) -> None:
    with many(count) as project:
        path = str(project.root / "the.plan")
        assert project.run("plan", "--out", path).exit_code == 0
        until(project, project.run("show", path, "--json").json["decide_by"])
        project.reset()
        assert project.run("apply", path).exit_code == 0
        assert len(project.calls()) == count


@pytest.mark.parametrize("count", COUNTS)
def test_what_is_approved_later_is_not_sent_at_all(count: int) -> None:
    with many(count) as project:
        until(project, project.plan().json["decide_by"] + 5_000)
        project.reset()
        assert project.apply("--strict").exit_code in (1, 3)
        assert project.calls() == []


def test_a_changed_text_that_is_approved_by_then_is_what_goes_out(workspace: Workspace) -> None:
    project = workspace(brand("Less.")).applied()
    project.write(brand("More."))
    until(project, project.plan().json["decide_by"])
    assert project.apply().exit_code == 0
    until(project, TOMORROW)
    (live,) = project.dashboard.objects("posts").values()
    assert live["content"] == "Of More."


def test_without_a_decision_the_old_text_goes_out_as_the_plan_says(project: Project) -> None:
    until(project, project.plan().json["decide_by"] + 1)
    project.reset()
    assert project.apply("--target", "posts.launch").exit_code == 0
    assert [call for call in project.calls() if "posts" in call[1]] == []
    until(project, TOMORROW)
    (live,) = project.dashboard.objects("posts").values()
    assert live["content"] == "Of Less."
