"""What an idea becomes is what the collections take, to the last character."""

from __future__ import annotations

import pytest

from rawugc_sync.resources import registered
from rawugc_sync.resources.drafts import (
    MODEL,
    MOST_CONTENT,
    MOST_PROMPT,
    OUTPUT,
    POST,
    SHOWN_IN,
    VIDEO,
    WHERE_TO,
    Idea,
    drafted,
    shortened,
)
from rawugc_sync.resources.traits import utf16_length

ACCOUNT = {"accounts": ["tiktok/glowlab"]}


@pytest.mark.parametrize(
    ("collection", "field", "most"), [(VIDEO, "prompt", MOST_PROMPT), (POST, "content", MOST_CONTENT)]
)
def test_the_limits_are_those_of_the_fields(collection: str, field: str, most: int) -> None:
    fields = registered()[collection].fields
    assert fields.unfit(field, "a" * most) is None
    assert fields.unfit(field, "a" * (most + 1)) is not None


def test_a_draft_lacks_nothing() -> None:
    (draft,) = drafted([Idea("Hook", "Shot", "Outline", "Follow")], ACCOUNT)
    video, post = registered()[VIDEO], registered()[POST]
    whole = {**draft.post, SHOWN_IN: "https://cdn.example.com/it.mp4"}
    assert video.fields.missing(video.fields.parse(draft.video)) == []
    assert post.fields.missing(post.fields.parse(whole)) == []
    assert draft.video["model"] == MODEL


def test_a_post_refers_to_what_a_video_gives() -> None:
    assert OUTPUT in registered()[VIDEO].life.gives
    assert any(set(WHERE_TO) == group for group in registered()[POST].fields.alternatives)


@pytest.mark.parametrize(
    ("idea", "prompt", "content"),
    [
        (Idea("Hook", "", "", ""), "Hook", "Hook"),
        (Idea("", "Shot", "Outline", "Follow"), "Shot\n\nOutline", "Follow"),
        (Idea("", "Shot", "", ""), "Shot", None),
    ],
)
def test_what_an_idea_does_not_say_leaves_no_gap(idea: Idea, prompt: str, content: str | None) -> None:
    (draft,) = drafted([idea], ACCOUNT)
    assert (draft.video["prompt"], draft.post.get("content")) == (prompt, content)


def test_an_idea_without_anything_to_show_becomes_nothing() -> None:
    assert drafted([Idea("", "", "", "Follow")], ACCOUNT) == []


@pytest.mark.parametrize("most", range(1, 6))
def test_no_character_is_cut_in_half(most: int) -> None:
    cut = shortened("a😀b😀", most)
    assert utf16_length(cut) <= most
    assert "a😀b😀".startswith(cut)
    assert cut.encode("utf-8")
