"""`docs/review.md`: each of its commands, section by section, in a workspace that is a git checkout."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import Workspace
from tests.contract.post_calendar import post
from tests.docs.blocks import plays
from tests.docs.transcripts import Shell, environment_of, follow, play, rawugc

PAGE = "review.md"
BRAND = "messaging: {gentle-science: {name: Gentle science, body: Says less.}}\n"
CLONE = """
git init --quiet --bare ../origin.git && git init --quiet --initial-branch main &&
git remote add origin ../origin.git && git add . && git commit --quiet -m 'A brand' &&
git push --quiet origin main && git fetch --quiet &&
sed -i s/less/more/ brand.yaml && git commit --quiet --all -m 'More'
"""
GH = """\
#!/bin/sh -e
# The one call of the page: `gh api PATH --paginate --jq FILTER`.
test "$1 $2 $3 $4" = "api repos/glow/lab/issues/7/comments --paginate --jq"
jq -r "$5" comments.json
"""


@pytest.fixture
def shell(tmp_path: Path) -> Iterator[Shell]:
    """In a clone with a brand, one commit before that of its origin."""
    root = tmp_path / "glow-lab"
    root.mkdir()
    (root / "brand.yaml").write_text(BRAND, encoding="utf-8")
    (root / ".gitignore").write_text(".shell\n.rawugc/\nreview/\n", encoding="utf-8")
    with rawugc() as url:
        variables = {"RAWUGC_API_KEY": "ruk_docs", "RAWUGC_BASE_URL": url}
        shell = Shell(root, environment_of(tmp_path, variables))
        made = shell.run(CLONE)
        assert made.returncode == 0, made.stderr
        yield shell


def played(shell: Shell, section: str) -> list[str]:
    return play(PAGE, shell.folder, shell.environment, {}, section)


@plays(PAGE, "Make a page")
def test_a_page_is_made_of_a_plan_of_a_saved_one_and_of_drift(shell: Shell) -> None:
    assert len(played(shell, "Make a page")) == 4
    plan, drift = ((shell.folder / name).read_text("utf-8") for name in ("page.html", "drift.html"))
    assert "messaging.gentle-science" in plan
    assert "messaging.gentle-science" not in drift


@plays(PAGE, "What opening a page tells others")
def test_a_page_is_made_with_its_media(shell: Shell) -> None:
    played(shell, "What opening a page tells others")
    assert (shell.folder / "page.html").is_file()


@plays(PAGE, "The comment")
def test_a_comment_is_made_of_a_plan_and_of_a_saved_one(shell: Shell) -> None:
    _, printed = played(shell, "The comment")
    comment = (shell.folder / "comment.md").read_text("utf-8")
    assert comment.startswith("<!-- rawugc-sync: glow-lab -->\n")
    assert comment in printed


@plays(PAGE, "History that stays")
def test_the_comments_of_a_workspace_are_found_by_their_first_line(shell: Shell, tmp_path: Path) -> None:
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin/gh").write_text(GH, encoding="utf-8")
    (tmp_path / "bin/gh").chmod(0o755)
    bodies = ("<!-- rawugc-sync: glow-lab -->\nolder", "A question?", "<!-- rawugc-sync: oak-tea -->\n")
    comments = [{"id": number, "body": body} for number, body in enumerate(bodies, 11)]
    (shell.folder / "comments.json").write_text(json.dumps(comments), encoding="utf-8")
    found = {"PATH": f"{tmp_path}/bin:{shell.environment['PATH']}", "REPOSITORY": "glow/lab", "NUMBER": "7"}
    *_, ids = played(Shell(shell.folder, {**shell.environment, **found}), "History that stays")
    assert ids == "11\n"


@plays(PAGE, "Everything at once: `review`")
def test_a_review_is_made_of_a_workspace_and_of_what_has_changed(shell: Shell) -> None:
    one, changed = played(shell, "Everything at once: `review`")
    made = {path.name for path in (shell.folder / "review").iterdir()}
    assert one
    assert changed
    assert "index.html" in made


def at(day: int, hour: int, minute: int) -> str:
    return f"2027-01-{day} {hour:02}:{minute:02}"


def times(*posts: tuple[str, str, str, list[str]]) -> dict[str, object]:
    return {
        key: post(
            scheduledFor=time,
            content=text,
            accounts=accounts,
            timezone="America/New_York",
            videoUrl=f"https://cdn.example.com/{key}.mp4",
        )
        for key, time, text, accounts in posts
    }


BOTH = ["tiktok/glowlab", "instagram/glow.lab"]
LAUNCH = ("launch-day", at(19, 9, 0), "Meet Barrier Serum: the one that says less.\n#GlowLab", BOTH)
LATER = ("labels", at(26, 9, 0), "Reads every label.", BOTH)
SOUND = ("Sound on for this one.\n#GlowLab", BOTH[1:])
HOW_TO = ("launch-how-to", at(21, 12, 30), '"Damp or dry skin?"\nBoth.', BOTH[:1])


@plays(PAGE, "The calendar")
def test_the_calendar_is_what_the_command_prints(workspace: Workspace) -> None:
    before = times(LAUNCH, ("cleanser-texture", at(20, 17, 0), *SOUND), LATER)
    after = times(LAUNCH, ("cleanser-texture", at(19, 9, 20), *SOUND), HOW_TO, LATER)
    config = "workspace: glow-lab\norganization: org_1\n"
    files = {"rawugc.yaml": config, "brand.yaml": BRAND, "posts.yaml": {"posts": before}}
    project = workspace(files).applied()
    project.write({"posts.yaml": {"posts": after}})
    follow(project, PAGE, "The calendar")


@plays(PAGE, "An agency's week")
def test_the_calendars_of_several_brands_are_one_page(tmp_path: Path) -> None:
    tomorrow = int(time.time() + 86_400) * 1000
    files = {
        "glow-lab/rawugc.yaml": "environments: {production: {}, staging: {}}\n",
        "glow-lab/brand.yaml": BRAND,
        "oak-tea/rawugc.yaml": "environments: {production: {}}\n",
        "oak-tea/posts.yaml": json.dumps({"posts": {"launch": post(scheduledFor=tomorrow)}}),
    }
    for name, text in files.items():
        path = tmp_path / "brands" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    with rawugc() as url:
        variables = {"RAWUGC_API_KEY": "ruk_docs", "RAWUGC_BASE_URL": url}
        play(PAGE, tmp_path, variables, {}, "An agency's week")
    for name in ("week.html", "week.ics"):
        assert "posts.launch" in (tmp_path / "brands" / name).read_text("utf-8")
