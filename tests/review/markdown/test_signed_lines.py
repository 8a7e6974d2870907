"""Texts as lines of a diff: what went, what came, and what is folded between."""

from __future__ import annotations

import pytest

from rawugc_sync.review.markdown.signed_lines import changed, whole
from tests.render.conftest import BRIEF, CAPTION


@pytest.mark.parametrize("sign", ["+", "-", " "])
def test_every_line_of_a_whole_text_has_its_sign(sign: str) -> None:
    assert whole("one\n\n```\n- two", sign) == [f"{sign} one", sign.strip(), f"{sign} ```", f"{sign} - two"]


@pytest.mark.parametrize(
    ("before", "after", "lines"),
    [
        ("a calm serum", "a calmer serum", ["- a calm serum", "+ a calmer serum"]),
        ("one two\nkept", "kept", ["- one two", "  kept"]),
        ("kept", "kept\n\nnew", ["  kept", "+", "+ new"]),
        ("all of it", "goes away\nnow", ["- all of it", "+ goes away", "+ now"]),
        ("calm \x1b[31m skin", "calm skin", ["- calm \\x1b[31m skin", "+ calm skin"]),
        ("calm\u00a0skin", "calm skin", ["- calm\\xa0skin", "+ calm skin"]),
    ],
)
def test_lines_in_which_words_differ_are_there_twice(before: str, after: str, lines: list[str]) -> None:
    assert changed(before, after) == lines


def test_unchanged_lines_are_folded() -> None:
    lines = changed(CAPTION, CAPTION.replace("#skincare", "#serum"))
    assert lines == ["  … 6 unchanged lines", "", "- #skincare", "+ #serum"]


def test_long_lines_are_wrapped_and_show_the_words_around_a_change() -> None:
    lines = changed(BRIEF, BRIEF.replace("a brand", "any brand"))
    assert max(map(len, lines)) <= 122
    assert {line[0] for line in lines} == {"-", "+"}
    assert "… 21 unchanged words …" in lines[0]


def test_a_text_that_is_too_long_to_compare_shows_its_sizes() -> None:
    assert changed("word " * 4_001, "short") == [
        "- 20 005 characters",
        "+ 5 characters",
        "  too long to show what differs",
    ]
