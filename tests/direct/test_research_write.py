"""`research plan --write`: ideas become a manifest, whose file is looked at before anything is paid."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.cli.wire import Accident, Forward, WiredProject, well
from tests.contract.project import Run
from tests.direct.test_research import kept, scraped

IDEA = {
    "hook": "POV: your serum says less",
    "openingShot": "Close-up: a serum, daylight.",
    "contentOutline": "1. Ask.\n2. Show.",
    "cta": "Save this. #skincare",
}
OTHER = {**IDEA, "hook": "Stop scrolling"}

WRITTEN = """\
videos:
  pov-your-serum-says-less:
    model: veo3_fast
    prompt: |
      POV: your serum says less

      Close-up: a serum, daylight.

      1. Ask.
      2. Show.

  stop-scrolling:
    model: veo3_fast
    prompt: |
      Stop scrolling

      Close-up: a serum, daylight.

      1. Ask.
      2. Show.

posts:
  pov-your-serum-says-less:
    videoUrl: ${videos.pov-your-serum-says-less.url}
    accounts: [tiktok/glowlab]
    mode: draft
    content: |
      POV: your serum says less

      Save this. #skincare

  stop-scrolling:
    videoUrl: ${videos.stop-scrolling.url}
    accounts: [tiktok/glowlab]
    mode: draft
    content: |
      Stop scrolling

      Save this. #skincare
