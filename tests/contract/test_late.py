"""What would be due before its call can leave stops the plan, or is left out where that is asked for."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

from rawugc_sync.sandbox import Options
from tests.contract.project import START, Project, RawUGC

MINUTE = 60_000
COUNT = 12
ANOTHER = "ruk_another"
"""A key whose window no plan has used."""
LATE = ["posts.p08", "posts.p09", "posts.p10", "posts.p11"]
"""With two reads, eight creates leave at once; the others a minute later, in their last two minutes."""


@contextmanager
def opened(limit: int = 10) -> Iterator[Project]:
    with TemporaryDirectory() as folder:
        rawugc = RawUGC.in_process(Options(rate_limit=limit, rate_window="sliding"))
        project = Project(Path(folder), rawugc, rawugc.clock)
        project.write({"posts.yaml": {"posts": {f"p{number:02}": post(number) for number in range(COUNT)}}})
        try:
            yield project
        finally:
            rawugc.stop()


def post(number: int) -> dict[str, Any]:
    return {
        "videoUrl": f"https://cdn.example.com/{number}.mp4",
        "accountIds": ["acc_1"],
        "scheduledFor": START + 5 * MINUTE + 30_000,
        "timezone": "UTC",
        "content": f"Caption {number}",
    }


def begin(project: Project) -> None:
    """Two and a half minutes before everything is due, with a window that nobody has used."""
    project.rawugc.clock.sleep(2.5 * 60)
    project.reset()


def named(said: list[dict[str, Any]]) -> list[str]:
    return [one["address"] for one in said if one["code"] == "late"]


@pytest.mark.parametrize("command", ["plan", "apply"])
def test_it_refuses_with_the_times_and_sends_nothing(command: str) -> None:
    with opened() as project:
        begin(project)
        run = project.plan() if command == "plan" else project.apply()
        assert (run.exit_code, named(run.diagnostics), project.calls()) == (3, LATE, [])
        said = next(one for one in run.diagnostics if one["code"] == "late")
        assert said["summary"].startswith("is due Fri 2027-01-15 08:05:30 UTC, and its call leaves Fri ")
        assert "--allow-late" in said["detail"]
        assert (said["source"]["file"], said["severity"]) == ("posts.yaml", "error")


def test_the_text_of_the_plan_says_refused() -> None:
    with opened() as project:
        begin(project)
        assert "Refused (late): posts.p08: is due Fri 2027-01-15 08:05:30 UTC" in project.run("plan").stdout


def test_with_allow_late_the_rest_is_sent_as_the_plan_says() -> None:
    with opened() as project:
        begin(project)
        plan = project.plan("--allow-late")
        assert (plan.exit_code, named(plan.diagnostics)) == (2, LATE)
        project.reset()
        run = project.run("apply", "--json", "--auto-approve", "--allow-late", key=ANOTHER)
        assert run.exit_code == 0
        assert len(project.requests()) == plan.json["budget"]["requests"] == 10
        assert [one["address"] for one in run.result["applied"]] == [f"posts.p{n:02}" for n in range(8)]
        project.rawugc.clock.sleep(70)
        project.assert_settled()


def test_less_at_once_is_in_time() -> None:
    """The other way out that the refusal names."""
    with opened() as project:
        begin(project)
        assert project.apply("--target", "posts.p09").exit_code == 0


def test_a_higher_limit_is_in_time_at_once() -> None:
    with opened(limit=20) as project:
        begin(project)
        assert project.apply().exit_code == 0
        project.assert_settled()


def test_a_saved_plan_keeps_the_option() -> None:
    with opened() as project:
        begin(project)
        path = str(project.root / "the.plan")
        assert project.run("plan", "--out", path).exit_code == 3
        assert project.run("plan", "--allow-late", "--out", path).exit_code == 0
        assert named(project.run("show", path, "--json").json["diagnostics"]) == LATE
        project.reset()
        assert project.run("apply", path, key=ANOTHER).exit_code == 0
        assert len(project.calls()) == COUNT - len(LATE)


def test_what_is_in_time_when_saved_and_late_when_applied_is_refused() -> None:
    with opened() as project:
        path = str(project.root / "the.plan")
        assert project.run("plan", "--out", path).exit_code == 0
        begin(project)
        run = project.run("apply", path)
        assert (run.exit_code, project.calls()) == (3, [])
        assert "Refused (late)" in run.stdout + run.stderr


def test_takedowns_that_come_too_late_are_refused_as_well() -> None:
    with opened() as project:
        assert project.apply().exit_code == 0
        project.write({"posts.yaml": {"posts": {}}, "rawugc.yaml": {"limits": {"maxDeletes": 99}}})
        project.rawugc.clock.sleep(2.5 * 60 - project.rawugc.clock.monotonic())
        plan = project.plan()
        late = LATE[1:]  # one read is enough here
        assert (plan.exit_code, named(plan.diagnostics)) == (3, late)
        project.reset()
        run = project.run("apply", "--json", "--auto-approve", "--allow-late", key=ANOTHER)
        assert (run.exit_code, len(project.calls())) == (0, COUNT - len(late))
