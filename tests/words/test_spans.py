"""Spans of time as people write them."""

from __future__ import annotations

import pytest

from rawugc_sync.words.spans import seconds_in


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("90s", 90), ("30m", 1_800), ("4h", 14_400), ("1d", 86_400), ("2w", 1_209_600), ("0s", 0)],
)
def test_a_span_is_a_number_with_its_unit(text: str, seconds: int) -> None:
    assert seconds_in(text) == seconds


@pytest.mark.parametrize(
    "text", ["", "4", "h", "4 h", "4H", "1h30m", "-1d", "1.5d", "٤h", "1y", "1d\n", "9" * 10 + "s"]
)
def test_anything_else_is_none(text: str) -> None:
    assert seconds_in(text) is None
