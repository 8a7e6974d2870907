"""The pages for reviewers: what they say stands on the review page, is a command, and becomes of a yes."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest

from rawugc_sync.forge.command import command_in
from tests.conftest import Workspace
from tests.contract.post_calendar import DAY, post
from tests.contract.project import START, Project
from tests.docs.blocks import DOCS, blocks

READING, COVERS = ((DOCS / f"reviewers/{name}.md").read_text("utf-8") for name in ("reading", "covers"))
ROLES = """\
approvals:
  legal:
    of: [messaging, posts.content, posts.videoUrl]
    for: 90d
"""
LATER = START + 200 * DAY
CLAIM = {"claim": {"name": "Claim", "body": "Says less."}}
SEEN = post(scheduledFor=LATER, content="Less is more. ${messaging.claim.body}")

Brand = dict[str, Any]


def brand(posts: dict[str, Any], **more: Any) -> Brand:
    return {"messaging": CLAIM, "posts": posts, **more}


def say_yes(project: Project) -> None:
    name = project.plan().json["name"]
    assert project.run("approve", "--plan", name, "--role", "legal", "--as", "ana").exit_code == 0


@pytest.fixture
def seen(workspace: Workspace) -> Project:
    """A post that is live, and an edit of its text that legal has said yes to."""
    first = brand({"teaser": post(scheduledFor=LATER)})
    project = workspace({"rawugc.yaml": ROLES, "brand.yaml": first})
    say_yes(project)
    project.applied().write({"brand.yaml": brand({"teaser": SEEN})})
    say_yes(project)
    assert project.run("approvals", "check").exit_code == 0
    return project


def test_what_it_says_stands_at_the_top_does(seen: Project) -> None:
    assert seen.run("plan", "--html", "page.html").exit_code == 0
    page = unescape((seen.root / "page.html").read_text("utf-8"))
    labels = re.findall(
        r"^\| \*\*(.+?)\*\* \|", (DOCS / "reviewers/reading.md").read_text("utf-8"), re.MULTILINE
    )
    assert labels == ["Next public", "Decide by", "Otherwise", "Plan"]
    assert [label for label in labels if f">{label}<" not in page] == []


@pytest.mark.parametrize(
    "typed", [block.text for block in blocks("reviewers/saying-yes.md") if block.language == "text"]
)
def test_what_is_to_be_written_in_a_comment_is_heard(typed: str) -> None:
    said = command_in(typed)
    assert said
    assert (said.role, bool(said.reason)) == ("legal", "reject" in typed)


def test_another_comment_is_neither_yes_nor_no() -> None:
    assert command_in("Looks good, but change the hashtag") is None


def in_files(then: Brand) -> Callable[[Project], None]:
    return lambda project: project.write({"brand.yaml": then})


def in_time(days: int) -> Callable[[Project], None]:
    return lambda project: project.clock.sleep(days * DAY / 1000)


MOVED = {"moved": [{"from": "posts.teaser", "to": "posts.launch"}]}
BODY = {"claim": {"name": "Claim", "body": "Says more."}}
VIDEO = "https://cdn.example.com/other.mp4"
SECOND = {**SEEN, "videoUrl": VIDEO, "scheduledFor": LATER + DAY}
OTHER_WORDS = {**SEEN, "content": "Less is less."}
BOTH = ["tiktok/glowlab", "instagram/glow.lab"]
AFTERWARDS: dict[str, tuple[Callable[[Project], None], str, bool]] = {
    "a word of the text": (
        in_files(brand({"teaser": OTHER_WORDS})),
        "posts.teaser",
        False,
    ),
    "a word changes in a message": (
        in_files({**brand({"teaser": SEEN}), "messaging": BODY}),
        "posts.teaser",
        False,
    ),
    "the video": (in_files(brand({"teaser": {**SEEN, "videoUrl": VIDEO}})), "posts.teaser", False),
    "another account": (in_files(brand({"teaser": {**SEEN, "accounts": BOTH}})), "posts.teaser", True),
    "the hour": (in_files(brand({"teaser": {**SEEN, "scheduledFor": LATER + 1}})), "posts.teaser", True),
    "it gets another name": (in_files(brand({"launch": SEEN}, **MOVED)), "posts.launch", True),
    "the same text": (
        in_files(brand({"teaser": SEEN, "second": SECOND})),
        "posts.second",
        False,
    ),
    "its time is over": (in_time(91), "posts.teaser", False),
}


@pytest.mark.parametrize("afterwards", AFTERWARDS)
def test_what_happens_afterwards_leaves_a_yes_or_not(seen: Project, afterwards: str) -> None:
    happens, address, stays = AFTERWARDS[afterwards]
    happens(seen)
    asked = [one for one in seen.plan().json["approvals"] if one["address"] == address]
    assert asked
    assert all((one["status"] == "given") is stays for one in asked)


def test_its_table_has_what_is_tried_here() -> None:
    rows = re.findall(
        r"^\| ([^|]+) \| (is gone|stays|does not count there|has lapsed) \|", COVERS, re.MULTILINE
    )
    assert [what.startswith(tried) for (what, _), tried in zip(rows, AFTERWARDS, strict=True)] == [True] * 8
    assert [said == "stays" for _, said in rows] == [stays for *_, stays in AFTERWARDS.values()]
