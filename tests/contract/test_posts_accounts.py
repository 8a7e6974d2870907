"""The accounts of posts, and the order in which posts are changed (design, sections 4 and 7)."""

from __future__ import annotations

import pytest

from tests.conftest import Workspace
from tests.contract.post_calendar import DAY, ONE, POSTS, TOMORROW, calendar, post, sent
from tests.contract.samples import both_extremes, every_reading

ACCOUNTS = ("GET", "/social/accounts")
BOTH = ["tiktok/glowlab", "instagram/glow.lab"]


@every_reading
def test_other_live_platforms_are_drift(workspace: Workspace) -> None:
    project = workspace(calendar(teaser=post())).applied()
    project.dashboard.edit("posts", "post_1", {"accountIds": ["acc_2"]})
    kept = project.assert_settled().said("drift-kept")
    assert (kept["address"], kept["field"]) == ("posts.teaser", "accounts")
    assert project.apply("--revert-drift", "posts.teaser").exit_code == 0
    assert project.calls() == [("PATCH", ONE, {"accountIds": ["acc_1"]})]
    assert project.assert_settled().diagnostics == []


@both_extremes
def test_the_order_of_accounts_and_how_they_are_written_is_no_change(workspace: Workspace) -> None:
    project = workspace(calendar(teaser=post(accounts=BOTH))).applied()
    project.write(calendar(teaser=post(accounts=["Instagram/@glow.lab", "tiktok/@GlowLab"])))
    assert project.assert_settled().diagnostics == []


@both_extremes
@pytest.mark.parametrize("back", [False, True], ids=["to-ids", "to-handles"])
def test_handles_and_ids_of_the_same_accounts_are_no_change(workspace: Workspace, *, back: bool) -> None:
    spellings = [post(accounts=BOTH), post(accounts=None, accountIds=["acc_2", "acc_1"])]
    before, after = reversed(spellings) if back else spellings
    project = workspace(calendar(teaser=before)).applied()
    project.write(calendar(teaser=after))
    project.assert_settled()
    assert project.apply().exit_code == 0
    assert project.calls() == []


def test_an_account_that_nobody_has_is_an_error_at_its_place(workspace: Workspace) -> None:
    project = workspace(
        {
            "posts.yaml": f"""\
            posts:
              teaser:
                videoUrl: https://cdn.example.com/teaser.mp4
                accounts: [tiktok/glowlap]
                scheduledFor: {TOMORROW}
            """
        }
    )
    plan = project.plan()
    wrong = plan.said("unknown-account")
    assert plan.exit_code == 1
    assert "did you mean tiktok/glowlab?" in wrong["summary"]
    assert (wrong["address"], wrong["field"]) == ("posts.teaser", "accounts")
    assert (wrong["source"]["file"], wrong["source"]["line"]) == ("posts.yaml", 4)
    assert project.apply().exit_code == 1
    assert project.calls() == []


def test_a_new_post_on_an_account_that_is_not_active_fails_alone(workspace: Workspace) -> None:
    lost = post(accounts=["youtube/glowlabskin"], videoUrl="https://cdn.example.com/lost.mp4")
    project = workspace(calendar(a_lost=lost, teaser=post()))
    plan = project.plan()
    assert plan.exit_code == 2
    warned = plan.said("inactive-account")
    assert (warned["severity"], "named by posts.a_lost" in warned["summary"]) == ("warning", True)
    assert project.apply().exit_code == 4
    assert [call[:2] for call in project.calls()] == [("POST", POSTS), ("POST", POSTS)]
    assert [one["videoUrl"] for one in project.dashboard.objects("posts").values()] == [post()["videoUrl"]]
    project.write(calendar(teaser=post()))
    project.assert_settled()


def test_an_account_that_becomes_inactive_holds_no_finished_post_up(workspace: Workspace) -> None:
    project = workspace(calendar(teaser=post())).applied()
    project.dashboard.edit("accounts", "acc_1", {"isActive": False})
    project.assert_settled()
    project.write(calendar(teaser=post(content="More.")))
    assert project.apply().exit_code == 0
    assert project.calls() == [("PATCH", ONE, {"content": "More."})]


@pytest.mark.parametrize(
    ("after", "reads"),
    [
        (post(), False),
        (post(content="More."), False),
        (post(scheduledFor=TOMORROW + DAY), False),
        (post(accounts=BOTH), True),
        (post(videoUrl="https://cdn.example.com/launch.mp4"), True),
    ],
    ids=["no-op", "caption", "time", "accounts", "replace"],
)
def test_accounts_are_read_only_when_a_change_needs_them(
    workspace: Workspace, after: dict[str, object], reads: bool
) -> None:
    project = workspace(calendar(teaser=post())).applied()
    project.write(calendar(teaser=after))
    plan = project.plan()
    assert (ACCOUNTS in project.requests()) is reads
    assert plan.json["budget"]["reads"] == len(project.requests()) == 1 + reads


def test_what_is_due_first_goes_first_and_deletes_of_the_rest_go_last(workspace: Workspace) -> None:
    def films(name: str) -> str:
        return f"https://cdn.example.com/{name}.mp4"

    def on(day: int, name: str, caption: str | None = None) -> dict[str, object]:
        return post(scheduledFor=TOMORROW + day * DAY, videoUrl=films(name), content=caption or name)

    persona = {"name": "Old", "description": "d"}
    project = workspace(
        {
            "posts.yaml": {
                "posts": {"a": on(3, "a"), "b": on(1, "b"), "c": on(2, "c"), "e": on(0, "e"), "f": on(4, "f")}
            },
            "people.yaml": {"personas": {"leaving": persona, "staying": persona | {"name": "Staying"}}},
        }
    ).applied()
    ids = {address: record["id"] for address, record in project.state["resources"].items()}
    project.write(
        {
            "posts.yaml": {
                "posts": {
                    "b": on(9, "b"),
                    "c": on(2, "c2"),
                    "d": on(6, "d"),
                    "e": on(0, "e", "Another caption."),
                    "f": on(3, "f"),
                    "g": on(5, "g"),
                }
            },
            "people.yaml": {"personas": {"staying": persona | {"name": "Stays"}}},
            "texts.yaml": {"messaging": {"new": {"name": "New", "body": "b"}}},
        }
    )
    assert project.apply().exit_code == 0
    assert [(method, path) for method, path, _ in project.calls()] == [
        ("POST", f"{POSTS}/{ids['posts.b']}/reschedule"),
        ("DELETE", f"{POSTS}/{ids['posts.c']}"),
        ("POST", POSTS),
        ("DELETE", f"{POSTS}/{ids['posts.a']}"),
        ("POST", f"{POSTS}/{ids['posts.f']}/reschedule"),
        ("POST", POSTS),
        ("POST", POSTS),
        ("POST", "/messaging"),
        ("PATCH", f"/personas/{ids['personas.staying']}"),
        ("PATCH", f"{POSTS}/{ids['posts.e']}"),
        ("DELETE", f"/personas/{ids['personas.leaving']}"),
    ]
    times = [
        body["scheduledFor"] for method, path, body in project.calls() if (method, path) == ("POST", POSTS)
    ]
    assert times == [TOMORROW + day * DAY for day in (2, 5, 6)]
    assert project.calls()[2][2] == sent(scheduledFor=times[0], videoUrl=films("c2"), content="c2")
    project.assert_settled()
