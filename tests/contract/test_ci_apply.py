"""`ci apply`: what is approved is applied, and the pull request that it came from is told."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

import pytest

from tests.conftest import Workspace
from tests.contract.post_calendar import post
from tests.contract.project import Project, Run
from tests.forge.double import FORBIDDEN, Place, Reply, github, gitlab, served

COMMIT = "c" * 40
NUMBER = 12
MARKER = "<!-- rawugc-sync: glow -->"
CONFIG = "workspace: glow\norganization: org_1\n"
MERGED = {"number": NUMBER, "iid": NUMBER, "merged_at": "2027-01-15T08:00:00Z", "state": "merged"}


@pytest.fixture
def place() -> Iterator[Place]:
    with served() as one:
        one.origins[COMMIT] = [NUMBER]
        one.pulls[NUMBER] = MERGED
        yield one


def on_main(place: Place, **more: str) -> dict[str, str]:
    """A job on the main branch, at a commit that came from a pull request."""
    return {**github(place, number=None), "GITHUB_SHA": COMMIT, **more}


def apply(project: Project, job: Mapping[str, str], *more: str) -> Run:
    return replace(project, variables=job).run("ci", "apply", *more)


def brand(workspace: Workspace, **files: Any) -> Project:
    """A workspace that was applied once, with one persona to be changed."""
    project = workspace({"rawugc.yaml": CONFIG, "brand.yaml": "personas: {p: {name: N, description: D}}\n"})
    project.applied()
    project.write({"brand.yaml": "personas: {p: {name: N, description: E}}\n", **files})
    return project


@pytest.mark.parametrize("on", ["github", "gitlab"])
def test_what_was_merged_is_applied_and_its_pull_request_is_told(
    workspace: Workspace, place: Place, on: str
) -> None:
    project = brand(workspace)
    job = on_main(place)
    if on == "gitlab":
        place.login = "robot"
        job = {**gitlab(place, number=None), "CI_COMMIT_SHA": COMMIT}
    assert apply(project, job).exit_code == 0
    assert project.calls() == [("PATCH", "/personas/per_1", {"description": "E"})]
    (body,) = place.bodies(NUMBER)
    assert body.partition("\n")[0] == MARKER
    assert "Apply complete: 0 added, 1 changed, 0 destroyed." in body
    assert (project.root / "rawugc-review/result.md").exists()
    project.assert_settled()


def test_the_result_stands_where_the_review_stood(workspace: Workspace, place: Place) -> None:
    project = brand(workspace)
    place.say(NUMBER, f"{MARKER}\n\n### Plan\n\nplan 0000-0000-0000-0000-0000", "github-actions[bot]", "Bot")
    apply(project, on_main(place))
    (body,) = place.bodies(NUMBER)
    assert "Apply complete" in body
    project.assert_settled()


PERSON = {"name": "N", "description": "D"}


def with_roles(workspace: Workspace, *of: str) -> Project:
    """A workspace that was applied once, in which Ana looks after these fields."""
    roles = {"legal": {"of": list(of), "by": ["ana"]}}
    config = {"workspace": "glow", "organization": "org_1", "approvals": roles}
    project = workspace({"rawugc.yaml": config, "brand.yaml": {"personas": {"p": PERSON}}})
    return project.applied()


def test_what_lacks_a_yes_waits_and_the_rest_is_applied(workspace: Workspace, place: Place) -> None:
    project = with_roles(workspace, "posts.content")
    project.write(
        {"brand.yaml": {"personas": {"p": PERSON, "q": PERSON | {"name": "Q"}}, "posts": {"t": post()}}}
    )
    run = apply(project, on_main(place), "--all")
    assert (run.exit_code, [path for _, path, _ in project.calls()]) == (0, ["/personas"])
    result, asking = place.bodies(NUMBER)
    plan = project.plan()
    assert ("### Apply in" in result, "posts.t" in result) == (True, True)
    assert f"Yes, in a comment: `/approve legal {plan.json['name']}`" in asking
    assert list(plan.actions) == ["posts.t"]


def test_what_still_lacks_a_yes_is_asked_for_in_the_same_comment(workspace: Workspace, place: Place) -> None:
    project = with_roles(workspace, "posts.content")
    project.write({"brand.yaml": {"personas": {"p": PERSON}, "posts": {"t": post()}}})
    for _ in range(3):
        assert apply(project, on_main(place)).exit_code == 0
    (asking,) = place.bodies(NUMBER)
    assert ("### Plan for" in asking, "Yes, in a comment" in asking) == (True, True)
    assert [method for method, _ in place.writes()] == ["POST"]
    assert project.calls() == []


def test_a_folder_where_the_result_goes_is_said_before_anything_is_sent(
    workspace: Workspace, place: Place
) -> None:
    project = brand(workspace)
    (project.root / "rawugc-review/result.md").mkdir(parents=True)
    run = apply(project, on_main(place))
    assert (run.exit_code, project.calls(), place.writes()) == (1, [], [])
    assert "result.md cannot be replaced" in run.stderr


def test_where_there_is_nothing_to_do_nobody_hears_of_it(workspace: Workspace, place: Place) -> None:
    project = brand(workspace)
    project.run("apply", "--auto-approve")
    assert apply(project, on_main(place)).exit_code == 0
    assert place.writes() == []
    project.assert_settled()


def test_a_refusal_is_told_as_well(workspace: Workspace, place: Place) -> None:
    project = brand(workspace, **{"rawugc.yaml": "workspace: glow\norganization: org_other\n"})
    run = apply(project, on_main(place))
    assert (run.exit_code, project.calls()) == (3, [])
    assert "cannot be carried out" in place.bodies(NUMBER)[0]


@pytest.mark.parametrize(
    "fault", [(500, {}, b""), (403, {}, FORBIDDEN), (403, {"retry-after": "9"}, b"{}")], ids=repr
)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_what_cannot_be_told_changes_nothing_of_what_was_applied(
    workspace: Workspace, place: Place, method: str, fault: Reply
) -> None:
    project = brand(workspace)
    place.faults[method] = fault
    run = apply(project, on_main(place))
    assert (run.exit_code, len(project.calls())) == (0, 1)
    assert "the comment was not written" in run.stderr
    project.assert_settled()


def test_a_summary_that_cannot_be_written_changes_nothing_either(workspace: Workspace, place: Place) -> None:
    project = brand(workspace)
    run = apply(project, on_main(place, GITHUB_STEP_SUMMARY=str(project.root)))
    assert (run.exit_code, len(project.calls())) == (0, 1)
    assert "the summary of the job was not written" in run.stderr
    assert len(place.bodies(NUMBER)) == 1
    project.assert_settled()


def test_workspaces_before_this_one_leave_room_in_the_summary_or_it_is_counted(
    workspace: Workspace, place: Place
) -> None:
    """Of a step whose summary is above 1 MiB GitHub shows nothing."""
    project = brand(workspace)
    summary = project.root.parent / "summary.md"
    summary.write_bytes(b"x" * 999_900)
    assert apply(project, on_main(place, GITHUB_STEP_SUMMARY=str(summary))).exit_code == 0
    told = summary.read_bytes()[999_900:].decode()
    assert told == "1 more are in the pages: there is no room for them here.\n"
    project.assert_settled()


def test_a_commit_that_came_from_no_pull_request_is_applied_in_silence(
    workspace: Workspace, place: Place
) -> None:
    project = brand(workspace)
    place.origins.clear()
    run = apply(project, on_main(place))
    assert (run.exit_code, place.writes(), "not written" in run.stderr) == (0, [], False)
    project.assert_settled()


def test_each_pull_request_that_a_merge_queue_pushed_is_told(workspace: Workspace, place: Place) -> None:
    project = brand(workspace)
    older, unknown = "a" * 40, "b" * 40
    place.pulls[11] = {"number": 11, "merged_at": "2027-01-15T08:00:00Z"}
    place.pulls[13] = {"number": 13, "merged_at": None}
    place.origins |= {older: [11, 13], COMMIT: [NUMBER]}
    pushed = [{"id": older}, {"id": unknown}, {"id": COMMIT}, {"id": "../../x"}, "nonsense"]
    path = project.root.parent / "push.json"
    path.write_text(json.dumps({"commits": pushed}), encoding="utf-8")
    assert apply(project, on_main(place, GITHUB_EVENT_PATH=str(path))).exit_code == 0
    assert [len(place.bodies(number)) for number in (11, NUMBER, 13)] == [1, 1, 0]
    project.assert_settled()


def test_one_that_cannot_be_told_keeps_nobody_else_from_hearing(workspace: Workspace, place: Place) -> None:
    project = brand(workspace)
    place.origins[COMMIT] = [NUMBER, 11]
    place.pulls[11] = MERGED | {"number": 11}
    place.say(NUMBER, f"{MARKER}\n\nplan 0000-0000-0000-0000-0000", "github-actions[bot]", "Bot")
    place.faults["PATCH"] = (404, {}, b"{}")
    run = apply(project, on_main(place))
    assert (run.exit_code, "not written" in run.stderr, len(place.bodies(11))) == (0, True, 1)
    project.assert_settled()


def test_one_workspace_that_fails_stops_no_other(workspace: Workspace, place: Place) -> None:
    def described(text: str) -> dict[str, str]:
        return {
            f"brands/{name}/brand.yaml": f"personas: {{p: {{name: {name}, description: {text}}}}}\n"
            for name in ("elm", "oak")
        }

    configs = {f"brands/{name}/rawugc.yaml": f"workspace: {name}\n" for name in ("elm", "oak")}
    project = workspace({**configs, **described("D"), "rawugc-review/brands/elm": "in the way"})
    assert project.run("apply", "--all", "--auto-approve").exit_code == 0
    project.reset()
    project.write(described("E"))
    run = apply(project, on_main(place), "--all")
    assert run.exit_code == 1
    assert "brands/elm cannot be made" in run.stderr
    assert project.calls() == [("PATCH", "/personas/per_2", {"description": "E"})]
    assert [body.partition("\n")[0] for body in place.bodies(NUMBER)] == ["<!-- rawugc-sync: oak -->"]


REVIEWERS = {"protection_rules": [{"type": "required_reviewers", "reviewers": [{"type": "Team"}]}]}
BRANCHES = {"protection_rules": [{"type": "branch_policy"}]}


@pytest.mark.parametrize(
    ("environment", "is_said"),
    [
        ({"protection_rules": []}, True),
        (BRANCHES, True),
        ({"name": "rawugc"}, True),
        (REVIEWERS, False),
        (None, False),
        ({"protection_rules": "?"}, False),
    ],
    ids=["none", "branches alone", "without rules", "reviewers", "not told", "not understood"],
)
def test_an_environment_that_nobody_has_to_release_is_no_gate_and_that_is_said(
    workspace: Workspace, place: Place, environment: Any, is_said: bool
) -> None:
    project = brand(workspace)
    place.environments["rawugc"] = environment
    summary = project.root.parent / "summary.md"
    run = apply(project, on_main(place, GITHUB_STEP_SUMMARY=str(summary)), "--deployment", "rawugc")
    said = "rawugc has no required reviewers"
    assert (run.exit_code, said in run.stderr) == (0, is_said)
    assert (said in summary.read_text(encoding="utf-8")) == is_said
    project.assert_settled()


def awaited(workspace: Workspace) -> Project:
    """A workspace with a post that waits until somebody has seen its video."""
    project = with_roles(workspace, "posts.content", "posts.videoUrl")
    video = {"model": "sora-2-text-to-video", "prompt": "A calm morning."}
    teaser = post(videoUrl="${videos.v.url}", content="Hello")
    project.write({"brand.yaml": {"personas": {"p": PERSON}, "videos": {"v": video}, "posts": {"t": teaser}}})
    return project


def test_what_waited_for_a_medium_that_has_come_is_reviewed_again(workspace: Workspace, place: Place) -> None:
    project = awaited(workspace)
    run = apply(project, on_main(place))
    assert run.exit_code == 4
    first, again = place.bodies(NUMBER)
    assert ("### Apply in" in first, "### Plan for" in again) == (True, True)
    assert "posts.t" in again
    saved = json.loads((project.root / "rawugc-review/plan.json").read_text(encoding="utf-8"))
    assert again.rstrip().endswith(f"plan {saved['name']}")


def test_what_cannot_be_reviewed_again_changes_nothing_of_what_was_applied(
    workspace: Workspace, place: Place
) -> None:
    project = awaited(workspace)
    (project.root / "rawugc-review/plan.json").mkdir(parents=True)
    run = apply(project, on_main(place))
    assert (run.exit_code, [path for _, path, _ in project.calls()]) == (4, ["/videos/generate"])
    assert "what is left was not reviewed again" in run.stderr
    assert len(place.bodies(NUMBER)) == 1


def test_a_yes_on_the_merged_pull_request_lets_it_go_out(workspace: Workspace, place: Place) -> None:
    project = awaited(workspace)
    apply(project, on_main(place))
    name = place.bodies(NUMBER)[-1].rstrip().removeprefix("plan ").rpartition("plan ")[2]
    said = place.say(NUMBER, f"/approve legal {name}")
    who = {"login": "ana", "type": "User"}
    told = {
        "action": "created",
        "issue": {"number": NUMBER, "user": {"login": "bob"}, "pull_request": {"url": "https://x"}},
        "comment": {"id": said["id"], "body": said["body"], "user": who},
        "sender": who,
    }
    path = project.root.parent / "event.json"
    path.write_text(json.dumps(told), encoding="utf-8")
    job = on_main(place, GITHUB_EVENT_PATH=str(path))
    assert replace(project, variables=job).run("ci", "approve").exit_code == 0
    project.reset()
    assert apply(project, on_main(place)).exit_code == 0
    assert [path for _, path, _ in project.calls()] == ["/social/posts"]
    project.assert_settled()
