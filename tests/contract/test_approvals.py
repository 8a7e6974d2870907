"""Nothing goes out without the yes that it takes, bound to what was seen; the rest can go on without it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from tests.conftest import Workspace
from tests.contract.post_calendar import DAY, MINUTE, ONE, POSTS, TOMORROW, draft, live_post, post, sent, wait
from tests.contract.project import START, Files, Project, Run

Roles = Mapping[str, Any]

LEGAL = {"legal": {"of": ["messaging", "posts.content", "posts.videoUrl"], "by": ["ana"], "for": "90d"}}
TEASER = "posts.teaser"
OTHER = {"content": "Launch.", "videoUrl": "https://cdn.example.com/launch.mp4"}
LAUNCH = post(**OTHER)


def world(posts: Mapping[str, Any], roles: Roles = LEGAL, **more: Any) -> Files:
    """The files of a workspace with these posts and roles."""
    return {"rawugc.yaml": {"workspace": "glow", "approvals": roles}, "posts.yaml": {"posts": posts, **more}}


def asked(run: Run) -> dict[tuple[str, str], str]:
    """Address and role → where it stands with the yes that a plan takes."""
    return {(one["address"], one["role"]): one["status"] for one in run.json["approvals"]}


def approve(project: Project, *more: str, role: str = "legal", person: str = "ana") -> Run:
    """A person says yes to the plan as it is now."""
    project.run("plan", "--out", "the.plan")
    return project.run("approve", "the.plan", "--role", role, "--as", person, *more)


def kept(project: Project) -> list[dict[str, Any]]:
    """All entries of the book."""
    path = project.root / "rawugc.approvals.json"
    return json.loads(path.read_text(encoding="utf-8"))["entries"] if path.exists() else []


def test_what_lacks_a_yes_is_not_sent_and_with_one_it_is(workspace: Workspace) -> None:
    project = workspace(world({"teaser": post()}))
    plan = project.plan()
    assert (plan.exit_code, asked(plan)) == (2, {(TEASER, "legal"): "missing"})
    refused = project.apply()
    assert (refused.exit_code, project.calls()) == (3, [])
    assert [(d["code"], d["address"]) for d in refused.result["diagnostics"] if d["severity"] == "error"] == [
        ("unapproved", TEASER)
    ]

    assert approve(project, "--note", "Claims checked", "--link", "https://x.example/1").exit_code == 0
    given = project.plan().json["approvals"][0]
    lasts = START + 90 * DAY
    told = {name: given[name] for name in ("role", "address", "status", "by", "at", "until", "link")}
    assert told == {
        "role": "legal",
        "address": TEASER,
        "status": "given",
        "by": "ana",
        "at": START,
        "until": lasts,
        "link": "https://x.example/1",
    }
    project.reset()
    assert project.apply().exit_code == 0
    assert project.calls() == [("POST", POSTS, sent())]
    project.assert_settled()


def test_a_yes_to_a_saved_plan_asks_the_api_for_nothing_and_is_read_when_that_is_applied(
    workspace: Workspace,
) -> None:
    project = workspace(world({"teaser": post()}))
    project.run("plan", "--out", "the.plan")
    project.reset()
    assert project.run("apply", "the.plan").exit_code == 3
    assert project.calls() == []
    project.reset()
    assert project.run("approve", "the.plan", "--role", "legal", "--as", "ANA").exit_code == 0
    assert project.requests() == []
    assert project.run("apply", "the.plan").exit_code == 0
    assert project.calls() == [("POST", POSTS, sent())]
    project.assert_settled()


def test_a_yes_to_a_plan_by_its_name_goes_on_only_if_it_still_has_that(workspace: Workspace) -> None:
    project = workspace(world({"teaser": post()}))
    name = project.plan().json["name"]
    project.write(world({"teaser": post(content="More.")}))
    moved = project.run("approve", "--plan", name, "--role", "legal", "--as", "ana")
    assert (moved.exit_code, kept(project)) == (3, [])
    name = project.plan().json["name"].replace("-", "")
    assert project.run("approve", "--plan", name, "--role", "legal", "--as", "ana").exit_code == 0
    assert asked(project.plan()) == {(TEASER, "legal"): "given"}


MESSAGE = {"bold": {"name": "Bold", "body": "Less."}}
BY_REFERENCE = "${messaging.bold.body}"


@pytest.mark.parametrize(
    ("files", "standing"),
    [
        pytest.param(world({"teaser": post(scheduledFor=TOMORROW + 60 * MINUTE)}), "given", id="moved"),
        pytest.param(world({"teaser": post(timezone="Europe/Berlin")}), "given", id="another-field"),
        pytest.param(world({"teaser": post(content="More.")}), "missing", id="another-word"),
        pytest.param(world({"teaser": post(content=None)}), "missing", id="no-words"),
        pytest.param(
            world({"teaser": post(videoUrl="https://cdn.example.com/b.mp4")}), "missing", id="another-video"
        ),
        pytest.param(
            world({"teaser": post(content="${vars.claim}")}, vars={"claim": "Less."}),
            "given",
            id="the-same-words-from-a-variable",
        ),
        pytest.param(
            world({"teaser": post(content="${vars.claim}")}, vars={"claim": "More."}),
            "missing",
            id="other-words-from-a-variable",
        ),
        pytest.param(
            world(
                {"teaser": post()}, roles={"legal": {**LEGAL["legal"], "of": ["posts.content", "posts.mode"]}}
            ),
            "missing",
            id="the-role-looks-at-another-field",
        ),
    ],
)
def test_a_yes_is_to_the_words_and_media_that_go_out_and_to_nothing_else(
    workspace: Workspace, files: Files, standing: str
) -> None:
    project = workspace(world({"teaser": post()}))
    approve(project)
    project.write(files)
    assert asked(project.plan())[TEASER, "legal"] == standing


def test_a_post_loses_its_yes_with_the_message_that_it_takes_its_words_from(workspace: Workspace) -> None:
    project = workspace(world({"teaser": post(content=BY_REFERENCE)}, messaging=MESSAGE))
    approve(project)
    both = {("messaging.bold", "legal"), (TEASER, "legal")}
    assert asked(project.plan()) == dict.fromkeys(both, "given")
    assert project.apply().exit_code == 0
    louder = {"bold": {"name": "Bold", "body": "LESS."}}
    project.write(world({"teaser": post(content=BY_REFERENCE)}, messaging=louder))
    assert asked(project.plan()) == dict.fromkeys(both, "missing")


def test_a_renamed_post_keeps_its_yes(workspace: Workspace) -> None:
    project = workspace(world({"teaser": post()}))
    approve(project)
    assert project.apply().exit_code == 0
    project.write(world({"teaser": post(content="More.")}))
    approve(project)
    project.write(
        world({"launch": post(content="More.")}, moved=[{"from": TEASER, "to": "posts.launch"}]),
    )
    assert asked(project.plan()) == {("posts.launch", "legal"): "given"}
    assert project.apply().exit_code == 0
    project.assert_settled()


def test_only_what_is_approved_goes_out_and_what_depends_on_the_rest_waits(workspace: Workspace) -> None:
    ours = world({"teaser": post(content=BY_REFERENCE), "launch": LAUNCH}, messaging=MESSAGE)
    project = workspace(ours)
    approve(project, "--change", TEASER, "--change", "posts.launch")
    project.reset()
    run = project.apply("--only-approved")
    assert run.exit_code == 0
    assert project.calls() == [("POST", POSTS, sent(**OTHER))]
    left = {d["address"] for d in run.diagnostics if d["code"] == "unapproved"}
    assert left <= {"messaging.bold", TEASER}
    assert asked(project.plan()) == {("messaging.bold", "legal"): "missing", (TEASER, "legal"): "given"}
    approve(project)
    project.reset()
    assert project.apply("--only-approved").exit_code == 0
    assert [path for _, path, _ in project.calls()] == ["/messaging", POSTS]
    project.assert_settled()


def test_what_had_to_be_decided_by_now_expires_alone(workspace: Workspace) -> None:
    due = START + 10 * MINUTE
    names = [f"post-{number:02}" for number in range(9)]
    bodies = {one: {"content": one, "videoUrl": f"https://cdn.example.com/{one}.mp4"} for one in names}
    project = workspace(world({one: post(scheduledFor=due, **bodies[one]) for one in names}))
    *first, last = names
    approve(project, *(word for one in first for word in ("--change", f"posts.{one}")))
    decide_by = {one["address"]: one["decide_by"] for one in project.plan().json["resource_changes"]}
    wait(project, decide_by[f"posts.{last}"] - project.clock.ms + 1_000)
    project.reset()
    run = project.apply()
    assert run.exit_code == 0
    assert project.calls() == [("POST", POSTS, sent(scheduledFor=due, **bodies[one])) for one in first]
    assert project.plan().actions.keys() <= {f"posts.{last}"}


def test_a_no_blocks_until_the_words_change(workspace: Workspace) -> None:
    project = workspace(world({"teaser": post()}))
    approve(project)
    assert approve(project, "--reject", "--note", "Not “less”.").exit_code == 0
    assert asked(project.plan()) == {(TEASER, "legal"): "rejected"}
    project.reset()
    assert (project.apply().exit_code, project.calls()) == (3, [])
    project.write(world({"teaser": post(content="More.")}))
    assert asked(project.plan()) == {(TEASER, "legal"): "missing"}


def test_a_yes_that_was_taken_back_or_has_lapsed_does_not_count_and_stays_on_the_list(
    workspace: Workspace,
) -> None:
    project = workspace(world({"teaser": post(scheduledFor=TOMORROW + 200 * DAY)}))
    approve(project)
    (one,) = project.run("approvals", "list", "--json").json
    listed = {"id", "role", "addresses", "by", "at", "until", "note", "link"}
    assert listed <= one.keys()
    assert project.run("approvals", "check").exit_code == 0
    back = ("revoke", one["id"], "--as", "ben", "--note", "Too soon")
    assert project.run("approvals", *back).exit_code == 0
    assert project.run("approvals", "check").exit_code == 3
    assert asked(project.plan()) == {(TEASER, "legal"): "missing"}
    wait(project, MINUTE)
    approve(project)
    wait(project, 90 * DAY)
    assert asked(project.plan()) == {(TEASER, "legal"): "lapsed"}
    assert project.run("apply", "--auto-approve").exit_code == 3
    lapsed, taken = project.run("approvals", "list", "--json").json
    assert (lapsed["fate"], lapsed["revoked"], taken["fate"]) == ("lapsed", None, "taken back")
    assert (taken["revoked"]["by"], taken["revoked"]["note"]) == ("ben", "Too soon")
    assert "[taken back by ben, " in project.run("approvals", "list").stdout
    exported = project.run("approvals", "export").json
    assert [entry["kind"] for entry in exported["entries"]] == ["approval", "revocation", "approval"]


@pytest.mark.parametrize(
    "command",
    [("list",), ("list", "--json"), ("export",), ("check", "the.plan"), ("check", "the.plan", "--json")],
    ids=" ".join,
)
def test_what_was_said_is_told_while_a_manifest_is_wrong(
    workspace: Workspace, command: tuple[str, ...]
) -> None:
    project = workspace(world({"teaser": post()}))
    approve(project)
    right = project.run("approvals", *command)
    project.write(world({"teaser": post(contents="Less.")}))
    assert project.run("validate").exit_code == 1
    wrong = project.run("approvals", *command)
    assert (wrong.exit_code, wrong.stdout) == (0, right.stdout)


def test_a_yes_is_given_to_a_saved_plan_and_taken_back_while_a_manifest_is_wrong(
    workspace: Workspace,
) -> None:
    files = world({"teaser": post()})
    project = workspace(files)
    project.run("plan", "--out", "the.plan")
    project.write(world({"teaser": post(contents="Less.")}))
    assert project.run("approve", "the.plan", "--role", "legal", "--as", "ana").exit_code == 0
    (said,) = kept(project)
    assert project.run("approvals", "revoke", said["id"], "--as", "ana").exit_code == 0
    project.write(files)
    assert asked(project.plan()) == {(TEASER, "legal"): "missing"}


def test_who_takes_back_one_of_two_yeses_is_told_of_the_other(workspace: Workspace) -> None:
    project = workspace(world({"teaser": post()}))
    approve(project)
    wait(project, MINUTE)
    approve(project)
    newer, older = (one["id"] for one in project.run("approvals", "list", "--json").json)
    back = project.run("approvals", "revoke", newer, "--as", "ana")
    assert back.stderr.endswith(f"ana said it under {older}, too, and that was not taken back: {TEASER}.\n")
    assert project.run("approvals", "check").exit_code == 0
    assert "not taken back" not in project.run("approvals", "revoke", older, "--as", "ana").stderr
    assert project.run("approvals", "check").exit_code == 3


@pytest.mark.parametrize(
    ("said", "told", "exit_code"),
    [
        pytest.param(("--role", "press", "--as", "ana"), "there is no role press", 3, id="no-such-role"),
        pytest.param(
            ("--role", "legal", "--as", "mallory"), "mallory may not speak for legal", 3, id="who-may-not"
        ),
        pytest.param(("--role", "legal"), "nobody says who approves", 1, id="nobody"),
        pytest.param(
            ("--role", "legal", "--as", "a\u202ena"), "a\\u202ena has characters", 1, id="a-name-with-a-trick"
        ),
        pytest.param(
            ("--role", "legal", "--as", "ana", "--change", "posts.teasr"),
            "Did you mean posts.teaser?",
            1,
            id="typo",
        ),
    ],
)
def test_nothing_is_recorded_of_who_may_not_and_of_what_is_not_there(
    workspace: Workspace, said: tuple[str, ...], told: str, exit_code: int
) -> None:
    project = workspace(world({"teaser": post()}))
    project.run("plan", "--out", "the.plan")
    run = project.run("approve", "the.plan", *said)
    assert (run.exit_code, kept(project)) == (exit_code, [])
    assert told in run.stderr


def test_an_entry_that_was_changed_by_hand_does_not_count(workspace: Workspace) -> None:
    project = workspace(world({"teaser": post()}))
    approve(project, "--change", TEASER)
    path = project.root / "rawugc.approvals.json"
    path.write_text(path.read_text(encoding="utf-8").replace('"by": "ana"', '"by": "Ana"'), encoding="utf-8")
    assert asked(project.plan()) == {(TEASER, "legal"): "missing"}
    (one,) = project.run("approvals", "list", "--json").json
    assert one["fate"] == "changed by hand"


BOTH = {
    "legal": {"of": ["posts.content"], "by": ["ana"]},
    "time": {"of": ["posts.scheduledFor"], "by": ["ben"]},
}


@pytest.mark.parametrize(
    ("before", "after", "whom"),
    [
        pytest.param({"teaser": post()}, {}, {"legal", "time"}, id="delete"),
        pytest.param(
            {"teaser": post()},
            {"teaser": post(videoUrl="https://cdn.example.com/b.mp4")},
            {"legal", "time"},
            id="replace",
        ),
        pytest.param({"teaser": draft()}, {"teaser": post()}, {"legal", "time"}, id="schedule-a-draft"),
        pytest.param(
            {}, {"teaser": post(mode="now", scheduledFor=None)}, {"legal", "time"}, id="publish-at-once"
        ),
        pytest.param({"teaser": post()}, {"teaser": post(content="More.")}, {"legal"}, id="reword"),
        pytest.param({"teaser": post()}, {"teaser": post(scheduledFor=TOMORROW + DAY)}, {"time"}, id="move"),
    ],
)
def test_what_cannot_be_taken_back_asks_all_who_look_after_a_collection(
    workspace: Workspace, before: Mapping[str, Any], after: Mapping[str, Any], whom: set[str]
) -> None:
    project = workspace(world(before, roles={}))
    project.applied()
    project.write(world(after, roles=BOTH))
    plan = project.plan()
    assert asked(plan) == {(TEASER, role): "missing" for role in whom}
    for role in whom:
        approve(project, role=role, person=BOTH[role]["by"][0])
    project.reset()
    run = project.apply()
    assert run.exit_code == 0
    wanted = [(one["method"], one["path"]) for c in plan.json["resource_changes"] for one in c["calls"]]
    assert [(method, path) for method, path, _ in project.calls()] == wanted
    project.assert_settled()


def test_a_yes_to_publishing_serves_once(workspace: Workspace) -> None:
    project = workspace(world({"teaser": post(mode="now", scheduledFor=None)}))
    approve(project)
    assert project.apply().exit_code == 0
    project.dashboard.remove("posts", "post_1")
    wait(project, 2 * DAY)
    again = project.plan("--recreate", TEASER)
    assert (again.actions, asked(again)) == ({TEASER: ["create"]}, {(TEASER, "legal"): "missing"})
    assert again.json["approvals"][0]["why"] == "it served once already"
    approve_again = project.run("approve", "--plan", again.json["name"], "--role", "legal", "--as", "ana")
    assert approve_again.exit_code == 3


def test_adopting_what_is_as_the_manifests_have_it_asks_nobody(workspace: Workspace) -> None:
    project = workspace(world({"teaser": post()}))
    live_post(project)
    plan = project.plan()
    assert (plan.actions, plan.json["approvals"]) == ({TEASER: ["no-op"]}, [])
    assert project.apply().exit_code == 0
    project.assert_settled()


def test_a_takedown_of_an_approved_post_asks_again(workspace: Workspace) -> None:
    project = workspace(world({"teaser": post()}))
    approve(project)
    project.applied()
    project.write(world({}))
    assert asked(project.plan()) == {(TEASER, "legal"): "missing"}
    approve(project)
    project.reset()
    assert project.apply().exit_code == 0
    assert project.calls() == [("DELETE", ONE, None)]
    project.assert_settled()


def test_a_yes_holds_for_one_environment(workspace: Workspace) -> None:
    files = world({"teaser": post()})
    config = {"workspace": "glow", "approvals": LEGAL, "environments": {"staging": {}, "live": {}}}
    project = workspace({**files, "rawugc.yaml": config})

    def standing(environment: str) -> dict[tuple[str, str], str]:
        return asked(project.run("--env", environment, "plan", "--json"))

    project.run("--env", "staging", "plan", "--out", "the.plan")
    approved = project.run("--env", "staging", "approve", "the.plan", "--role", "legal", "--as", "ana")
    assert approved.exit_code == 0
    assert [one["environment"] for one in kept(project)] == ["staging"]
    assert standing("staging") == {(TEASER, "legal"): "given"}
    assert standing("live") == {(TEASER, "legal"): "missing"}
    elsewhere = project.run("--env", "live", "approve", "the.plan", "--role", "legal", "--as", "ana")
    assert elsewhere.exit_code == 3


def test_in_ci_whoever_has_started_the_job_says_it(workspace: Workspace) -> None:
    project = workspace(world({"teaser": post()}))
    project.run("plan", "--out", "the.plan")
    in_ci = replace(project, variables={"GITHUB_ACTIONS": "true", "GITHUB_ACTOR": "Ana"})
    assert in_ci.run("approve", "the.plan", "--role", "legal").exit_code == 0
    assert [one["by"] for one in kept(project)] == ["Ana"]
    assert asked(project.plan()) == {(TEASER, "legal"): "given"}
