"""Keys made from names: readable, valid, and never taken for something else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rawugc_sync.manifest.collect import KEY
from rawugc_sync.writing.keys import key_for


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("Sensitive-skin switchers", "sensitive-skin-switchers"),
        ("  Größe & Übermut! ", "grosse-ubermut"),
        ("Don't wait — it\u2019s on", "dont-wait-its-on"),
        ("№ 5 ﬁne", "no-5-fine"),
        ("日本語", "per-1"),
        ("", "per-1"),
        ("No", "personas-no"),
        ("NULL", "personas-null"),
        ("2026", "personas-2026"),
        ("RawUGC", "personas-rawugc"),
        ("con", "personas-con"),
        ("LPT1", "personas-lpt1"),
        ("Contour", "contour"),
        ("2026-12-01", "personas-2026-12-01"),
        ("1e3", "personas-1e3"),
        ("2026-12-01 Launch", "2026-12-01-launch"),
        ("one two three four five six seven eight nine", "one-two-three-four-five-six-seven-eight"),
        ("x" * 60, "x" * 40),
    ],
)
def test_a_key_is_made_of_the_name(name: str, key: str) -> None:
    assert key_for(name, "per_1", "personas", ()) == key


def test_keys_that_are_taken_get_a_number() -> None:
    assert key_for("Same", "per_1", "personas", {"same", "same-2"}) == "same-3"


def test_without_a_letter_anywhere_the_collection_gives_the_key() -> None:
    assert key_for("日", "日", "personas", {"personas"}) == "personas-2"


@given(st.text(), st.text())
def test_every_key_is_valid(name: str, id: str) -> None:
    assert KEY.fullmatch(key_for(name, id, "personas", ()))
