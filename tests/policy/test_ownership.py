"""Whose a resource is."""

from __future__ import annotations

from dataclasses import replace

from rawugc_sync.words.rules import Owner
from tests.policy.subjects import found, live, post, product, said

CHECK = Owner(collections=("products", "posts"))


def test_what_does_not_say_whose_it_is_is_found() -> None:
    assert said(found(CHECK, product())) == ["products.serum has no owner: write x-owner"]


def test_what_has_an_owner_is_fine_and_so_are_other_collections() -> None:
    assert found(CHECK, replace(product(), owner="ana"), replace(post(), owner="ben")) == []
    assert found(Owner(collections=("products",)), post()) == []


def test_nobody_wrote_down_what_nobody_manages() -> None:
    assert found(CHECK, live("2026-12-01 09:00"), replace(post(), is_over=True)) == []
