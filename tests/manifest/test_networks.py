"""Captions that a network does not take: what is said of them offline."""

from __future__ import annotations

import json
from typing import Any

import pytest

from rawugc_sync.words.diagnostics import Severity
from tests.manifest.conftest import Load

TAGS = " ".join(f"#tag{letter}" for letter in "abcdef")
LONG = "日" * 1700
"""5100 bytes, and 1700 characters in every other unit."""
CODES = ("caption-too-long", "too-many-hashtags")


def manifest(content: str, **more: Any) -> str:
    post = {
        "videoUrl": "https://x.example/v.mp4",
        "accounts": ["tiktok/glowlab"],
        "timezone": "UTC",
        "scheduledFor": "2027-07-01 09:00",
        "content": content,
        **more,
    }
    fields = [f"    {name}: {json.dumps(value)}" for name, value in post.items() if value is not None]
    return "\n".join(["posts:", "  p:", *fields, ""])


@pytest.mark.parametrize(
    ("content", "accounts", "said"),
    [
        (TAGS, ["tiktok/a"], "has 6 hashtags: TikTok takes 5 (not confirmed)"),
        (
            TAGS,
            ["tiktok/a", "TikTok/b", "instagram/@c", "youtube/d"],
            "has 6 hashtags: Instagram takes 5 (not confirmed), TikTok takes 5 (not confirmed)",
        ),
        (" ".join(f"#tag{n}" for n in range(61)), ["youtube/d"], "has 61 hashtags: YouTube takes 60"),
        (LONG, ["youtube/d", "instagram/c"], "is too long: YouTube takes 5000 bytes and it has 5100"),
    ],
)
def test_a_network_that_does_not_take_a_caption_is_warned_of_at_its_line(
    loaded: Load, content: str, accounts: list[str], said: str
) -> None:
    manifests = loaded(manifest(content, accounts=accounts))
    (told,) = manifests.diagnostics
    assert (told.severity, told.summary, told.address, told.field) == (
        Severity.WARNING,
        said,
        "posts.p",
        "content",
    )
    assert told.source is not None
    assert (told.source.file, told.source.line) == ("brand.yaml", 7)
    assert ("Not confirmed" in told.detail) is ("not confirmed" in said)
    assert manifests.offline == []


@pytest.mark.parametrize(
    "post",
    [
        manifest(TAGS.removesuffix(" #tagf")),
        manifest(TAGS, accounts=["youtube/d"]),
        manifest(LONG),
        manifest(TAGS, accounts=["myspace/d"]),
        manifest(TAGS, accounts=None, accountIds=["acc_1"]),
        manifest(TAGS, scheduledFor="2026-07-01 09:00"),
    ],
    ids=["few tags", "enough for YouTube", "short for TikTok", "unknown network", "unknown account", "past"],
)
def test_what_is_taken_or_unknown_or_over_is_not_warned_of(loaded: Load, post: str) -> None:
    manifests = loaded(post)
    assert manifests.errors == []
    assert [d for d in [*manifests.diagnostics, *manifests.offline] if d.code in CODES] == []


@pytest.mark.parametrize(("mode", "offline"), [("draft", False), ("now", True)])
def test_a_draft_is_to_come_and_what_goes_out_at_once_may_be_out_already(
    loaded: Load, mode: str, offline: bool
) -> None:
    manifests = loaded(manifest(TAGS, scheduledFor=None, timezone=None, mode=mode))
    told = manifests.offline if offline else manifests.diagnostics
    assert [one.code for one in told] == ["too-many-hashtags"]


def test_a_caption_counts_with_what_it_refers_to(loaded: Load) -> None:
    manifests = loaded(f"vars: {{tags: '{TAGS}'}}\n{manifest('${vars.tags}')}")
    assert [one.code for one in manifests.diagnostics] == ["too-many-hashtags"]
