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


@pytest.mark.parametrize(
    ("before", "after", "lines"),
    [
        ("肌が赤くなる人の美容液。", "肌が青くなる人の美容液。", ["肌が[-赤-]{+青+}くなる人の美容液。"]),
        ("敏感肌的人每天使用", "敏感肌的人每晚使用", ["敏感肌的人每[-天-]{+晚+}使用"]),
        (
            "민감한 피부를 위한 세럼입니다",
            "민감한 피부를 위한 크림입니다",
            ["민감한 피부를 위한 [-세럼-] {+크림+}입니다"],
        ),
        ("เซรั่มสำหรับผิวแพ้ง่าย", "เซรั่มสำหรับผิวที่แพ้ง่าย", ["เซรั่มสำหรับผิว{+ที่+}แพ้ง่าย"]),
        ("価格\uff1a1000円です", "価格\uff1a2000円です", ["価格\uff1a[-1000-] {+2000+}円です"]),
        ("か\u3099く人の肌です", "かく人の肌です", ["[-か\\u3099-]{+か+}く人の肌です"]),
        ("猫が好き", "犬を飼う人", ["[-猫が好き-]", "{+犬を飼う人+}"]),
    ],
)
def test_scripts_without_blanks_are_compared_by_characters(before: str, after: str, lines: list[str]) -> None:
    assert diff(before, after) == lines


def test_what_is_folded_among_characters_is_counted_as_characters() -> None:
    before = "".join(map(chr, range(0x4E00, 0x4E28)))
    kept = f"{before[:12]} … 16 unchanged characters … {before[-12:]}"
    assert diff(before, before + "。", 200) == [f"{kept}{{+。+}}"]


def test_two_edits_of_a_long_text_stay_two() -> None:
    """Each character is frequent there, and all the same a place to hold on to."""
    text = "".join(chr(0xE01 + at * at % 46) for at in range(1000))
    folded = f"{text[:12]} … 976 unchanged characters … {text[-12:]}"
    assert diff(f"日{text}火", f"月{text}水", 4000) == [f"[-日-]{{+月+}}{folded}[-火-]{{+水+}}"]


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


@pytest.mark.parametrize(
    ("before", "after", "lines"),
    [
        ("calm\u00a0skin in days", "calm skin in days", ["calm[-\\xa0skin-] {+skin+} in days"]),
        ("calm skin in days", "calm\u202fskin in days", ["calm [-skin-] {+\\u202fskin+} in days"]),
        ("a\u2007b in days", "a b in days", ["a[-\\u2007b-] {+b+} in days"]),
        ("a\u3000b in days", "a b in days", ["a[-\\u3000b-] {+b+} in days"]),
        ("Serum\uff1a now here", "Serum: now here", ["[-Serum\\uff1a-] {+Serum:+} now here"]),
        ("Cre\u0300me for you", "Cr\u00e8me for you", ["[-Cre\\u0300me-] {+Cr\u00e8me+} for you"]),
        ("with \u2764\ufe0f from us", "with \u2764 from us", ["with [-\u2764\\ufe0f-] {+\u2764+} from us"]),
        ("new for you", "new\u00a0! for you", ["new{+\\xa0!+} for you"]),
        ("old\u00a0! for you", "old\u00a0! for us", ["old\u00a0! for [-you-] {+us+}"]),
    ],
)
def test_changed_words_show_what_nobody_sees(before: str, after: str, lines: list[str]) -> None:
    assert diff(before, after) == lines


texts = st.lists(
    st.sampled_from(["serum", "肌が赤い。", "ผิวแพ้", "a\u00a0b", "calm", "#skincare", "\n", " ", "  ", "14"]),
    max_size=30,
).map(" ".join)


@given(before=texts, after=texts)
@settings(deadline=None)
def test_both_texts_can_be_read_from_the_diff(before: str, after: str) -> None:
    lines = word_diff(before, after)
    for gone, text in ((Fate.NEW, before), (Fate.GONE, after)):
        words = [word.text.strip() for line in lines for word in line if word.fate is not gone]
        read = "".join(word for word in words if word != "⏎").replace("\\xa0", "").replace("\u00a0", "")
        assert read == "".join(text.split())
