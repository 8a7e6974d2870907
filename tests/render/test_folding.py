"""Lines that are longer than a terminal is wide are folded at blanks."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rawugc_sync.render.folding import folded

_BOLD, _PLAIN = "\x1b[1m", "\x1b[0m"


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ("short enough", ["short enough"]),
        ("exactly twenty cells", ["exactly twenty cells"]),
        ("one word more than twenty cells", ["one word more than", "  twenty cells"]),
        ("  # indented lines stay indented", ["  # indented lines", "    stay indented"]),
        ("a-word-that-is-longer-than-the-line", ["a-word-that-is-longer-than-the-line"]),
        ("see a-word-that-is-longer-than-it", ["see a-word-that-is-longer-than-it"]),
        ("a-word-that-is-longer-than-it and more", ["a-word-that-is-longer-than-it", "  and more"]),
        ("            deep in a narrow terminal", ["            deep in", "  a narrow terminal"]),
        ("日本語 日本語 日本語 ab 日本語", ["日本語 日本語 日本語", "  ab 日本語"]),
        (f"{_BOLD}twenty cells in bold{_PLAIN}", [f"{_BOLD}twenty cells in bold{_PLAIN}"]),
        (f"{_BOLD}coloured words{_PLAIN} and more", [f"{_BOLD}coloured words{_PLAIN} and", "  more"]),
        ("columns  stay  apart  within", ["columns  stay  apart", "  within"]),
        ("", [""]),
    ],
)
def test_a_line_is_folded_at_blanks(line: str, shown: list[str]) -> None:
    assert folded(line, 20) == "\n".join(shown)


def test_a_paragraph_can_go_on_where_it_began() -> None:
    assert folded("one word more than twenty cells", 20, hang="") == "one word more than\ntwenty cells"


@given(st.text(st.sampled_from("ab 日\n\t"), max_size=200), st.integers(1, 60))
def test_no_word_is_lost_and_none_is_broken(text: str, width: int) -> None:
    assert folded(text, width).split() == text.split()
