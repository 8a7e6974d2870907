"""The one normalisation before comparing, and what counts as equal."""

from __future__ import annotations

import pytest

from rawugc_sync.resources import registered
from rawugc_sync.resources.normal import canonical


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
    ("collection", "field", "one", "other", "same"),
    [
        ("posts", "accountIds", ["a", "b"], ["b", "a"], True),
        ("posts", "accountIds", ["a"], ["a", "b"], False),
        ("posts", "accounts", ["tiktok/A"], ["tiktok/a"], True),
        ("posts", "accounts", ["tiktok/a", "x/b"], ["x/b", "tiktok/a"], True),
        ("products", "photos", ["a", "b"], ["b", "a"], False),
        ("posts", "tiktokAllowDuet", False, True, False),
        ("posts", "scheduledFor", 1, 2, False),
        ("products", "description", "x", " x\r\n", True),
        ("products", "description", "", None, True),
    ],
)
def test_accounts_are_compared_as_a_set_and_photos_in_order(
    collection: str, field: str, one: object, other: object, same: bool
) -> None:
    assert registered()[collection].fields.same(field, one, other) is same


LISTS = [
    (name, field)
    for name, type_ in registered().items()
    for field, t in type_.fields.traits.items()
    if t.many
]


@pytest.mark.parametrize(("collection", "field"), LISTS)
@pytest.mark.parametrize("nothing", [[], None, ""])
def test_an_empty_list_and_null_are_one_in_every_list(collection: str, field: str, nothing: object) -> None:
    type_ = registered()[collection]
    assert type_.fields.same(field, [], nothing)
    assert type_.fields.same(field, nothing, [])
    assert not type_.fields.same(field, ["tiktok/a"], nothing)
    assert not type_.fields.same(field, nothing, ["tiktok/a"])
