"""The one normalisation before comparing, and what names have in common that look alike."""

from __future__ import annotations

import pytest

from rawugc_sync.resources.normal import canonical, folded


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("a\r\nb\rc", "a\nb\nc"),
        (" a b\n", "a b"),
        ("", None),
        ("\n", None),
        (["a\r\n", None], ["a", ""]),
        ([], None),
        ([], ""),
    ],
)
def test_line_ends_outer_white_space_and_empty_values_are_one(one: object, other: object) -> None:
    assert canonical(one) == canonical(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("a  b", "a b"), ("a\n\nb", "a\nb"), ("a", "A"), (0, None), (False, ""), ("é", "e\u0301")],
)
def test_everything_else_is_a_difference(one: object, other: object) -> None:
    assert canonical(one) != canonical(other)


@pytest.mark.parametrize(
    ("one", "other"), [("Straße", "STRASSE"), ("é", "E\u0301"), ("ﬁt", "FIT"), ("İ", "i\u0307")]
)
def test_names_are_alike_whatever_their_case_and_form(one: str, other: str) -> None:
    assert folded(one) == folded(other)


@pytest.mark.parametrize(("one", "other"), [("a", "b"), ("a b", "ab"), ("e", "é")])
def test_other_names_are_not_alike(one: str, other: str) -> None:
    assert folded(one) != folded(other)
