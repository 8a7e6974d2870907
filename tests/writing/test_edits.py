"""Edits of bytes: every other byte stays, whatever its line ends are."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rawugc_sync.manifest.encoding import decode
from rawugc_sync.writing.edits import Edit, Overlap, edited, text_edited

TEXTS = st.text(st.sampled_from("ab\n\r🙂"), max_size=20)


@given(TEXTS, st.data())
def test_only_what_is_named_changes(text: str, data: st.DataObject) -> None:
    raw = b"\xef\xbb\xbf" + text.encode()
    document, _ = decode(raw, "m.yaml")
    assert document is not None
    start = data.draw(st.integers(0, len(document.text)))
    end = data.draw(st.integers(start, len(document.text)))
    after, _ = decode(edited(raw, [Edit(start, end, "new\nline")]), "m.yaml")
    assert after is not None
    assert after.text == f"{document.text[:start]}new\nline{document.text[end:]}"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("a\nb\n", "a\nx\ny\nb\n"),
        ("a\r\nb\r\n", "a\r\nx\r\ny\r\nb\r\n"),
        ("a\r\nb\n", "a\r\nx\r\ny\r\nb\n"),
    ],
)
def test_new_lines_end_as_the_first_one_does(before: str, after: str) -> None:
    assert edited(before.encode(), [Edit(2, 2, "x\ny\n")]).decode() == after


def test_equal_edits_count_once_and_different_ones_may_not_overlap() -> None:
    assert edited(b"abc", [Edit(0, 1, "x"), Edit(0, 1, "x"), Edit(1, 1, "y")]) == b"xybc"
    with pytest.raises(Overlap):
        edited(b"abc", [Edit(0, 2, "x"), Edit(1, 3, "y")])


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("old", "a\nb"),
        ("old\n", "a\nb\n"),
        ("old\n\n \n", "a\nb\n\n \n"),
        ("old\r\nx\r\n", "a\r\nb\r\n"),
        ("", "a\nb"),
    ],
)
def test_a_text_file_keeps_its_end(before: str, after: str) -> None:
    assert text_edited(before.encode(), "a\nb").decode() == after
