"""Which words of a text are kept, gone or new, and how that is folded, wrapped and marked."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rawugc_sync.render.style import Style
from rawugc_sync.render.text_block import plain_block, text_block
from rawugc_sync.render.word_diff import Fate, word_diff


def diff(before: str, after: str, width: int = 80) -> list[str]:
    return text_block(word_diff(before, after), Style(colour=False), width)


@pytest.mark.parametrize(
    ("before", "after", "lines"),
    [
        ("calm skin in 14 days", "calm skin in 7 days", ["calm skin in [-14-] {+7+} days"]),
        ("one two three", "one three", ["one [-two-] three"]),
        ("one three", "one two three", ["one {+two+} three"]),
        ("one  two three", "one two three", ["one  [-two-] {+two+} three"]),
        ("a\nb", "a\nb\nc", ["a", "b", "{+c+}"]),
        ("a\nc\nd", "a\nb\nc\nd", ["a", "{+b+}", "c", "d"]),
        ("x\na\nb", "y\na\nb\nc", ["[-x-] {+y+}", "a", "b", "{+c+}"]),
        ("a\nb\nc", "a\nc", ["a", "[-b-]", "c"]),
        ("a\nb", "a\n\nb", ["a", "{+⏎+}", "b"]),
        ("one two\nthree four", "one two three four", ["one two [-⏎-]", " three four"]),
        (
            "quite another text",
            "nothing in common here",
            ["[-quite another text-]", "{+nothing in common here+}"],
        ),
        ("  indented", "indented", ["  [-indented-]", "{+indented+}"]),
    ],
)
def test_changed_words_are_marked(before: str, after: str, lines: list[str]) -> None:
    assert diff(before, after) == lines


def test_unchanged_lines_away_from_a_change_are_folded() -> None:
    before = "\n".join("abcdefgh")
    assert diff(before, before.replace("e", "E")) == [
        "… 3 unchanged lines",
        "d",
        "[-e-] {+E+}",
        "f",
        "… 2 unchanged lines",
    ]


def test_the_middle_of_a_long_unchanged_stretch_is_folded() -> None:
    words = [f"w{number}" for number in range(30)]
    before, after = " ".join([*words, "old"]), " ".join([*words, "new"])
    assert diff(before, after, 200) == [
        "w0 w1 w2 w3 w4 w5 … 18 unchanged words … w24 w25 w26 w27 w28 w29 [-old-] {+new+}"
    ]


def test_marks_close_and_open_again_where_a_line_wraps() -> None:
    after = "kept words and more kept words then seven new words and no end"
    shown = diff("kept words and more kept words", after, 40)
    assert shown == ["kept words and more kept words {+then+}", "{+seven new words and no end+}"]


def test_wide_characters_count_twice_when_wrapping() -> None:
    assert plain_block("日本 日本 日本", 9) == ["日本 日本", "日本"]


texts = st.lists(st.sampled_from(["serum", "calm", "#skincare", "\n", " ", "  ", "14"]), max_size=30).map(
    " ".join
)


@given(before=texts, after=texts)
@settings(deadline=None)
def test_both_texts_can_be_read_from_the_diff(before: str, after: str) -> None:
    lines = word_diff(before, after)
    for gone, text in ((Fate.NEW, before), (Fate.GONE, after)):
        words = [word.text.strip() for line in lines for word in line if word.fate is not gone]
        assert [word for word in words if word not in ("", "⏎")] == text.split()
