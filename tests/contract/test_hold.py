"""Hold and resume: what is scheduled is deleted, soonest first, kept in the state, and put back as it was."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from itertools import count
from typing import Any

import httpx
import pytest

from rawugc_sync.sandbox import Options
from rawugc_sync.sandbox.transport import SandboxTransport
from tests.conftest import Workspace
from tests.contract.project import START, Project, RawUGC, Run

MINUTE = 60_000
HIDDEN = {"tiktokAllowDuet": False, "tiktokPrivacyLevel": "SELF_ONLY"}


class Wire(SandboxTransport):
    """The way to RawUGC: `meanwhile` is called before each write is there, `afterwards` before its answer.

    Writes to the path `refused` are answered with a conflict.
    """

    refused = ""
    meanwhile: Callable[[], object] = staticmethod(lambda: None)
    afterwards: Callable[[], object] = staticmethod(lambda: None)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        if request.method == "GET":
            return super().handle_request(request)
        if self.refused and request.url.path.endswith(self.refused):
            return httpx.Response(409, json={"status": 409, "title": "Conflict", "detail": "Busy."})
        self.meanwhile()
        answer = super().handle_request(request)
        self.afterwards()
        return answer


class Died(BaseException):
    """The process is gone."""


@pytest.fixture
def rawugc() -> Iterator[RawUGC]:
    made = RawUGC()
    made.transport = Wire(made.store, Options(), lambda: made.clock.ms, made.record)
    yield made
    made.store.close()


@pytest.fixture
def wire(rawugc: RawUGC) -> Wire:
    assert isinstance(rawugc.transport, Wire)
    return rawugc.transport


def at_write(number: int, act: Callable[[], object]) -> Callable[[], object]:
    """Does something at this write, counted from 1."""
    numbers = count(1)
    return lambda: act() if next(numbers) == number else None


def nothing() -> None:
    """All goes well."""


def die() -> None:
    raise Died


def post(name: str, minutes: int, **more: Any) -> dict[str, Any]:
    at = datetime.fromtimestamp((START + minutes * MINUTE) / 1000, UTC).isoformat()
    fields = {
        "mode": "schedule",
        "videoUrl": f"https://cdn.example.com/{name}.mp4",
        "content": f"Text {name}",
    }
    return {name: {**fields, "accounts": ["tiktok/glowlab"], "scheduledFor": at, **more}}


def posts(*made: Mapping[str, Any], **more: Any) -> dict[str, Any]:
    return {"posts.yaml": {"posts": {name: one for each in made for name, one in each.items()}, **more}}


LATE, SOON, SOONEST = post("late", 48 * 60), post("soon", 24 * 60, **HIDDEN), post("soonest", 60)


@pytest.fixture
def project(workspace: Workspace) -> Project:
    """Three posts that are scheduled: post_1 is `soonest`, post_2 `soon`, post_3 `late`."""
    return workspace(posts(LATE, SOON, SOONEST)).applied()


def delete(number: int) -> tuple[str, str, None]:
    return ("DELETE", f"/social/posts/post_{number}", None)


def hold(project: Project, *more: str) -> Run:
    return project.run("hold", "--json", "--auto-approve", *more)


def resume(project: Project, *more: str) -> Run:
    return project.run("resume", "--json", "--auto-approve", *more)


def held(project: Project) -> list[str]:
    return sorted(project.state.get("held", {}))


def live(project: Project) -> dict[str, Any]:
    """Caption → post, of what is there."""
    return {str(one["content"]): one for one in project.dashboard.objects("posts").values()}


def test_what_is_scheduled_is_deleted_soonest_first_and_put_back_as_it_was(project: Project) -> None:
    before = live(project)

    run = hold(project)

    assert (run.exit_code, project.calls()) == (0, [delete(1), delete(2), delete(3)])
    assert run.json["held"] == held(project) == ["posts.late", "posts.soon", "posts.soonest"]
    project.reset()
    assert resume(project).exit_code == 0
    assert [(method, path, body["content"]) for method, path, body in project.calls()] == [
        ("POST", "/social/posts", "Text soonest"),
        ("POST", "/social/posts", "Text soon"),
        ("POST", "/social/posts", "Text late"),
    ]
    assert held(project) == []
    kept = ("content", "videoUrl", "scheduledFor", "mode", "accountIds", *HIDDEN)
    for text, one in live(project).items():
        assert {name: one.get(name) for name in kept} == {name: before[text].get(name) for name in kept}
    project.assert_settled()


def test_a_second_hold_and_a_second_resume_do_no_harm(project: Project) -> None:
    hold(project)
    state = project.state
    project.reset()

    assert hold(project).exit_code == 0
    assert (project.calls(), project.state) == ([], state)
    resume(project)
    project.reset()
    assert resume(project).exit_code == 0
    assert project.requests() == []
    project.assert_settled()


def test_while_held_plan_and_apply_leave_it_alone_and_say_so(project: Project) -> None:
    hold(project)
    project.write(posts({**LATE, "late": {**LATE["late"], "content": "Another text"}}, SOON, post("new", 90)))
    project.reset()

    plan = project.plan()

    assert plan.actions == {"posts.new": ["create"]}
    said = [d["address"] for d in plan.diagnostics if d["code"] == "held"]
    assert said == ["posts.late", "posts.soon", "posts.soonest"]
    assert project.apply().exit_code == 0
    assert [body["content"] for _, _, body in project.calls()] == ["Text new"]
    assert held(project) == ["posts.late", "posts.soon", "posts.soonest"]


@pytest.mark.parametrize("report", ["--markdown", "--html"])
def test_comment_and_page_say_what_is_held(project: Project, report: str) -> None:
    hold(project)
    project.run("plan", report, "said.txt")
    assert "is held since" in (project.root / "said.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize("again", [hold, resume])
@pytest.mark.parametrize("number", [1, 2, 3])
def test_a_hold_that_died_is_taken_up_and_nothing_is_lost(
    project: Project, wire: Wire, number: int, again: Callable[[Project], Run]
) -> None:
    before = live(project)
    wire.meanwhile = at_write(number, die)
    with pytest.raises(Died):
        hold(project)
    wire.meanwhile = nothing
    assert project.calls() == [delete(1), delete(2), delete(3)][: number - 1]
    project.reset()

    assert again(project).exit_code == 0
    if again is hold:
        assert project.calls() == [delete(1), delete(2), delete(3)][number - 1 :]
        resume(project)
    assert {text: one["scheduledFor"] for text, one in live(project).items()} == {
        text: one["scheduledFor"] for text, one in before.items()
    }
    project.assert_settled()


def test_until_a_hold_that_died_is_taken_up_no_apply_sends_anything(project: Project, wire: Wire) -> None:
    wire.meanwhile = at_write(2, die)
    with pytest.raises(Died):
        hold(project)
    wire.meanwhile = nothing
    project.write(posts(LATE, SOON, SOONEST, post("new", 90)))
    project.reset()

    run = project.apply()

    assert (run.exit_code, project.requests()) == (3, [])
    assert [d["code"] for d in run.result["diagnostics"]] == ["stopped"]
    assert project.plan().codes == {"held"}
    assert hold(project).exit_code == 0
    assert project.apply().exit_code == 0


@pytest.mark.parametrize("number", [1, 2, 3])
def test_a_resume_that_died_is_taken_up_and_nothing_is_made_twice(
    project: Project, wire: Wire, number: int
) -> None:
    project.dashboard.edit("posts", "post_2", {"content": "From the dashboard"})
    hold(project)
    wire.afterwards = at_write(number, die)
    with pytest.raises(Died):
        resume(project)
    wire.afterwards = nothing
    project.reset()
    said = {d["address"]: d["summary"] for d in project.plan().diagnostics if d["code"] == "held"}
    assert project.apply().exit_code == 0  # leaves it alone
    assert project.calls() == []

    (doubtful,) = (address for address, summary in said.items() if summary.startswith("may or may not"))
    assert (doubtful, len(said)) == (["posts.soonest", "posts.soon", "posts.late"][number - 1], 4 - number)
    assert resume(project).exit_code == 0
    assert sorted(live(project)) == ["From the dashboard", "Text late", "Text soonest"]
    assert len(project.calls()) == 3 - number
    project.assert_settled()


def test_what_a_resume_that_died_has_made_is_held_by_the_next_hold(project: Project, wire: Wire) -> None:
    hold(project)
    wire.afterwards = at_write(2, die)
    with pytest.raises(Died):
        resume(project)
    wire.afterwards = nothing
    project.reset()
    assert hold(project).exit_code == 0
    assert (project.calls(), len(held(project))) == ([delete(4), delete(5)], 3)
    assert project.state["unresolved"] == {}
    assert resume(project).exit_code == 0
    project.assert_settled()


def test_a_running_apply_stops_at_its_next_call_and_the_hold_takes_what_it_has_made(
    workspace: Workspace, wire: Wire
) -> None:
    project = workspace(posts(LATE, SOON, SOONEST))
    runs: list[Run] = []
    wire.meanwhile = at_write(2, lambda: runs.append(hold(project, "--lock-timeout", "0")))

    apply = project.apply()

    assert (apply.exit_code, len(project.calls())) == (130, 2)
    assert [d["code"] for d in apply.result["trouble"]] == ["stopped"]
    assert [run.exit_code for run in runs] == [5]
    assert "Waiting for rawugc-sync apply by" in runs[0].stderr
    assert "The stop mark stays" in runs[0].stderr
    project.reset()
    assert hold(project).exit_code == 0
    assert project.calls() == [delete(1), delete(2)]
    assert held(project) == ["posts.soon", "posts.soonest"]
    assert resume(project).exit_code == 0
    assert project.apply().exit_code == 0
    project.assert_settled()


def test_neither_two_minutes_nor_guards_nor_limits_keep_it_from_a_hold(workspace: Workspace) -> None:
    guarded = {"lifecycle": {"preventDestroy": True}}
    config = "workspace: glow-lab\nlimits: {maxDeletes: 0}\n"
    files = posts(post("a", 10, **guarded), post("b", 20, **guarded))
    project = workspace({"rawugc.yaml": config, **files}).applied()
    project.clock.sleep(9 * 60 + 30)

    assert hold(project).exit_code == 0
    assert project.calls() == [delete(1), delete(2)]
    assert resume(project).exit_code == 0
    assert [path for _, path, _ in project.calls()[2:]] == ["/social/posts"]
    assert held(project) == ["posts.a"]


def test_what_has_missed_its_time_is_named_and_the_rest_is_put_back(project: Project) -> None:
    hold(project)
    project.clock.sleep(2 * 3600)
    project.reset()

    run = resume(project)

    assert run.exit_code == 0
    assert [body["content"] for _, _, body in project.calls()] == ["Text soon", "Text late"]
    assert held(project) == []
    plan = project.assert_settled()
    assert plan.said("missed")["address"] == "posts.soonest"
    project.write(posts(LATE, SOON, post("soonest", 300)))  # as the hint has it
    assert project.apply().exit_code == 0
    project.assert_settled()


def test_the_plan_that_puts_back_names_what_has_missed_its_time(project: Project) -> None:
    hold(project)
    project.clock.sleep(2 * 3600)
    run = project.run("resume", "--out", "saved.plan", "--json")
    assert [(d["code"], d["address"]) for d in run.json["diagnostics"]] == [("missed", "posts.soonest")]


@pytest.mark.parametrize("number", [1, 2])
def test_what_goes_out_before_its_delete_comes_is_named_and_stays(
    project: Project, wire: Wire, number: int
) -> None:
    out = f"post_{number}"
    wire.meanwhile = at_write(number, lambda: project.dashboard.publish_post(out, project.rawugc.clock.ms))

    run = hold(project)

    fates = {one["id"]: one["fate"] for one in run.json["changes"]}
    assert fates == {"post_1": "deleted", "post_2": "deleted", "post_3": "deleted", out: "got_out"}
    assert run.exit_code == 4
    assert len(held(project)) == 2
    assert resume(project).exit_code == 0
    project.assert_settled()


def test_what_is_gone_already_is_held_all_the_same(project: Project, wire: Wire) -> None:
    wire.meanwhile = at_write(2, lambda: project.dashboard.remove("posts", "post_2"))
    assert hold(project).exit_code == 0
    assert resume(project).exit_code == 0
    project.assert_settled()


def test_what_is_live_is_kept_and_what_was_recorded_counts_on(project: Project) -> None:
    project.dashboard.edit("posts", "post_2", {"content": "From the dashboard"})

    hold(project)
    project.reset()
    resume(project)

    assert [body["content"] for _, _, body in project.calls()][1] == "From the dashboard"
    assert "From the dashboard" in live(project)
    project.assert_settled()


def test_what_is_unmanaged_is_listed_and_left(project: Project) -> None:
    project.run("state", "rm", "posts.soon")
    run = hold(project)
    assert project.calls() == [delete(1), delete(3)]
    assert [one["id"] for one in run.json["unmanaged"]] == ["post_2"]
    assert run.exit_code == 0


def test_unmanaged_deletes_it_in_turn_and_says_that_it_does_not_come_back(project: Project) -> None:
    project.run("state", "rm", "posts.soon")
    run = project.run("hold", "--unmanaged", "--auto-approve")
    assert project.calls() == [delete(1), delete(2), delete(3)]
    title = "scheduled Sat 2027-01-16 08:00 UTC: Text soon"
    assert f"posts post_2 ({title}), unmanaged: it cannot come back whole" in run.stdout
    head = "Scheduled. To be deleted, soonest first, and kept for resume, but for what is unmanaged:"
    assert head in run.stdout
    assert held(project) == ["posts.late", "posts.soonest"]


def test_of_what_is_unmanaged_alone_nothing_is_kept(project: Project) -> None:
    project.run("state", "rm", "posts.soonest", "posts.soon", "posts.late")
    run = project.run("hold", "--unmanaged", "--auto-approve")
    assert "Scheduled. To be deleted, soonest first:" in run.stdout
    assert "kept for resume" not in run.stdout
    assert (len(project.calls()), held(project)) == (3, [])


def test_a_create_that_nobody_has_seen_end_is_held_as_well(workspace: Workspace, wire: Wire) -> None:
    project = workspace(posts(SOON))
    wire.afterwards = at_write(1, die)
    with pytest.raises(Died):
        project.apply()
    wire.afterwards = nothing

    assert hold(project).exit_code == 0
    assert held(project) == ["posts.soon"]
    assert resume(project).exit_code == 0
    project.assert_settled()


def test_what_is_held_is_found_at_its_new_address(project: Project) -> None:
    hold(project)
    moved = {"moved": [{"from": "posts.soon", "to": "posts.sooner"}]}
    project.write(posts(LATE, SOONEST, {"sooner": SOON["soon"]}, **moved))

    assert project.plan().actions == {}
    assert resume(project).exit_code == 0
    assert "posts.sooner" in project.state["resources"]
    project.assert_settled()


def test_surgery_knows_what_is_held(project: Project) -> None:
    hold(project)
    state = project.state
    assert project.run("import", "posts.soon", "post_2").exit_code == 1
    assert project.state == state
    assert "posts.soon     held: see resume" in project.run("state", "list").stdout
    assert project.run("state", "mv", "posts.soon", "posts.other").exit_code == 0
    assert project.run("state", "rm", "posts.soonest").exit_code == 0
    assert held(project) == ["posts.late", "posts.other"]


@pytest.mark.parametrize("command", ["hold", "resume"])
def test_nothing_is_done_where_nobody_can_be_asked(project: Project, command: str) -> None:
    if command == "resume":
        hold(project)
    state = project.state
    project.reset()

    run = project.run(command)

    assert (run.exit_code, project.calls(), project.state) == (1, [], state)
    assert "--auto-approve" in run.stderr


LEE = {"legal": {"of": ["posts.content"], "by": ["lee"], "selfApproval": True}}


def approved(project: Project, command: str) -> Run:
    """A yes of lee's to a plan, once it is saved."""
    assert project.run(command, "--out", "saved.plan").exit_code == 0
    return project.run("approve", "saved.plan", "--role", "legal", "--as", "lee")


