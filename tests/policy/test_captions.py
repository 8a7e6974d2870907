"""How long a caption may be, and how many hashtags it may have, on each network."""

from __future__ import annotations

from dataclasses import replace

import pytest

from rawugc_sync.words.rules import CaptionLength, Hashtags
from tests.policy.subjects import found, post, product, said

BOTH_NAMES = ("instagram", "tiktok")
BOTH = ["tiktok/glowlab", "instagram/glow.lab"]


@pytest.mark.parametrize(
    ("networks", "accounts", "content", "findings"),
    [
        ((), ["tiktok/a"], "#a #b", []),
        ((), ["tiktok/a"], "#a #b #c", ["has 3 hashtags, and may have 2 on TikTok"]),
        ((), BOTH, "#a#b#c", ["has 3 hashtags, and may have 2 on Instagram and TikTok"]),
        (("instagram",), BOTH, "#a #b #c", ["has 3 hashtags, and may have 2 on Instagram"]),
        (("instagram",), ["tiktok/a"], "#a #b #c", []),
        ((), ["tiktok/a"], "#1 #2 a#b https://x.example/#c", []),
        ((), ["mastodon/a"], "#a #b #c", ["has 3 hashtags, and may have 2"]),
    ],
)
def test_hashtags_are_counted_on_the_networks_that_a_rule_names(
    networks: tuple[str, ...], accounts: list[str], content: str, findings: list[str]
) -> None:
    has = found(Hashtags(most=2, networks=networks), post(content, accounts=accounts))
    assert said(has) == [f"posts.teaser content {one}" for one in findings]


@pytest.mark.parametrize(
    ("networks", "accounts", "content", "findings"),
    [
        ((), ["tiktok/a"], "a" * 10, []),
        ((), ["tiktok/a"], "a" * 11, ["has 11 UTF-16 units on TikTok, and may have 10"]),
        ((), ["tiktok/a"], "😀" * 6, ["has 12 UTF-16 units on TikTok, and may have 10"]),
        ((), ["youtube/a"], "é" * 6, ["has 12 bytes on YouTube, and may have 10"]),
        ((), ["tiktok/a", "youtube/a"], "é" * 6, ["has 12 bytes on YouTube, and may have 10"]),
        (BOTH_NAMES, BOTH, "a" * 11, ["has 11 UTF-16 units on Instagram and TikTok, and may have 10"]),
        (
            (),
            ["tiktok/a", "youtube/a"],
            "é" * 11,
            ["has 11 UTF-16 units on TikTok and 22 bytes on YouTube, and may have 10"],
        ),
        (("youtube",), ["tiktok/a"], "a" * 11, []),
        ((), ["mastodon/a"], "a" * 11, ["has 11 UTF-16 units, and may have 10"]),
        ((), ["tiktok/a"], f"  {'a' * 10}\n", []),
    ],
)
def test_a_caption_is_as_long_as_each_network_counts(
    networks: tuple[str, ...], accounts: list[str], content: str, findings: list[str]
) -> None:
    has = found(CaptionLength(most=10, networks=networks), post(content, accounts=accounts))
    assert said(has) == [f"posts.teaser content {one}" for one in findings]


def test_a_draft_has_a_caption_as_well_and_a_product_has_none() -> None:
    draft = post("#a #b #c", mode="draft")
    assert [one.subject for one in found(Hashtags(most=2), draft, product(description="#a #b #c"))] == [draft]


def test_accounts_that_are_told_beside_the_fields_count() -> None:
    check = Hashtags(most=1, networks=("tiktok",))
    by_id = post("#a #b", accounts=[], accountIds=["acc_1"])
    assert found(check, by_id) == []
    assert len(found(check, replace(by_id, accounts=("tiktok/glowlab",)))) == 1
