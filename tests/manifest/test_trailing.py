"""A comment behind bare free text is taken for text; behind a name or a URL it is a comment."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from rawugc_sync.words.diagnostics import Source
from tests.manifest.conftest import Load
from tests.manifest.following import followed
from tests.writing.formatting.tools import fmt

POST = "posts:\n  a:\n    videoUrl: https://x.example/a.mp4\n    accounts: [tiktok/x]\n    mode: draft\n"
PERSONA = "personas:\n  p:\n    name: N\n"


@pytest.mark.parametrize(
    ("text", "line", "column", "meant"),
    [
        (POST + "    content: We are # 1 in calm skin\n", 6, 21, "We are # 1 in calm skin"),
        (POST + "    content: We are\n      number # 1\n", 7, 14, "We are\nnumber # 1"),
        (POST + "    content: 5 # stars\n", 6, 16, "5 # stars"),
        (POST + "    content: We # \n", 6, 17, "We #"),
        (PERSONA + "    description: Calm # for now\n", 4, 23, "Calm # for now"),
        ("vars: {}\n" + PERSONA + "    description: Calm   # for now\n", 5, 25, "Calm   # for now"),
    ],
)
def test_a_comment_behind_free_text_is_an_error(
    loaded: Load, text: str, line: int, column: int, meant: str
) -> None:
    (wrong,) = loaded(text).errors
    assert (wrong.code, wrong.source) == ("hashtag", Source("brand.yaml", line, column))
    manifests = loaded(followed(text, wrong))
    assert manifests.errors == []
    (desired,) = manifests.desired.values()
    assert meant in desired.fields.values()


def test_a_waiver_is_never_to_become_text(loaded: Load) -> None:
    text = "rules: {least: {minPhotos: 2}}\n" + PERSONA + "    description: Calm "
    said = loaded(f"{text}# rawugc: allow least until 2027-01-31 Why.\n").errors
    assert [one.code for one in said] == ["bad-waiver", "hashtag"]
    assert said[1].detail == "If it is a comment, put it on the line above."


@pytest.mark.parametrize(
    "text",
    [
        "personas:\n  p:\n    name: Sensitive skin # for now\n    description: D\n",
        POST.replace(".mp4", ".mp4 # the long cut") + "    timezone: UTC # see # 12\n",
        POST + "    content: Calm#1\n",
        POST + "    content: 'Calm' # for now\n",
        POST + '    content: "Calm" # for now\n',
        POST + "    content: | # as agreed\n      We are # 1\n",
        POST + "    content: We are\n    # as agreed\n",
        "vars:\n  site: https://x.example # ours\n  n: Name # ours\n",
    ],
)
def test_other_comments_are_comments(loaded: Load, text: str) -> None:
    assert loaded(text).errors == []


def test_a_variable_of_several_words_is_free_text(errors: Callable[[object], list[str]]) -> None:
    (line,) = errors("vars:\n  claim: We are # 1\n")
    assert line.startswith("brand.yaml:2:17")


def test_what_resources_share_is_told_once(loaded: Load) -> None:
    text = "defaults:\n  personas: {description: D}\n  posts:\n    content: We # 1\n" + POST
    more = text + POST.replace("posts:\n", "").replace("  a:", "  b:")
    assert [replace(e, address=None).field for e in loaded(more).errors] == ["content"]


def test_fmt_does_not_hide_what_may_be_lost(loaded: Load) -> None:
    text = fmt(POST + "    content: We are # 1 in calm skin\n")
    assert [one.code for one in loaded(text).errors] == ["hashtag"]