@pytest.fixture
def watched(workspace: Workspace) -> Project:
    """Two posts that are live, each with a yes of lee's."""
    project = workspace({**posts(LATE, SOON), "rawugc.yaml": {"approvals": LEE}})
    assert approved(project, "plan").exit_code == 0
    return project.applied()


def test_a_hold_takes_no_approval_and_what_comes_back_as_it_was_approved_takes_no_other(
    watched: Project,
) -> None:
    assert hold(watched).exit_code == 0
    assert watched.calls() == [delete(1), delete(2)]
    assert resume(watched).exit_code == 0
    watched.assert_settled()


def test_what_was_edited_in_the_dashboard_comes_back_once_that_is_approved(watched: Project) -> None:
    watched.dashboard.edit("posts", "post_1", {"content": "Nobody has seen this"})
    hold(watched)
    watched.reset()

    refused = resume(watched)

    assert (refused.exit_code, watched.calls()) == (3, [])
    assert "(rawugc-sync resume --out PLANFILE, " in refused.stdout
    assert approved(watched, "resume").exit_code == 0
    assert resume(watched).exit_code == 0
    assert "Nobody has seen this" in live(watched)
    watched.assert_settled()


def test_only_approved_leaves_the_rest_held(watched: Project) -> None:
    watched.dashboard.edit("posts", "post_1", {"content": "Nobody has seen this"})
    hold(watched)
    assert resume(watched, "--only-approved").exit_code == 0
    assert held(watched) == ["posts.soon"]


