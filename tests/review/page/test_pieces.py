"""The pieces of two texts are the whole texts, and what differs is marked word by word."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rawugc_sync.review.page.pieces import Piece, sides
from rawugc_sync.review.page.times import away

WORDS = st.lists(st.sampled_from(["a", " ", "b", "\n", "  c", "日本", "\u00a0", "d."])).map("".join)


@given(WORDS, WORDS)
def test_nothing_of_a_text_is_lost(before: str, after: str) -> None:
    old, new = sides(before, after)
    assert "".join(piece.text for piece in old) == before
    assert "".join(piece.text for piece in new) == after
    assert {piece.fate for piece in old} <= {"kept", "gone"}
    assert {piece.fate for piece in new} <= {"kept", "new"}


@pytest.mark.parametrize(
    ("before", "after", "gone", "new"),
    [
        ("It says less now.", "It says more now.", ["less"], ["more"]),
        ("One.\nTwo.\nThree.", "One.\nThree.", ["Two.\n"], []),
        ("The end", "The very end", [], ["very"]),
        (
            "Old words.",
            "Something else entirely, and long.",
            ["Old words."],
            ["Something else entirely, and long."],
        ),
        ("", "New.", [], ["New."]),
        ("Same.", "Same.", [], []),
    ],
)
def test_words_that_went_and_came_are_marked(
    before: str, after: str, gone: list[str], new: list[str]
) -> None:
    old_pieces, new_pieces = sides(before, after)
    assert [piece.text.strip(" ") for piece in old_pieces if piece.fate == "gone"] == gone
    assert [piece.text.strip(" ") for piece in new_pieces if piece.fate == "new"] == new


def test_texts_that_are_too_long_to_compare_are_told_as_a_whole() -> None:
    long = "word " * 5_000
    assert sides(long, f"{long}more") == ((Piece(long, "gone"),), (Piece(f"{long}more", "new"),))


SECOND, MINUTE, HOUR, DAY = 1_000, 60_000, 3_600_000, 86_400_000


@pytest.mark.parametrize(
    ("distance", "told"),
    [
        (0, "now"),
        (30 * SECOND, "now"),
        (MINUTE, "in 1 minute"),
        (119 * MINUTE, "in 119 minutes"),
        (2 * HOUR, "in 2 hours"),
        (47 * HOUR, "in 47 hours"),
        (9 * DAY + HOUR, "in 9 days"),
        (-3 * HOUR, "3 hours ago"),
        (-400 * DAY, "400 days ago"),
        (10**30, f"in {10**30 // DAY} days"),
    ],
)
def test_how_far_a_moment_is_from_now(distance: int, told: str) -> None:
    assert away(1_800_000_000_000 + distance, 1_800_000_000_000) == told
