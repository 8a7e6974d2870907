"""Accounts written as people mention them: told at once how the list is written, which is then accepted."""

from __future__ import annotations

import pytest

from rawugc_sync.words.addresses import Address
from tests.manifest.conftest import Load

POST = "posts:\n  p:\n    videoUrl: https://x.example/v.mp4\n    mode: draft\n"


@pytest.mark.parametrize(
    ("written", "handles"),
    [
        (" @glowlab", ["tiktok/glowlab"]),
        (" @glow.lab", ["tiktok/glow.lab"]),
        (" glowlab", ["tiktok/glowlab"]),
        (" '@glowlab'", ["tiktok/glowlab"]),
        (" tiktok/@glowlab", ["tiktok/glowlab"]),
        (" tiktok/glowlab, instagram/glow.lab", ["tiktok/glowlab", "instagram/glow.lab"]),
        (" @glowlab, @other", ["tiktok/glowlab", "tiktok/other"]),
        (" [@glowlab]", ["tiktok/glowlab"]),
        (" [glowlab, instagram/x]", ["tiktok/glowlab", "instagram/x"]),
        (" [instagram/x, @glowlab]", ["instagram/x", "tiktok/glowlab"]),
        ("\n      - @glowlab", ["tiktok/glowlab"]),
        ("\n      - '@glowlab'", ["tiktok/glowlab"]),
        (" [tiktok:glowlab]", ["tiktok/glowlab"]),
        (" tiktok:glowlab", ["tiktok/glowlab"]),
        (" ['tiktok / glowlab']", ["tiktok/glowlab"]),
        (" ['TikTok: @glowlab', instagram:glow.lab]", ["tiktok/glowlab", "instagram/glow.lab"]),
        (" [https://www.tiktok.com/@glowlab]", ["tiktok/glowlab"]),
        (" [https://www.tiktok.com/@glowlab?lang=de, x/y]", ["tiktok/glowlab", "x/y"]),
        (" https://instagram.com/glow.lab/", ["instagram/glow.lab"]),
    ],
)
def test_accounts_are_told_as_a_list_at_once(loaded: Load, written: str, handles: list[str]) -> None:
    wrong = loaded(f"{POST}    accounts:{written}\n").errors[0]
    assert "Write a list of platform/username" in wrong.detail
    line = wrong.detail.split("of each: ")[1]
    manifests = loaded(f"{POST}    {line}\n")
    assert manifests.errors == []
    assert manifests.desired[Address("posts", "p")].fields["accounts"] == handles


def test_a_caption_may_begin_with_a_mention(loaded: Load) -> None:
    (wrong,) = loaded(f"{POST}    accounts: [a/b]\n    content: @glowlab says\n").errors
    assert "    content: |\n      @glowlab says" in wrong.detail
