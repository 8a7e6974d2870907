"""A summary has whole texts alone, for GitHub shows nothing of one that is too long."""

from __future__ import annotations

import pytest

from rawugc_sync.forge.summary import fitting

MORE = "{} more are in the pages: there is no room for them here.\n"


@pytest.mark.parametrize(
    ("texts", "whole"),
    [
        ([], ""),
        (["a", "b"], "a\nb\n"),
        (["aaaa", "bbbb"], "aaaa\nbbbb\n"),
        (["aaaa", "bbbbbb", "ccc"], f"aaaa\nccc\n{MORE.format(1)}"),
        (["aaaaaaaaaa", "bbbbbbbbbb"], MORE.format(2)),
        (["üüüüü"], MORE.format(1)),
        (["\ud800"], "\\ud800\n"),
    ],
)
def test_texts_that_fit_are_whole_and_the_others_are_counted(texts: list[str], whole: str) -> None:
    assert fitting(texts, most=10) == whole.encode()


def test_what_others_have_written_takes_its_room() -> None:
    assert fitting(["aaaa", "b"], written=7, most=10) == f"b\n{MORE.format(1)}".encode()


def test_what_fits_is_within_what_github_takes() -> None:
    assert len(fitting(["x" * 64_000] * 40)) < 1024 * 1024
