"""`ci approve`: a comment becomes a yes or a no of whoever has written it, if the policy lets them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

import pytest

from tests.conftest import Workspace
from tests.contract.post_calendar import post
from tests.contract.project import Project, Run
from tests.contract.test_approvals import LEGAL, TEASER, asked, kept, world
from tests.forge.double import BOT, PROJECT, REPOSITORY, Place, github, gitlab, served
from tests.git.test_checkout import git

NUMBER = 12


@pytest.fixture
def place() -> Iterator[Place]:
    with served() as one:
        one.pulls[NUMBER] = {"state": "open", "head": {"repo": {"full_name": REPOSITORY}}}
        yield one


def brand(workspace: Workspace) -> tuple[Project, str]:
    """A workspace with a post that takes a yes, and the name of its plan."""
    project = workspace(world({"teaser": post()}))
    name: str = project.plan().json["name"]
    project.reset()
    return project, name


def event(said: Mapping[str, Any], **more: Any) -> dict[str, Any]:
    """What GitHub writes of a new comment on a pull request."""
    who = {"login": said["by"], "type": said["type"]}
    link = f"https://github.com/acme/brands/pull/{NUMBER}#issuecomment-{said['id']}"
    return {
        "action": "created",
        "issue": {"number": NUMBER, "user": {"login": "bob"}, "pull_request": {"url": "https://x"}},
        "comment": {"id": said["id"], "body": said["body"], "user": who, "html_url": link},
        "sender": who,
        **more,
    }


def hear(project: Project, place: Place, told: Mapping[str, Any]) -> Run:
    path = project.root.parent / "event.json"
    path.write_text(json.dumps(told), encoding="utf-8")
    job = {**github(place, number=None), "GITHUB_EVENT_PATH": str(path)}
    return replace(project, variables=job).run("ci", "approve")


def say(project: Project, place: Place, body: str, login: str = "ana") -> Run:
    return hear(project, place, event(place.say(NUMBER, body, login)))


def test_a_yes_counts_as_that_of_the_login_and_gets_a_thumb_up(workspace: Workspace, place: Place) -> None:
    project, name = brand(workspace)
    assert say(project, place, f"/approve legal {name}\n").exit_code == 0
    assert asked(project.plan()) == {(TEASER, "legal"): "given"}
    (entry,) = kept(project)
    assert (entry["by"], entry["link"].startswith("https://github.com/")) == ("ana", True)
    assert place.reactions == [(1000, "+1")]
    assert project.apply().exit_code == 0
    project.assert_settled()


def test_the_review_says_what_to_write_and_that_is_heard(workspace: Workspace, place: Place) -> None:
    project, name = brand(workspace)
    path = project.root.parent / "pull.json"
    pull = {"number": NUMBER, "head": {"repo": {"full_name": REPOSITORY}}, "user": {"login": "bob"}}
    path.write_text(json.dumps({"pull_request": pull}), encoding="utf-8")
    job = {**github(place), "GITHUB_EVENT_PATH": str(path)}
    replace(project, variables=job).run("ci", "review")
    assert (hint := f"Yes, in a comment: `/approve legal {name}`") in place.bodies(NUMBER)[0]
    assert say(project, place, hint.partition("`")[2].removesuffix("`")).exit_code == 0
    assert asked(project.plan()) == {(TEASER, "legal"): "given"}
    assert "Yes, in a comment" not in place.bodies(NUMBER)[0]


def test_the_plan_s_comment_tells_of_it_at_once(workspace: Workspace, place: Place) -> None:
    project, name = brand(workspace)
    place.say(NUMBER, f"<!-- rawugc-sync: glow -->\n\nlegal: missing\n\nplan {name}", BOT, "Bot")
    assert say(project, place, f"/approve legal {name}").exit_code == 0
    shown, _ = place.bodies(NUMBER)
    assert ("legal: given by ana" in shown, "legal: missing" in shown) == (True, False)
    assert shown.rstrip().splitlines()[-1] == f"plan {name}"
    assert project.calls() == []


def test_a_yes_reads_rawugc_as_a_plan_does_and_no_second_time(workspace: Workspace, place: Place) -> None:
    project, name = brand(workspace)
    project.reset()
    project.plan()
    once = project.requests()
    project.reset()
    assert say(project, place, f"/approve legal {name}").exit_code == 0
    assert project.requests() == once


def test_a_no_stops_it_with_its_reason(workspace: Workspace, place: Place) -> None:
    project, name = brand(workspace)
    assert (
        say(project, place, f"/reject legal plan {name}\nIt is a claim,\nand we have no study.").exit_code
        == 0
    )
    assert asked(project.plan()) == {(TEASER, "legal"): "rejected"}
    assert kept(project)[0]["note"] == "It is a claim, and we have no study."
    assert project.calls() == []


@pytest.mark.parametrize(
    ("body", "login", "code", "said"),
    [
        ("/approve legal {name}", "eve", 3, "eve may not speak for legal"),
        ("/approve sales {name}", "ana", 3, "there is no role sales"),
        ("/approve legal 0000-0000-0000-0000-0000", "ana", 3, "no plan is called 0000"),
        ("/approve legal", "ana", 1, "no command that can be understood"),
        ("/approve legal {name} if the price is right", "ana", 1, "no command that can be understood"),
        ("/approve legal {name}\n/approve sales {name}", "ana", 1, "no command that can be understood"),
        ("/reject legal {name}", "ana", 1, "no command that can be understood"),
        ("/approve `x`<script> {name}", "ana", 3, "there is no role"),
    ],
)
def test_what_does_not_count_is_not_recorded_and_answered(
    workspace: Workspace, place: Place, body: str, login: str, code: int, said: str
) -> None:
    project, name = brand(workspace)
    run = say(project, place, body.format(name=name), login)
    assert (run.exit_code, kept(project), place.reactions) == (code, [], [])
    _, answer = place.bodies(NUMBER)
    assert answer.startswith(f"Not recorded, for `{login}`:")
    assert said in answer
    assert project.calls() == []


@pytest.mark.parametrize(
    ("by", "login", "counts"),
    [(None, "eve", True), (["ana"], "ANA", True), (["ana"], "eve", False), (["Ana Li"], "ana-li", False)],
)
def test_whoever_comments_is_known_by_login_alone(
    workspace: Workspace, place: Place, by: list[str] | None, login: str, counts: bool
) -> None:
    role = {"of": ["posts.content"], **({"by": by} if by else {})}
    project = workspace(world({"teaser": post()}, {"legal": role}))
    name = project.plan().json["name"]
    assert (say(project, place, f"/approve legal {name}", login).exit_code == 0) == counts
    assert len(kept(project)) == counts


@pytest.mark.parametrize(("role", "login"), [("legal", "eve"), ("sales", "ana"), ("x" * 60_000, "eve")])
def test_rawugc_is_asked_for_nothing_by_a_comment_of_who_has_no_say(
    workspace: Workspace, place: Place, role: str, login: str
) -> None:
    """Anybody may comment, and the requests of a minute are for those who have work to do."""
    project, name = brand(workspace)
    assert say(project, place, f"/approve {role} {name}", login).exit_code == 3
    assert (project.requests(), kept(project)) == ([], [])
    assert len(place.bodies(NUMBER)) == 2


def test_a_plan_that_cannot_be_made_is_not_said_to_have_no_changes(
    workspace: Workspace, place: Place
) -> None:
    project, name = brand(workspace)
    path = project.root.parent / "event.json"
    path.write_text(json.dumps(event(place.say(NUMBER, f"/approve legal {name}"))), encoding="utf-8")
    job = {**github(place, number=None), "GITHUB_EVENT_PATH": str(path)}
    run = replace(project, variables=job).run("ci", "approve", key="")
    assert (run.exit_code, kept(project)) == (1, [])
    assert "RAWUGC_API_KEY is not set" in place.bodies(NUMBER)[-1]
    assert "none with changes" not in place.bodies(NUMBER)[-1]


def test_of_several_workspaces_each_says_why_it_has_no_such_plan(workspace: Workspace, place: Place) -> None:
    files = world({"teaser": post()})
    config = files.pop("rawugc.yaml")
    other = {**config, "workspace": "oak", "approvals": {"brand": {"of": ["posts"], "by": ["cy"]}}}
    project = workspace(
        {
            **{f"elm/{name}": one for name, one in files.items()},
            "elm/rawugc.yaml": {**config, "workspace": "elm"},
            "oak/rawugc.yaml": other,
        }
    )
    path = project.root.parent / "event.json"
    said = place.say(NUMBER, "/approve legal 0000-0000-0000-0000-0000")
    path.write_text(json.dumps(event(said)), encoding="utf-8")
    job = {**github(place, number=None), "GITHUB_EVENT_PATH": str(path)}
    assert replace(project, variables=job).run("ci", "approve", "--all").exit_code == 3
    answer = place.bodies(NUMBER)[-1]
    assert "no plan is called 0000-0000-0000-0000-0000 by now" in answer
    assert "there is no role legal" in answer


def test_whoever_has_opened_the_pull_request_says_no_yes_to_it(workspace: Workspace, place: Place) -> None:
    project, name = brand(workspace)
    git(project.root, "init", "--quiet", "--initial-branch", "main")
    git(project.root, "add", ".")
    git(project.root, "commit", "--quiet", "-m", "Of somebody", "--author", "Bo <bo@example.com>")
    issue = {"number": NUMBER, "user": {"login": "ana"}, "pull_request": {"url": "https://x"}}
    run = hear(project, place, event(place.say(NUMBER, f"/approve legal {name}"), issue=issue))
    assert (run.exit_code, kept(project)) == (3, [])
    assert f"- `{TEASER}: " in place.bodies(NUMBER)[-1]


@pytest.mark.parametrize("body", ["Looks good", "> /approve legal this", "/approved", ""])
def test_any_other_comment_is_nobody_s_business(workspace: Workspace, place: Place, body: str) -> None:
    project, _ = brand(workspace)
    run = say(project, place, body)
    assert (run.exit_code, project.requests(), place.writes()) == (0, [], [])


@pytest.mark.parametrize(
    "more",
    [
        {"action": "edited"},
        {"action": "deleted"},
        {"sender": {"login": "eve"}},
        {"issue": {"number": NUMBER}},
        {"issue": {"number": NUMBER, "pull_request": None}},
        {"comment": None},
        {"comment": {"id": True, "user": [], "body": {}}},
    ],
    ids=["edited", "deleted", "somebody else", "an issue", "no pull request", "none", "nonsense"],
)
def test_what_is_no_new_comment_of_its_author_on_a_pull_request_is_not_heard(
    workspace: Workspace, place: Place, more: Mapping[str, Any]
) -> None:
    project, name = brand(workspace)
    run = hear(project, place, event(place.say(NUMBER, f"/approve legal {name}"), **more))
    assert (run.exit_code, kept(project), project.requests(), place.writes()) == (0, [], [], [])


def test_a_bot_is_not_heard_whatever_its_name_is(workspace: Workspace, place: Place) -> None:
    project, name = brand(workspace)
    run = hear(project, place, event(place.say(NUMBER, f"/approve legal {name}", "ana", "Bot")))
    assert (run.exit_code, kept(project), project.requests(), place.writes()) == (0, [], [], [])


MINE, FORK = {"repo": {"full_name": REPOSITORY}}, {"repo": {"full_name": "eve/brands"}}


@pytest.mark.parametrize(
    "pull",
    [
        {"state": "open", "head": FORK, "merged_at": None},
        {"state": "open", "head": {"repo": None}, "merged_at": None},
        {"state": "closed", "head": MINE, "merged_at": None},
    ],
    ids=["fork", "deleted fork", "closed"],
)
def test_a_fork_s_pull_request_gets_no_key(workspace: Workspace, place: Place, pull: Any) -> None:
    project, name = brand(workspace)
    place.pulls[NUMBER] = pull
    run = say(project, place, f"/approve legal {name}")
    assert (run.exit_code, kept(project), project.requests()) == (3, [], [])
    assert "is a fork's" in place.bodies(NUMBER)[-1]


@pytest.mark.parametrize("head", [MINE, FORK])
def test_what_is_merged_is_asked_of_again_and_answered_there(
    workspace: Workspace, place: Place, head: Any
) -> None:
    project, name = brand(workspace)
    place.pulls[NUMBER] = {"state": "closed", "head": head, "merged_at": "2027-01-15T08:00:00Z"}
    assert say(project, place, f"/approve legal {name}").exit_code == 0
    assert asked(project.plan()) == {(TEASER, "legal"): "given"}


def test_whoever_cannot_be_asked_about_a_fork_is_not_believed(workspace: Workspace, place: Place) -> None:
    project, name = brand(workspace)
    place.faults["GET"] = (502, {}, b"")
    run = say(project, place, f"/approve legal {name}")
    assert (run.exit_code, kept(project), project.requests()) == (1, [], [])


def test_a_yes_is_kept_though_the_thumb_is_not(workspace: Workspace, place: Place) -> None:
    project, name = brand(workspace)
    said = event(place.say(NUMBER, f"/approve legal {name}"))
    place.faults["POST"] = (403, {}, b"{}")
    run = hear(project, place, said)
    assert (run.exit_code, len(kept(project))) == (0, 1)
    assert "the comment got no thumb up" in run.stderr
    assert "the plan's comment was not written anew" in run.stderr


# -- GitLab


def note(project: Project, place: Place, said: Mapping[str, Any], **more: Any) -> Run:
    """A webhook of a note has triggered a pipeline."""
    attributes = {"id": said["id"], "note": said["body"], "action": "create", "url": "https://gitlab.com/n"}
    told = {"object_kind": "note", "merge_request": {"iid": NUMBER}, "object_attributes": attributes, **more}
    path = project.root.parent / "payload.json"
    path.write_text(json.dumps(told), encoding="utf-8")
    job = {**gitlab(place, number=None), "TRIGGER_PAYLOAD": str(path)}
    return replace(project, variables=job).run("ci", "approve")


def test_a_note_counts_as_gitlab_itself_has_it(workspace: Workspace, place: Place) -> None:
    project, name = brand(workspace)
    place.pulls[NUMBER] = {"state": "opened", "source_project_id": int(PROJECT)}
    forged = place.say(NUMBER, f"/approve legal {name}", "eve")
    assert note(project, place, forged, user={"username": "ana"}).exit_code == 3
    edited = place.say(NUMBER, f"/approve legal {name}") | {"id": 1}
    place.comments[NUMBER][-1] |= {**edited, "updated_at": "2027-01-15T09:00:00Z"}
    assert note(project, place, edited).exit_code == 0
    assert kept(project) == []
    assert note(project, place, place.say(NUMBER, f"/approve legal {name}")).exit_code == 0
    assert [one["by"] for one in kept(project)] == ["ana"]
    assert [name for _, name in place.reactions] == ["thumbsup"]


@pytest.mark.parametrize(
    ("login", "more"), [("project_7_bot_0a1b", {}), ("group_3_bot", {}), ("ana", {"system": True})]
)
def test_what_gitlab_or_a_bot_writes_is_not_heard(
    workspace: Workspace, place: Place, login: str, more: Mapping[str, bool]
) -> None:
    project, name = brand(workspace)
    place.pulls[NUMBER] = {"state": "opened", "source_project_id": int(PROJECT)}
    run = note(project, place, place.say(NUMBER, f"/rawugc approve legal {name}", login, **more))
    assert (run.exit_code, kept(project), project.requests(), place.writes()) == (0, [], [], [])


@pytest.mark.parametrize(
    ("pull", "code"),
    [
        ({"state": "opened", "source_project_id": 8}, 3),
        ({"state": "closed", "source_project_id": int(PROJECT)}, 3),
        ({"state": "merged", "source_project_id": 8}, 0),
    ],
    ids=["fork", "closed", "merged"],
)
def test_a_merge_request_is_trusted_as_a_pull_request_is(
    workspace: Workspace, place: Place, pull: Any, code: int
) -> None:
    project, name = brand(workspace)
    place.pulls[NUMBER] = pull
    run = note(project, place, place.say(NUMBER, f"/rawugc approve legal {name}"))
    assert (run.exit_code, len(kept(project))) == (code, 0 if code else 1)


def test_a_role_that_signs_is_not_heard_in_comments(workspace: Workspace, place: Place) -> None:
    roles = {"legal": {**LEGAL["legal"], "signers": "signers"}}
    project = workspace({**world({"teaser": post()}, roles), "signers": ""})
    run = say(project, place, f"/approve legal {project.plan().json.get('name') or '0' * 20}")
    assert (run.exit_code, kept(project)) == (3, [])