def test_the_saved_plan_of_a_resume_is_applied(project: Project) -> None:
    hold(project)
    project.run("resume", "--out", "saved.plan")
    assert project.run("apply", "saved.plan").exit_code == 0
    assert held(project) == []
    project.assert_settled()


def test_what_is_edited_between_the_read_and_the_delete_is_held_as_it_was_read(
    project: Project, wire: Wire
) -> None:
    edit = {"content": "A second too late"}
    wire.meanwhile = at_write(1, lambda: project.dashboard.edit("posts", "post_2", edit))
    assert hold(project).exit_code == 0
    wire.meanwhile = nothing
    assert resume(project).exit_code == 0
    assert sorted(live(project)) == ["Text late", "Text soon", "Text soonest"]
    project.assert_settled()


def test_what_is_refused_is_named_and_deleted_by_the_next_hold(project: Project, wire: Wire) -> None:
    wire.refused = "/post_1"
    run = hold(project)
    assert (run.exit_code, project.calls()) == (4, [delete(2), delete(3)])
    assert [(one["id"], one["fate"]) for one in run.json["changes"]] == [
        ("post_1", "failed"),
        ("post_2", "deleted"),
        ("post_3", "deleted"),
    ]
    asked = len(project.requests())
    assert project.apply().exit_code == 3  # whatever it would find, it may not send
    assert len(project.requests()) == asked
    wire.refused = ""
    assert hold(project).exit_code == 0
    assert project.calls() == [delete(2), delete(3), delete(1)]
    assert resume(project).exit_code == 0
    project.assert_settled()


def test_a_hold_of_which_every_delete_is_refused_has_failed(project: Project, wire: Wire) -> None:
    wire.refused = "/post_1"
    project.run("state", "rm", "posts.soon", "posts.late")
    project.write(posts(SOONEST))
    run = project.run("hold", "--auto-approve")
    assert (run.exit_code, project.calls()) == (1, [])
    assert "The stop mark stays" in run.stdout
    assert "0 deleted, 0 held." in run.stdout
    assert "posts.soonest could not be deleted: DELETE /social/posts/post_1 conflicts" in run.stdout
    assert resume(project).exit_code == 0
    project.assert_settled()
