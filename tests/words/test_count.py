"""How many there are of something."""

from __future__ import annotations

import pytest

from rawugc_sync.words.count import count


@pytest.mark.parametrize(
    ("number", "words", "said"),
    [
        (1, ("request",), "1 request"),
        (2, ("request",), "2 requests"),
        (0, ("request",), "0 requests"),
        (1, ("address has", "addresses have"), "1 address has"),
        (2, ("address has", "addresses have"), "2 addresses have"),
    ],
)
def test_a_noun_follows_its_number(number: int, words: tuple[str, ...], said: str) -> None:
    assert count(number, *words) == said
