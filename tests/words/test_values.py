"""Walks through the lists and mappings of a value."""

from __future__ import annotations

from rawugc_sync.words.values import leaves, mapped

VALUE = {"a": ["x", {"b": 1}], "c": (None, True), "d": {}, "e": []}


def test_what_stands_in_a_value_comes_in_order() -> None:
    assert list(leaves(VALUE)) == ["x", 1, None, True]
    assert list(leaves("x")) == ["x"]


def test_each_is_replaced_where_it_stands_and_what_comes_is_not_walked_through() -> None:
    assert mapped(VALUE, lambda leaf: [leaf]) == {
        "a": [["x"], {"b": [1]}],
        "c": [[None], [True]],
        "d": {},
        "e": [],
    }
