"""How findings say what they say."""

from __future__ import annotations

import pytest

from rawugc_sync.policy.wording import clock, listed, quoted, span


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(30, "30s"), (90, "90s"), (5400, "90m"), (14_400, "4h"), (90_000, "25h"), (604_800, "7d")],
)
def test_a_span_is_told_in_the_largest_unit_that_fits(seconds: int, text: str) -> None:
    assert span(seconds) == text


@pytest.mark.parametrize(
    ("words", "text"), [(["a"], '"a"'), (["a", "b"], '"a" or "b"'), (["a", "b", "c"], '"a", "b" or "c"')]
)
def test_words_are_told_one_by_one(words: list[str], text: str) -> None:
    assert listed(words, "or") == text


def test_a_long_text_is_cut_and_a_time_of_day_has_two_digits() -> None:
    assert quoted("x" * 61) == f'"{"x" * 60}…"'
    assert [clock(minutes) for minutes in (0, 485, 1440)] == ["00:00", "08:05", "24:00"]
