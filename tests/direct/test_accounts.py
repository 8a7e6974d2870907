"""`accounts`: the list as it came, a sync, and a disconnect that is asked for and done once."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import httpx
import pytest

from rawugc_sync.sandbox import Options
from tests.cli.terminal import question
from tests.cli.wire import Forward, WiredProject, lost_after, lost_before
from tests.contract.project import KEY, RawUGC

PATH = "/social/accounts"


def test_people_get_a_table_with_the_inactive_ones(project: WiredProject) -> None:
    run = project.run("accounts", "list")
    assert (run.exit_code, run.stderr) == (0, "")
    assert run.stdout.splitlines() == [
        "ACCOUNT              ID     ACTIVE  NAME",
        "tiktok/glowlab       acc_1  yes     Glow Lab",
        "instagram/glow.lab   acc_2  yes     Glow Lab",
        "youtube/glowlabskin  acc_3  no      Glow Lab",
    ]


def test_scripts_get_the_answer_as_it_came(project: WiredProject) -> None:
    answer = project.run("accounts", "list", "--json").json
    assert answer["count"] == 3
    assert answer["accounts"][2] == {
        "accountId": "acc_3",
        "platform": "youtube",
        "username": "glowlabskin",
        "displayName": "Glow Lab",
        "isActive": False,
    }


def test_no_account_is_said(project: WiredProject) -> None:
    for id in list(project.dashboard.objects("accounts")):
        project.dashboard.remove("accounts", id)
    run = project.run("accounts", "list")
    assert (run.exit_code, run.stdout) == (0, "")
    assert run.stderr == "No account is connected: connect one in the RawUGC dashboard.\n"


def test_names_cannot_steer_the_terminal(project: WiredProject) -> None:
    project.dashboard.edit("accounts", "acc_1", {"displayName": "\x1b[2J\u202eevil"})
    run = project.run("accounts", "list")
    assert "\\x1b[2J\\u202eevil" in run.stdout


def test_a_sync_is_one_call(project: WiredProject) -> None:
    run = project.run("accounts", "sync")
    assert (run.exit_code, run.stdout, run.stderr) == (0, "Synced.\n", "")
    assert project.requests() == [("POST", PATH)]
    assert project.run("accounts", "sync", "--json").json == {"success": True}


@pytest.mark.parametrize("accident", [lost_before, lost_after])
def test_a_sync_without_an_answer_is_sent_again(project: WiredProject, accident: object) -> None:
    project.wire.accidents = [accident]  # type: ignore[list-item]
    assert project.run("accounts", "sync").exit_code == 0


@pytest.mark.parametrize("name", ["acc_1", "tiktok/glowlab", "TikTok/@GlowLab"])
def test_an_account_is_disconnected_by_its_id_or_handle(project: WiredProject, name: str) -> None:
    run = project.run("accounts", "disconnect", name, "--yes")
    assert (run.exit_code, run.stdout) == (0, "Disconnected tiktok/glowlab (acc_1).\n")
    assert project.calls() == [("DELETE", f"{PATH}/acc_1", None)]
    assert set(project.dashboard.objects("accounts")) == {"acc_2", "acc_3"}


@pytest.mark.parametrize("accident", [lost_before, lost_after])
def test_a_disconnect_without_an_answer_is_sent_again(project: WiredProject, accident: object) -> None:
    project.wire.accidents = [accident]  # type: ignore[list-item]
    run = project.run("accounts", "disconnect", "acc_1", "--yes", "--json")
    assert (run.exit_code, run.json) == (0, {"success": True})
    assert set(project.dashboard.objects("accounts")) == {"acc_2", "acc_3"}


def test_an_interrupt_waits_for_the_end_and_a_second_one_says_what_may_be(project: WiredProject) -> None:
    def interrupted(request: httpx.Request, forward: Forward) -> httpx.Response:
        os.kill(os.getpid(), signal.SIGINT)
        return forward()

    def impatient(request: httpx.Request, forward: Forward) -> httpx.Response:
        interrupted(request, forward)
        os.kill(os.getpid(), signal.SIGINT)
        raise AssertionError("stopped before this")

    project.wire.accidents = [interrupted, impatient]
    assert project.run("accounts", "disconnect", "acc_1", "--yes").exit_code == 0
    run = project.run("accounts", "disconnect", "acc_2", "--yes")
    assert (run.exit_code, run.stdout) == (130, "")
    assert "instagram/glow.lab (acc_2) may have been disconnected: rawugc-sync" in run.stderr
    assert "acc_2" not in project.run("accounts", "list").stdout


def test_an_interrupt_keeps_a_disconnect_from_being_sent_again(project: WiredProject) -> None:
    def interrupted(request: httpx.Request, forward: Forward) -> httpx.Response:
        os.kill(os.getpid(), signal.SIGINT)
        return lost_before(request, forward)

    project.wire.accidents = [interrupted]
    run = project.run("accounts", "disconnect", "acc_1", "--yes")
    assert run.exit_code == 130
    assert "tiktok/glowlab (acc_1) may have been disconnected" in run.stderr
    assert set(project.dashboard.objects("accounts")) == {"acc_1", "acc_2", "acc_3"}


def test_without_a_terminal_nothing_is_asked_of_anybody(project: WiredProject) -> None:
    run = project.run("accounts", "disconnect", "acc_1")
    assert run.exit_code == 1
    assert "there is no terminal to ask on\n  Pass --yes." in run.stderr
    assert project.requests() == []


@pytest.mark.parametrize(
    ("name", "requests", "said"),
    [
        ("acc_9", 1, "no connected account is called acc_9\n  Did you mean acc_3?"),
        ("tiktok/glowlabs", 1, "Did you mean tiktok/glowlab?"),
        ("zzz", 1, "rawugc-sync accounts list shows them all."),
        ("", 0, "'' cannot be the id of an account"),
        ("a/b/c", 0, "'a/b/c' is no handle\n  Write platform/username."),
    ],
)
def test_what_names_no_account_is_told(project: WiredProject, name: str, requests: int, said: str) -> None:
    run = project.run("accounts", "disconnect", name, "--yes")
    assert (run.exit_code, len(project.requests()), project.calls()) == (1, requests, [])
    assert said in run.stderr


def test_several_accounts_of_one_handle_are_told_apart_by_their_ids(project: WiredProject) -> None:
    twin = {"platform": "tiktok", "username": "glowlab", "displayName": "Twin", "isActive": True}
    project.dashboard.insert("accounts", twin)
    run = project.run("accounts", "disconnect", "tiktok/glowlab", "--yes")
    assert run.exit_code == 1
    assert "Pass one of the ids acc_1, acc_4." in run.stderr


def test_the_question_says_what_is_lost_and_where(project: WiredProject) -> None:
    said = question(project.root, "accounts", "disconnect", "tiktok/glowlab")
    assert "Do you want to disconnect tiktok/glowlab (acc_1)? What is scheduled on it may not go out" in said
    assert "This is glow-lab, organization org_1 by rawugc.yaml, not checked, in the sandbox." in said


def test_the_question_names_a_server_that_is_not_home(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rawugc = RawUGC.over_http(Options())
    monkeypatch.setenv("RAWUGC_BASE_URL", rawugc.url)
    monkeypatch.setenv("RAWUGC_API_KEY", KEY)
    (tmp_path / "rawugc.yaml").write_text("organization: org_x\n")
    said = question(tmp_path, "accounts", "disconnect", "tiktok/glowlab", sandbox=False)
    rawugc.stop()
    assert f"organization org_x by rawugc.yaml, not checked, on {rawugc.url}, not rawugc.com." in said
