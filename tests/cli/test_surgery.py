"""`state mv`, `state rm` and `import` among what an interrupted run has left, and on a terminal."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from rawugc_sync.state.lock import held
from rawugc_sync.state.stores.local import LocalStore
from tests.cli.driver import StandingClock, Tool
from tests.cli.terminal import asked
from tests.cli.wire import Forward, WiredProject, lost_before, project_on_a_wire, well
from tests.contract.post_calendar import POSTS, calendar, post, sent

OTHER = "https://cdn.example.com/other.mp4"
LINK = "posts.teaser"
SURGERY: tuple[tuple[str, ...], ...] = (
    ("state", "mv", LINK, "posts.other"),
    ("state", "rm", LINK),
    ("state", "rm", "--all", "--auto-approve"),
    ("import", LINK, "post_1"),
)


@pytest.fixture
def project(tmp_path: Path) -> Iterator[WiredProject]:
    """One post, not created yet."""
    with project_on_a_wire(tmp_path, calendar(teaser=post())) as made:
        yield made


def unresolved(project: WiredProject) -> WiredProject:
    """The project once its create was lost for good, with nothing in its log."""
    project.wire.accidents = [lost_before]
    assert project.apply().exit_code == 6
    project.reset()
    return project


def killed(request: httpx.Request, forward: Forward) -> httpx.Response:
    """The run dies before its request has left."""
    raise KeyboardInterrupt


@pytest.mark.parametrize("command", SURGERY, ids=" ".join)
def test_surgery_needs_the_lock_and_waits_for_it_when_told_to(
    project: WiredProject, command: tuple[str, ...]
) -> None:
    store = LocalStore(project.root / "rawugc.state.json", project.root / ".rawugc", "state")
    with held(store, "somebody else", StandingClock()):
        assert project.run(*command).exit_code == 5
        assert project.clock.monotonic() == 0
        assert project.run(*command, "--lock-timeout", "30").exit_code == 5
    assert (project.clock.monotonic(), project.requests()) == (30, [])


@pytest.mark.parametrize("command", SURGERY[:3], ids=" ".join)
def test_without_a_state_there_is_nothing_to_operate_on(
    project: WiredProject, command: tuple[str, ...]
) -> None:
    run = project.run(*command)
    assert (run.exit_code, "there is no state yet at rawugc.state.json" in run.stderr) == (1, True)
    assert not (project.root / "rawugc.state.json").exists()


# -- what is unresolved


def test_an_unresolved_create_moves_along_and_is_settled_under_its_new_address(
    project: WiredProject,
) -> None:
    unresolved(project)
    project.write(calendar(other=post()))
    assert project.run("state", "mv", LINK, "posts.other").exit_code == 0
    assert list(project.state["unresolved"]) == ["posts.other"]
    assert (project.apply().exit_code, project.calls()) == (6, [])
    project.clock.sleep(60)  # it may still land
    assert project.run("state", "resolve", "posts.other", "--recreate").exit_code == 0
    assert project.apply().exit_code == 0
    assert project.calls() == [("POST", POSTS, sent())]
    project.assert_settled()


@pytest.mark.parametrize("command", [("state", "rm", LINK), ("import", LINK, "post_9")], ids=" ".join)
def test_what_is_unresolved_has_to_be_settled_first(project: WiredProject, command: tuple[str, ...]) -> None:
    unresolved(project)
    before = project.state
    run = project.run(*command)
    assert (run.exit_code, project.state, project.requests()) == (3, before, [])
    assert f"rawugc-sync state resolve {LINK} --adopt" in run.stderr


def test_an_unresolved_address_is_taken(project: WiredProject) -> None:
    project.write(calendar(one=post(content="Other.", videoUrl=OTHER), teaser=post()))
    project.wire.accidents = [well, lost_before]
    assert project.apply().exit_code == 6
    run = project.run("state", "mv", "posts.one", LINK)
    assert (run.exit_code, f"the state has {LINK} already" in run.stderr) == (1, True)


def test_a_hand_over_drops_what_is_unresolved_and_says_so(project: WiredProject) -> None:
    unresolved(project)
    run = project.run("state", "rm", "--all", "--auto-approve")
    assert (run.exit_code, project.state["unresolved"], project.requests()) == (0, {}, [])
    assert f"  . {LINK}  unresolved\n" in run.stderr
    assert f"warning: {LINK}: may or may not have been created, and is no longer looked for" in run.stderr


@pytest.fixture
def half_replaced(tmp_path: Path) -> Iterator[WiredProject]:
    """A style whose replacement is live, and whose old object the run has not deleted any more."""

    def style(kind: str) -> dict[str, Any]:
        return {"styles.yaml": {"styles": {"s": {"name": "S", "type": kind}}}}

    with project_on_a_wire(tmp_path, style("video")) as project:
        project.applied()
        project.write(style("image"))
        project.wire.accidents = [well, killed]
        assert project.apply().exit_code == 130
        project.reset()
        yield project


def test_what_an_interrupted_run_has_left_migrates_along(half_replaced: WiredProject) -> None:
    run = half_replaced.run("state", "migrate", "--to", "new.json", "--auto-approve")
    assert (run.exit_code, half_replaced.requests()) == (0, [])
    assert (half_replaced.root / "new.json").read_bytes() == (
        half_replaced.root / "rawugc.state.json"
    ).read_bytes()
    half_replaced.write({"rawugc.yaml": "state: new.json\n", "rawugc.state.json": None})
    assert half_replaced.apply().exit_code == 0
    assert half_replaced.calls() == [("DELETE", "/styles/sty_4", None)]
    half_replaced.assert_settled()


@pytest.mark.parametrize("command", [("styles.s",), ("--all", "--auto-approve")], ids=" ".join)
def test_an_old_object_that_nobody_will_delete_is_named(
    half_replaced: WiredProject, command: tuple[str, ...]
) -> None:
    run = half_replaced.run("state", "rm", *command)
    assert (run.exit_code, half_replaced.requests()) == (0, [])
    assert "  . styles.s  sty_5\n" in run.stderr
    assert "warning: styles.s: its old object was still to be deleted, and nobody will: sty_4" in run.stderr
    assert {"sty_4", "sty_5"} <= half_replaced.dashboard.objects("styles").keys()


def test_an_old_object_that_is_still_to_be_deleted_is_not_imported(half_replaced: WiredProject) -> None:
    half_replaced.write({"more.yaml": {"styles": {"more": {"name": "S", "type": "video"}}}})
    run = half_replaced.run("import", "styles.more", "sty_4")
    assert (run.exit_code, half_replaced.requests()) == (1, [])
    assert "sty_4 is an old object of styles.s, which has been replaced" in run.stderr


def test_a_renamed_address_takes_its_old_object_along(half_replaced: WiredProject) -> None:
    half_replaced.write({"styles.yaml": {"styles": {"other": {"name": "S", "type": "image"}}}})
    assert half_replaced.run("state", "mv", "styles.s", "styles.other").exit_code == 0
    assert half_replaced.apply().exit_code == 0
    assert half_replaced.calls() == [("DELETE", "/styles/sty_4", None)]
    half_replaced.assert_settled()


# -- what a run that died has left


@pytest.mark.parametrize(
    ("command", "left"),
    [
        (("state", "mv", "posts.first", "posts.other"), ["posts.other"]),
        (("state", "rm", "posts.first"), []),
        (("import", "posts.first", "post_1"), ["posts.first"]),
    ],
    ids=["mv", "rm", "import"],
)
def test_the_journal_of_a_killed_run_is_taken_over_first(
    project: WiredProject, command: tuple[str, ...], left: list[str]
) -> None:
    project.write(calendar(first=post(content="First.", videoUrl=OTHER), teaser=post()))
    project.wire.accidents = [well, killed]
    assert project.apply().exit_code == 130
    assert not (project.root / "rawugc.state.json").exists()
    project.reset()
    run = project.run(*command)
    assert (run.exit_code, project.requests()) == (0, [])
    assert not (project.root / ".rawugc/journal.jsonl").exists()
    assert (list(project.state["resources"]), list(project.state["unresolved"])) == (left, [LINK])


# -- the question


@pytest.mark.parametrize(("answer", "code", "left"), [(b"yes\n", 0, 0), (b"y\n", 1, 1)])
def test_a_hand_over_asks_on_a_terminal_and_takes_only_a_yes(
    tool: Tool, answer: bytes, code: int, left: int
) -> None:
    tool.write({"brand.yaml": "personas:\n  p: {name: N, description: D}\n"})
    assert tool.sandboxed("apply", "--auto-approve").code == 0
    with asked(tool.root, "state", "rm", "--all") as (process, terminal):
        assert tool.sandboxed("state", "rm", "--all", "--auto-approve").code == 5
        os.write(terminal, answer)
        assert process.wait(60) == code
    assert len(tool.sandboxed("state", "list").out.splitlines()) == left


def test_a_hand_over_is_not_asked_for_without_a_terminal(project: WiredProject) -> None:
    project.applied()
    before = project.state
    run = project.run("state", "rm", "--all")
    assert (run.exit_code, project.state) == (1, before)
    assert "Pass --auto-approve." in run.stderr


@pytest.mark.parametrize("command", [(), (LINK, "--all", "--auto-approve")], ids=["neither", "both"])
def test_addresses_and_all_exclude_each_other(project: WiredProject, command: tuple[str, ...]) -> None:
    project.applied()
    before = project.state
    run = project.run("state", "rm", *command)
    assert (run.exit_code, project.state) == (1, before)
    assert "Pass either addresses or --all." in run.stderr


# -- what the state holds is not ours to trust


def test_hostile_text_in_a_state_is_shown_and_does_nothing(project: WiredProject) -> None:
    project.applied()
    state = project.state
    state["resources"]["posts.\x1b[2J"] = {"id": "\u202egnp", "fields": {}}
    project.write({"rawugc.state.json": state})
    run = project.run("state", "rm", "posts.\x1b[2J")
    assert run.exit_code == 0
    assert "  . posts.\\x1b[2J  \\u202egnp\n" in run.stderr
