"""A comment is found by its workspace and environment, whatever they are called."""

from __future__ import annotations

import pytest
from hypothesis import given

from rawugc_sync.review.markdown.marker import marker, placed
from tests.review.markdown.hostile import hostile
from tests.review.markdown.reading import assert_inert


@pytest.mark.parametrize(
    ("workspace", "environment", "shown"),
    [
        ("glow-lab", None, "<!-- rawugc-sync: glow-lab -->"),
        ("glow-lab", "production", "<!-- rawugc-sync: glow-lab production -->"),
        ("glow lab", None, "<!-- rawugc-sync: glow%20lab -->"),
        ("a--b", None, "<!-- rawugc-sync: a-%2Db -->"),
        ("-->", None, "<!-- rawugc-sync: -%2D%3E -->"),
        ("brands/b01", None, "<!-- rawugc-sync: brands%2Fb01 -->"),
        ("\ud800", None, "<!-- rawugc-sync: %ED%A0%80 -->"),
    ],
)
def test_the_marker_names_workspace_and_environment(
    workspace: str, environment: str | None, shown: str
) -> None:
    assert marker(workspace, environment) == shown


def test_no_two_of_them_share_a_marker() -> None:
    names = ["a", "a b", "a%20b", "a--b", "a-%2Db", "x" * 65, "x" * 66, "x" * 10_000]
    pairs = [(name, other) for name in names for other in (None, *names)]
    assert len({marker(*pair) for pair in pairs}) == len(pairs)


@given(workspace=hostile(), environment=hostile())
def test_no_name_breaks_out_of_the_marker_or_makes_it_long(workspace: str, environment: str) -> None:
    shown = marker(workspace, environment)
    assert_inert(f"{shown}\n\nplan")
    assert len(shown) < 180


@pytest.mark.parametrize(
    ("folder", "shown"),
    [
        (".", "<!-- rawugc-sync: glow in%3Ab -->"),
        ("a", "<!-- rawugc-sync: glow in%3Ab in:a -->"),
        ("a/b--c", "<!-- rawugc-sync: glow in%3Ab in:a%2Fb-%2Dc -->"),
        ("in:b -->", "<!-- rawugc-sync: glow in%3Ab in:in%3Ab%20-%2D%3E -->"),
    ],
)
def test_a_folder_is_told_from_any_name(folder: str, shown: str) -> None:
    assert placed(f"{marker('glow', 'in:b')}\n\nThe rest -->\n", folder) == f"{shown}\n\nThe rest -->\n"