"""


def planned(*ideas: Mapping[str, Any], blueprints: Any = None) -> Accident:
    """A content plan with these ideas, one a blueprint."""
    told = (
        [{"category": "Proof", "contentIdeas": [idea]} for idea in ideas]
        if blueprints is None
        else blueprints
    )

    def answer(request: httpx.Request, forward: Forward) -> httpx.Response:
        body = {**json.loads(forward().content), "blueprints": told}
        return httpx.Response(200, content=json.dumps(body), headers={"Content-Type": "application/json"})

    return answer


def plan(
    project: WiredProject, *ideas: Mapping[str, Any], file: str = "ideas.yaml", options: Sequence[str] = ()
) -> Run:
    """Have a content plan with these ideas made, and written to a file."""
    id = scraped(project)
    project.wire.accidents = [planned(*ideas)] if ideas else []
    return project.run("research", "plan", id, "--brief", "Say less", "--write", file, "--yes", *options)


def text(project: WiredProject, file: str = "ideas.yaml") -> str:
    return (project.root / file).read_text(encoding="utf-8")


# -- what is written


def test_each_idea_becomes_a_video_and_a_draft_of_a_post(project: WiredProject) -> None:
    run = plan(project, IDEA, OTHER)
    assert run.exit_code == 0
    assert text(project) == WRITTEN
    assert run.stderr.endswith("Wrote ideas.yaml: 2 videos, and a draft of a post for each.\n")
    assert project.requests() == [("GET", "/social/accounts"), ("POST", "/content-plans")]


def test_what_is_written_is_in_canonical_style(project: WiredProject) -> None:
    assert plan(project).exit_code == 0
    assert project.run("fmt", "--check").stdout == ""
    assert text(project).count("model: veo3_fast") == text(project).count("mode: draft") == 6


def test_what_is_written_is_valid_and_does_what_it_says(project: WiredProject) -> None:
    assert plan(project, IDEA, OTHER).exit_code == 0
    assert project.run("validate").exit_code == 0
    keys = ("pov-your-serum-says-less", "stop-scrolling")
    assert project.plan().actions == {
        f"{collection}.{key}": ["create"] for collection in ("posts", "videos") for key in keys
    }
    project.reset()
    assert project.apply().exit_code == 0
    urls = [one["url"] for one in project.dashboard.objects("videos").values()]
    posts = {body["videoUrl"]: body["mode"] for _, path, body in project.calls() if path == "/social/posts"}
    assert posts == dict.fromkeys(urls, "draft")
    assert [path for _, path, _ in project.calls()].count("/videos/generate") == len(project.calls()) - 2 == 2
    project.assert_settled()


def test_the_plan_is_shown_as_ever(project: WiredProject) -> None:
    shown = plan(project, IDEA, options=("--json",)).json
    assert shown["blueprints"] == [{"category": "Proof", "contentIdeas": [IDEA]}]
    assert kept(project)[f"{shown['planId']}.json"] == shown


@pytest.mark.parametrize("umask", [0o022, 0o077])
def test_the_manifest_is_as_readable_as_any_file_of_its_owner(project: WiredProject, umask: int) -> None:
    before = os.umask(umask)
    try:
        assert plan(project, IDEA).exit_code == 0
    finally:
        os.umask(before)
    assert (project.root / "ideas.yaml").stat().st_mode & 0o777 == 0o666 & ~umask


def test_without_an_idea_nothing_is_written_and_it_is_said_where_the_plan_is(project: WiredProject) -> None:
    run = plan(project, {"hook": " ", "openingShot": None, "contentOutline": 7, "cta": "Save this."})
    assert run.exit_code == 1
    assert not (project.root / "ideas.yaml").exists()
    assert (
        "the plan holds no idea that a video could be made from, so ideas.yaml was not written" in run.stderr
    )
    assert "All that came is kept in .rawugc/answers/plan_1.json." in run.stderr


@pytest.mark.parametrize(
    "blueprints", ["none", 7, [None], [{"contentIdeas": {}}], [{"contentIdeas": ["x"]}], {}]
)
def test_a_plan_of_another_shape_is_no_traceback(project: WiredProject, blueprints: Any) -> None:
    id = scraped(project)
    project.wire.accidents = [planned(blueprints=blueprints)]
    run = project.run("research", "plan", id, "--brief", "b", "--write", "ideas.yaml", "--yes")
    assert run.exit_code == 1
    assert "holds no idea" in run.stderr


# -- keys


def test_keys_are_not_those_of_anything_in_the_workspace(project: WiredProject) -> None:
    project.write(
        {
            "m.yaml": {
                "videos": {"stop-scrolling": {"model": "veo3_fast", "prompt": "A serum"}},
                "removed": [{"from": "posts.pov-your-serum-says-less", "destroy": False}],
                "moved": [{"from": "videos.stop-scrolling-2", "to": "videos.stop-scrolling"}],
            }
        }
    )
    assert plan(project, IDEA, OTHER, {**OTHER, "cta": "Follow"}).exit_code == 0
    assert "\n  pov-your-serum-says-less-2:\n" in text(project)
    assert "\n  stop-scrolling-3:\n" in text(project)
    assert "\n  stop-scrolling-4:\n" in text(project)


def test_keys_are_not_those_of_anything_in_the_state(project: WiredProject) -> None:
    project.write({"m.yaml": {"videos": {"stop-scrolling": {"model": "veo3_fast", "prompt": "A serum"}}}})
    assert project.apply().exit_code == 0
    project.write({"m.yaml": {"videos": {}}})
    assert plan(project, OTHER).exit_code == 0
    assert "\n  stop-scrolling-2:\n" in text(project)


def test_two_videos_of_one_prompt_are_two_takes(project: WiredProject) -> None:
    assert plan(project, IDEA, {**IDEA, "cta": "Follow"}).exit_code == 0
    assert text(project).count("take: 2") == 1


# -- where the posts go


@pytest.mark.parametrize(
    "defaults", [{"accounts": ["instagram/glow.lab"]}, {"accountIds": ["acc_2"]}], ids=["handles", "ids"]
)
def test_the_defaults_of_the_folder_say_where_the_posts_go(project: WiredProject, defaults: Any) -> None:
    project.write({"ads/m.yaml": {"defaults": {"posts": defaults}}})
    assert plan(project, IDEA, file="ads/ideas.yaml").exit_code == 0
    assert "account" not in text(project, "ads/ideas.yaml")
    assert project.requests() == [("POST", "/content-plans")]


def test_the_defaults_of_another_folder_say_nothing(project: WiredProject) -> None:
    project.write({"ads/m.yaml": {"defaults": {"posts": {"accounts": ["instagram/glow.lab"]}}}})
    assert plan(project, IDEA).exit_code == 0
    assert "accounts: [tiktok/glowlab]" in text(project)


def test_an_account_that_is_not_active_is_passed_over(project: WiredProject) -> None:
    project.dashboard.edit("accounts", "acc_1", {"isActive": False})
    assert plan(project, IDEA).exit_code == 0
    assert "accounts: [instagram/glow.lab]" in text(project)


@pytest.mark.parametrize("name", ["glow lab", "", "Glow.Lab"])
def test_an_account_whose_handle_means_no_one_is_named_by_its_id(project: WiredProject, name: str) -> None:
    project.dashboard.edit("accounts", "acc_2", {"platform": "tiktok", "username": name})
    project.dashboard.edit("accounts", "acc_1", {"username": name})
    assert plan(project, IDEA).exit_code == 0
    assert "accountIds: [acc_1]" in text(project)


def test_without_an_active_account_nothing_is_paid(project: WiredProject) -> None:
    for id in ("acc_1", "acc_2"):
        project.dashboard.edit("accounts", id, {"isActive": False})
    run = plan(project, IDEA)
    assert (run.exit_code, project.calls()) == (1, [])
    assert "no connected account is active, so the posts could go nowhere" in run.stderr
    project.write({"m.yaml": {"defaults": {"posts": {"accounts": ["tiktok/glowlab"]}}}})
    assert plan(project, IDEA).exit_code == 0


# -- texts of anybody


def hostile(**fields: Any) -> dict[str, Any]:
    return {**IDEA, **fields}


TEXTS: dict[str, tuple[str, str]] = {
    "reference": ("Costs ${vars.price}", "Costs $${vars.price}"),
    "yaml": ("# a: [b]\n- c", "# a: [b]\n- c"),
    "control": ("a\x00b\x1b[2Jc\u2028d", "ab[2Jcd"),
    "bidi": ("a\u202eb", "ab"),
    "line-ends": ("a \r\nb\rc", "a\nb\nc"),
    "surrogate": ("a\ud800b", "ab"),
    "dashes": ("--- a\n...\n--- b", "--- a\n...\n--- b"),
}


@pytest.mark.parametrize(("told", "block"), TEXTS.values(), ids=TEXTS)
def test_whatever_the_texts_hold_they_stand_as_blocks(project: WiredProject, told: str, block: str) -> None:
    assert plan(project, hostile(contentOutline=told)).exit_code == 0
    lines = block.split("\n")
    assert "\n".join(["", *(f"      {line}" for line in lines), "", "posts:"]) in text(project)
    assert project.run("fmt", "--check").exit_code == 0


@pytest.mark.parametrize(
    ("hook", "key"),
    [
        ("日本の美容液", "idea-1"),
        ("No!", "videos-no"),
        ("1e3", "videos-1e3"),
        ("../../etc", "etc"),
        ("", "close-up-a-serum-daylight"),
    ],
)
def test_a_key_is_made_of_whatever_the_hook_is(project: WiredProject, hook: str, key: str) -> None:
    assert plan(project, hostile(hook=hook)).exit_code == 0
    assert text(project).splitlines()[1] == f"  {key}:"


@pytest.mark.parametrize("sign", ["a", "é", "😀"])
def test_what_is_too_long_is_cut_at_the_limit_and_that_is_said(project: WiredProject, sign: str) -> None:
    run = plan(project, hostile(contentOutline=sign * 6000, cta=sign * 3000))
    assert run.exit_code == 0
    assert "videos.pov-your-serum-says-less.prompt: is longer than the 5000 characters" in run.stderr
    assert "posts.pov-your-serum-says-less.content: is longer than the 2200 characters" in run.stderr
    for line in (line.strip() for line in text(project).splitlines() if line.strip().startswith(sign * 9)):
        assert set(line) == {sign}
    assert project.run("fmt", "--check").exit_code == 0


# -- what is refused before it is paid for


def occupied(root: Path) -> None:
    (root / "ideas.yaml").write_text("personas: {}\n")


def linked(root: Path) -> None:
    (root / "ideas.yaml").symlink_to("elsewhere.yaml")


def hidden(root: Path) -> None:
    (root / "rawugc.yaml").write_text("organization: org_1\nmanifests: [brand/*.yaml]\n")


def excluding(root: Path) -> None:
    (root / "rawugc.yaml").write_text("organization: org_1\nexclude: [ideas.yaml]\n")


def full(root: Path) -> None:
    (root / "ads").write_text("")


def broken(root: Path) -> None:
    (root / "m.yaml").write_text("personas: [\n")


def nothing(root: Path) -> None:
    pass


REFUSED: dict[str, tuple[Callable[[Path], None], str, str]] = {
    "there": (occupied, "ideas.yaml", "the file ideas.yaml is there already"),
    "link": (linked, "ideas.yaml", "the file ideas.yaml is there already"),
    "text": (nothing, "ideas.txt", "the file ideas.txt is no manifest by its name"),
    "configuration": (nothing, "rawugc.yaml", "the file rawugc.yaml is no manifest by its name"),
    "outside": (nothing, "../ideas.yaml", "../ideas.yaml lies outside of the workspace"),
    "absolute": (nothing, "/ideas.yaml", "/ideas.yaml lies outside of the workspace"),
    "hidden": (nothing, ".rawugc/ideas.yaml", "lies in a folder that is hidden"),
    "not-included": (hidden, "ideas.yaml", "is not among the `manifests` of rawugc.yaml"),
    "excluded": (excluding, "ideas.yaml", "is left out by `exclude` in rawugc.yaml"),
    "no-folder": (nothing, "ads/ideas.yaml", "cannot be written: there is no folder ads"),
    "no-folder-but-a-file": (full, "ads/ideas.yaml", "cannot be written: Not a directory"),
    "broken": (broken, "ideas.yaml", "m.yaml:"),
}


@pytest.mark.parametrize(("prepare", "file", "words"), REFUSED.values(), ids=REFUSED)
def test_nothing_is_paid_for_a_file_that_cannot_be_made(
    project: WiredProject, prepare: Callable[[Path], None], file: str, words: str
) -> None:
    prepare(project.root)
    run = plan(project, IDEA, file=file)
    assert (run.exit_code, run.stdout, project.requests()) == (1, "", [])
    assert words in run.stderr


def test_nothing_is_left_behind_by_looking_whether_it_can_be_made(project: WiredProject) -> None:
    for id in ("acc_1", "acc_2"):
        project.dashboard.edit("accounts", id, {"isActive": False})
    assert plan(project, IDEA).exit_code == 1
    assert {path.name for path in project.root.iterdir()} == {"rawugc.yaml", ".rawugc"}


def test_nobody_is_asked_anything_where_there_is_no_terminal(project: WiredProject) -> None:
    run = project.run("research", "plan", "scr_1", "--brief", "b", "--write", "ideas.yaml")
    assert (run.exit_code, project.requests()) == (1, [])
    assert "Pass --yes." in run.stderr


def test_a_write_that_fails_after_all_says_where_the_plan_is(project: WiredProject) -> None:
    def racing(request: httpx.Request, forward: Forward) -> httpx.Response:
        (project.root / "ideas.yaml").write_text("theirs")
        return well(request, forward)

    id = scraped(project)
    project.wire.accidents = [racing]
    run = project.run("research", "plan", id, "--brief", "b", "--write", "ideas.yaml", "--yes")
    assert (run.exit_code, text(project)) == (1, "theirs")
    assert "the file ideas.yaml is there already" in run.stderr
    assert "The plan is paid for, and kept in .rawugc/answers/plan_1.json." in run.stderr
    assert "plan_1.json" in kept(project)


def test_what_is_written_costs_nothing_by_itself(project: WiredProject) -> None:
    assert plan(project, IDEA).exit_code == 0
    assert [one["credits"] for one in project.dashboard.objects("charges").values()] == [3, 3]
    assert project.dashboard.objects("videos") == {}
