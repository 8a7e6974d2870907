"""`drift`: what a scheduled job tells a team, and what it asks for that."""

from __future__ import annotations

import pytest

from rawugc_sync.sandbox import COLLECTIONS, Options
from rawugc_sync.state.lock import user
from tests.conftest import Workspace
from tests.contract.post_calendar import DAY, TOMORROW, calendar, draft, live_post, post, wait
from tests.contract.project import START, Project, Run
from tests.contract.samples import SAMPLES, both_extremes, every_reading, full, path_of

ACCOUNTS = ("GET", "/social/accounts")
LISTS = [("GET", path_of(name)) for name in SAMPLES]
PERSONA = {"name": "P", "description": "D"}
ASLEEP = ("warning", "inactive-account", None)
"""The sandbox has an account that is not active."""


def drift(project: Project, *more: str) -> Run:
    return project.run("drift", "--json", "--detailed-exitcode", *more)


def told(run: Run) -> list[tuple[str, str, str | None]]:
    return [(d["severity"], d["code"], d["address"]) for d in run.diagnostics]


# -- what is asked


@pytest.mark.parametrize("options", [Options(rate_limit=10)], ids=["ten-a-minute"])
def test_drift_reads_every_list_and_the_accounts_once(workspace: Workspace) -> None:
    project = workspace({"p.yaml": {"personas": {"p": PERSONA}}}).applied()
    run = drift(project)
    assert sorted(project.requests()) == sorted([*LISTS, ACCOUNTS])
    assert run.json["budget"] == {
        "requests": 9,
        "reads": 9,
        "writes": 0,
        "credits": 0,
        "credits_unknown": 0,
        "seconds": 0,
    }
    assert (run.exit_code, told(run)) == (0, [ASLEEP])


def test_a_recorded_id_that_its_list_does_not_show_is_asked_for_beside_that(workspace: Workspace) -> None:
    project = workspace(calendar(a=post(), b=draft(content="b"))).applied()
    project.dashboard.remove("posts", "post_1")
    run = drift(project)
    assert sorted(project.requests()) == sorted([*LISTS, ACCOUNTS, ("GET", "/social/posts/post_1")])
    assert run.json["budget"]["reads"] == 10
    assert told(run) == [("warning", "deleted-outside", "posts.a"), ASLEEP]


@pytest.mark.parametrize(
    ("target", "asked"),
    [
        ("posts.it", [("GET", "/social/posts")]),
        ("posts.new", [("GET", "/social/posts")]),
        ("products", [("GET", "/products")]),
        ("*.it", [("GET", path_of(name)) for name in COLLECTIONS]),
    ],
)
def test_a_target_is_read_and_told_alone(
    workspace: Workspace, target: str, asked: list[tuple[str, str]]
) -> None:
    words = {"messaging": "${messaging.it.body}"}
    files = {f"{name}.yaml": {name: {"it": full(name)}} for name in COLLECTIONS}
    files["products.yaml"] = {"products": {"it": full("products") | words}}
    project = workspace(files).applied()
    live_post(project, content="Nobody's.")
    project.write({"new.yaml": {"posts": {"new": draft(content="New.")}}})
    project.reset()
    run = drift(project, "--target", target)
    assert sorted(project.requests()) == sorted(asked)
    assert (run.exit_code, run.json["budget"]["reads"], told(run)) == (0, len(asked), [])


# -- what is told


@every_reading
def test_what_nobody_manages_is_listed_and_what_is_over_counted(workspace: Workspace) -> None:
    project = workspace(calendar(teaser=post()) | {"p.yaml": {"personas": {"p": PERSONA}}}).applied()
    project.dashboard.insert("personas", {"name": "Made by hand", "description": "d"}, at=START)
    live_post(project, content="Soon.\nAnd more.", scheduledFor=TOMORROW + DAY, timezone="Asia/Tokyo")
    for number, happens in enumerate((project.dashboard.publish_post, project.dashboard.publish_post)):
        happens(live_post(project, content=f"Over {number}."), START - DAY)
    project.dashboard.fail_post(live_post(project, content="Failed."), "No.")
    run = drift(project)
    notes = [(d["code"], d["summary"]) for d in run.diagnostics if d["severity"] == "note"]
    assert notes == [
        ("unmanaged-object", "personas per_2 is not managed: Made by hand"),
        ("unmanaged-object", "posts post_2 is not managed: scheduled Sun 2027-01-17 17:00 Asia/Tokyo: Soon."),
        ("unmanaged-history", "posts that are over and not managed: 2 published, 1 failed"),
    ]
    assert (run.exit_code, project.calls(), run.codes) == (0, [], {"inactive-account"})


