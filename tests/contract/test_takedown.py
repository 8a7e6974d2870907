"""A post that was deleted in the dashboard stays deleted until a person says otherwise, whatever git does."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.conftest import Workspace
from tests.contract.post_calendar import DAY, MINUTE, POSTS, TOMORROW, calendar, draft, post, sent, wait
from tests.contract.project import Project
from tests.contract.samples import both_extremes

OTHER = "https://cdn.rawugc.test/other.mp4"
LATER = TOMORROW + 60 * DAY
OLD = {"videoUrl": "https://cdn.rawugc.test/teaser.mp4", "scheduledFor": LATER}
CREATED = [("POST", POSTS)]


def taken_down(workspace: Workspace, **fields: Any) -> Project:
    """`posts.old` was applied, and deleted in the dashboard."""
    project = workspace(calendar(old=post(**{**OLD, **fields}))).applied()
    project.dashboard.remove("posts", "post_1")
    return project


def blocks(project: Project, **lists: list[dict[str, Any]]) -> None:
    project.write({"blocks.yaml": lists})


RENAME = post(**OLD)
QUESTIONS: dict[str, tuple[str, dict[str, Any]]] = {
    "its key": ("rename", RENAME),
    "its key and caption": ("taken-down", {**RENAME, "content": "More."}),
    "its key and time": ("taken-down", {**RENAME, "scheduledFor": LATER + DAY}),
    "its key and video": ("taken-down", {**RENAME, "videoUrl": OTHER}),
    "its key and mode": ("taken-down", draft(videoUrl=OLD["videoUrl"])),
}
every_question = pytest.mark.parametrize(("code", "new"), QUESTIONS.values(), ids=QUESTIONS)
both_codes = pytest.mark.parametrize(
    ("code", "new"), [QUESTIONS["its key"], QUESTIONS["its key and caption"]], ids=["rename", "question"]
)


@both_extremes
@every_question
def test_whatever_changes_in_one_commit_it_is_refused(
    workspace: Workspace, code: str, new: dict[str, Any]
) -> None:
    project = taken_down(workspace)
    project.write(calendar(new=new))
    assert (project.plan().exit_code, project.plan().codes & {"rename", "taken-down"}) == (3, {code})
    assert project.apply().exit_code == 3
    assert project.calls() == []
    project.write(calendar())
    assert (project.apply().exit_code, project.calls()) == (0, [])
    project.assert_settled()


@both_extremes
@both_codes
def test_a_move_that_is_written_down_leaves_it_deleted(
    workspace: Workspace, code: str, new: dict[str, Any]
) -> None:
    project = taken_down(workspace)
    project.write(calendar(new=new))
    blocks(project, moved=[{"from": "posts.old", "to": "posts.new"}])
    assert (project.apply().exit_code, project.calls()) == (0, [])
    assert project.assert_settled().codes == {"deleted-outside"}


def written(project: Project) -> list[tuple[str, str]]:
    return [(method, path) for method, path, _ in project.calls()]


@both_extremes
@both_codes
@pytest.mark.parametrize("days", [None, 0, 29], ids=["in-one-commit", "at-once", "weeks-later"])
@pytest.mark.parametrize("answer", ["recreate", "not"])
def test_an_answer_creates_it_once_and_is_asked_for_only_once(
    workspace: Workspace, code: str, new: dict[str, Any], days: int | None, answer: str
) -> None:
    project = taken_down(workspace)
    if days is not None:
        project.write(calendar())
        assert project.apply().exit_code == 0
        wait(project, days * DAY)
        project.assert_settled()
    project.write(calendar(new=new))
    said = project.plan().said(code if days is None else "taken-down")
    if answer == "recreate":
        assert "--recreate posts.new" in said["detail"]
        run = project.apply("--recreate", "posts.new")
    else:
        blocks(project, imports=[{"to": "posts.new", "not": ["post_1"]}])
        run = project.apply()
    assert (run.exit_code, written(project)) == (0, CREATED)
    assert project.assert_settled().codes == set()
    blocks(project)
    assert project.assert_settled().codes == set()
    project.write(calendar(new=new, b=post(videoUrl=OTHER, content="Else.", scheduledFor=LATER + DAY)))
    assert project.apply().exit_code == 0
    project.assert_settled()


@both_extremes
def test_after_a_month_it_is_forgotten_and_the_state_holds_it_no_longer(workspace: Workspace) -> None:
    project = taken_down(workspace)
    project.write(calendar())
    assert project.apply().exit_code == 0
    (memory,) = project.state["takenDown"]
    assert (memory["address"], memory["id"]) == ("posts.old", "post_1")
    assert set(memory["fields"]) == {"videoUrl", "content", "accounts"}
    wait(project, 30 * DAY + MINUTE)
    serial = project.assert_settled().json["state"]["serial"]
    assert project.apply().exit_code == 0
    assert project.state["serial"] == serial
    project.write(calendar(new=RENAME))
    assert project.apply().exit_code == 0
    assert written(project) == CREATED
    assert "takenDown" not in project.state
    project.assert_settled()


@both_extremes
def test_the_same_key_does_not_bring_it_back_either(workspace: Workspace) -> None:
    project = taken_down(workspace)
    project.write(calendar())
    assert project.apply().exit_code == 0
    project.write(calendar(old=RENAME))
    assert (project.apply().exit_code, project.calls()) == (3, [])
    assert project.apply("--recreate", "posts.old").exit_code == 0
    assert project.calls() == [("POST", POSTS, sent(**RENAME))]
    project.assert_settled()


@both_extremes
def test_what_is_destroyed_after_it_was_taken_down_is_remembered(workspace: Workspace) -> None:
    project = taken_down(workspace)
    assert project.run("destroy", "--auto-approve").exit_code == 0
    assert project.plan().codes == {"taken-down"}
    assert project.calls() == []


@both_extremes
def test_another_account_is_another_post(workspace: Workspace) -> None:
    project = taken_down(workspace)
    project.write(calendar(new={**RENAME, "accounts": ["instagram/glow.lab"]}))
    assert project.apply().exit_code == 0
    assert written(project) == CREATED
    project.assert_settled()


@both_extremes
def test_a_pull_and_surgery_keep_the_memory(workspace: Workspace) -> None:
    project = taken_down(workspace)
    project.write(calendar(b=post(videoUrl=OTHER, content="Else.", scheduledFor=LATER)))
    assert project.apply().exit_code == 0
    memory = project.state["takenDown"]
    project.dashboard.edit("posts", "post_2", {"content": "Edited."})
    assert project.run("pull").exit_code == 0
    assert project.run("state", "mv", "posts.b", "posts.c").exit_code == 0
    assert project.state["takenDown"] == memory


@both_extremes
def test_what_an_apply_that_died_has_deleted_is_no_takedown(workspace: Workspace) -> None:
    """Its delete was carried out, and nobody heard: the new post with its video is created all the same."""
    project = workspace(calendar(old=post(**OLD))).applied()
    state = project.state
    run = {
        "kind": "run",
        "lineage": state["lineage"],
        "serial": state["serial"],
        "organizationId": None,
        "moves": [],
        "moved": [],
    }
    call = {"method": "DELETE", "path": f"{POSTS}/post_1"}
    intent = {"kind": "intent", "address": "posts.old", "call": call, "create": None}
    project.write({".rawugc/journal.jsonl": "".join(json.dumps(entry) + "\n" for entry in (run, intent))})
    project.dashboard.remove("posts", "post_1")
    project.write(calendar(new=post(**{**OLD, "scheduledFor": LATER + DAY})))
    assert project.apply().exit_code == 0
    assert written(project) == CREATED
    assert "takenDown" not in project.state
    project.assert_settled()


# -- a time that is not known is not now


@both_extremes
def test_a_lost_create_that_is_found_again_can_be_taken_back_to_a_draft(workspace: Workspace) -> None:
    """The manifest says nothing of a time any more, and the post is due in months."""
    fields = post(**OLD)
    project = workspace(calendar(it=fields)).applied()
    record = project.state["resources"]["posts.it"]
    lost = {
        "sentAt": project.rawugc.clock.ms,
        "known": [],
        "record": {**record, "id": ""},
        "exists": False,
    }
    state = {**project.state, "resources": {}, "unresolved": {"posts.it": lost}}
    project.write({"rawugc.state.json": state})
    wait(project, MINUTE)
    taken_back = draft(videoUrl=OLD["videoUrl"])
    project.write(calendar(it=taken_back))
    assert project.apply().exit_code == 0
    run = project.apply()
    assert (run.exit_code, run.codes) == (0, set())
    assert written(project) == [("DELETE", f"{POSTS}/post_1"), ("POST", POSTS)]
    project.assert_settled()


@both_extremes
def test_a_draft_that_was_scheduled_in_the_dashboard_can_be_taken_back(workspace: Workspace) -> None:
    taken_back = draft(videoUrl=OLD["videoUrl"])
    project = workspace(calendar(it=taken_back)).applied()
    project.dashboard.edit(
        "posts", "post_1", {"status": "scheduled", "mode": "schedule", "scheduledFor": LATER}
    )
    assert project.apply("--revert-drift", "posts.it").exit_code == 0
    assert written(project) == [("DELETE", f"{POSTS}/post_1"), ("POST", POSTS)]
    project.assert_settled()