@both_extremes
def test_what_did_not_go_out_is_told_at_its_place(workspace: Workspace) -> None:
    project = workspace(calendar(a=post(), b=post(content="b", videoUrl="https://cdn.example.com/b.mp4")))
    project.applied()
    project.dashboard.fail_post("post_1", "The account was disconnected.")
    project.write(
        {
            "late.yaml": """\
            posts:
              late:
                videoUrl: https://cdn.example.com/late.mp4
                accounts: [tiktok/glowlab]
                scheduledFor: 2027-01-15T08:30:00Z
            """
        }
    )
    wait(project, 2 * DAY)
    run = drift(project)
    assert told(run) == [("warning", "failed", "posts.a"), ("warning", "missed", "posts.late"), ASLEEP]
    assert "The account was disconnected." in run.said("failed")["summary"]
    assert run.said("missed")["source"] == {"file": "late.yaml", "line": 2, "column": 3}
    assert (run.exit_code, run.json["history"], project.calls()) == (0, [1, 0], [])


def test_accounts_that_do_not_work_any_more_are_told(workspace: Workspace) -> None:
    project = workspace(
        {
            "posts.yaml": f"""\
            posts:
              a:
                videoUrl: https://cdn.example.com/a.mp4
                accounts: [tiktok/glowlab]
                scheduledFor: {TOMORROW}
              b:
                videoUrl: https://cdn.example.com/b.mp4
                accountIds: [acc_2]
                scheduledFor: {TOMORROW}
            """
        }
    ).applied()
    project.dashboard.edit("accounts", "acc_1", {"username": "glowlab.official"})
    project.dashboard.edit("accounts", "acc_2", {"isActive": False})
    project.dashboard.remove("accounts", "acc_3")
    run = drift(project)
    missing, inactive = run.said("missing-account"), run.said("inactive-account")
    assert (run.exit_code, len(run.diagnostics)) == (0, 2)
    assert (missing["address"], missing["field"], missing["source"]["line"]) == ("posts.a", "accounts", 4)
    assert "instagram/glow.lab, tiktok/glowlab.official" in missing["detail"]
    assert inactive["summary"] == "the account instagram/glow.lab (acc_2) is not active; named by posts.b"


def test_without_a_state_everything_live_matches_or_is_nobody_s(workspace: Workspace) -> None:
    project = workspace(calendar(a=post(), b=draft(content="b"))).applied()
    live_post(project, content="Nobody's.", mode="draft", scheduledFor=None)
    project.lose_state()
    run = drift(project)
    assert told(run) == [ASLEEP, ("note", "no-state", None), ("note", "unmanaged-object", None)]
    assert run.said("no-state")["summary"] == "no state yet, and 2 of 2 resources match a live object"
    assert (run.exit_code, run.actions, project.calls()) == (0, {}, [])


def test_a_stop_is_exit_3_and_everything_is_shown_all_the_same(workspace: Workspace) -> None:
    project = workspace(calendar(a=post()) | {"p.yaml": {"personas": {"p": PERSONA}}}).applied()
    project.write({"rawugc.yaml": "drift: {personas: stop, posts: revert}"})
    project.dashboard.edit("personas", "per_1", {"description": "Of the dashboard."})
    project.dashboard.edit("posts", "post_1", {"content": "Of the dashboard."})
    live_post(project, content="Nobody's.")
    run = drift(project)
    assert (run.exit_code, run.actions) == (3, {"posts.a": ["update"]})
    assert told(run) == [
        ("error", "drift-stop", "personas.p"),
        ASLEEP,
        ("note", "unmanaged-object", None),
    ]
    text = project.run("drift").stdout
    assert (
        text.index("Warnings")
        < text.index("Notes")
        < text.index("Plan:")
        < text.index("Refused (drift-stop)")
    )


APPLIED = f"2027-01-15 08:00:00 UTC by {user({})}"


def test_a_quiet_night_reads_well(workspace: Workspace) -> None:
    project = workspace({"p.yaml": {"personas": {"p": PERSONA}}}).applied()
    project.dashboard.remove("accounts", "acc_3")
    project.write({"p.yaml": {"personas": {"p": PERSONA | {"description": "Edited in git."}}}})
    made_from = (
        f"Server: {project.rawugc.url}, not rawugc.com.\n"
        f"glow-lab, organization org_1; state rawugc.state.json: serial 1, applied {APPLIED}.\n"
        f"\nplan {project.run('drift', '--json').json['name']}\n"
    )
    assert project.run("drift").stdout == (
        "No changes. What is live is as it was last applied.\n"
        "9 requests (9 reads, 0 writes), no waiting.\n" + made_from
    )
    project.dashboard.insert("messaging", {"name": "Made\x1b[31m by hand", "body": "b"}, at=START)
    assert project.run("drift").stdout == (
        "Notes\n"
        "  ! messaging msg_1 is not managed: Made\\x1b[31m by hand\n"
        "      It is in no manifest. rawugc-sync pull writes it into one.\n"
        "      rawugc-sync help unmanaged-object\n"
        "\n"
        "No changes. Nothing is to be set back; what else there is to know stands above.\n"
        "9 requests (9 reads, 0 writes), no waiting.\n" + made_from
    )
