"""No link, mention, tag, list, heading or fence of a comment comes from what is told in it."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rawugc_sync.review.markdown.outcome import outcome_markdown
from rawugc_sync.review.markdown.plan import plan_markdown
from tests.render.conftest import kind_of
from tests.render.test_safe import active_characters
from tests.review.markdown.hostile import SEAL, hostile, outcome_with, plan_with
from tests.review.markdown.reading import assert_inert
from tests.review.markdown.test_comment import COMMENTS
from tests.sampling import of

LIMITS = st.integers(1_000, 12_000)
TITLES = {
    *("Approvals", "The policy changes"),
    *("Plan for , ", "What stops it", "Warnings", "Notes", "Changes that come from git"),
    "Changes that overwrite or revert what someone changed in the dashboard",
}


@given(text=hostile())
@settings(deadline=None, max_examples=200)
def test_nothing_comes_out_of_a_plan(text: str) -> None:
    comment = plan_markdown(plan_with(text), kind_of, 10_000_000)
    found = assert_inert(comment)
    assert SEAL not in found.outside
    assert set(found.titles) == TITLES
    assert not active_characters(comment.replace("\n", ""))


@given(text=hostile(), called=hostile(), limit=LIMITS)
@settings(deadline=None, max_examples=100)
def test_nothing_comes_out_of_a_result(text: str, called: str, limit: int) -> None:
    comment = outcome_markdown(plan_with(text), outcome_with(text), called, limit)
    assert SEAL not in assert_inert(comment).outside
    assert len(comment) <= limit


@given(text=hostile(), times=st.integers(1, 400), limit=LIMITS)
@settings(deadline=None, max_examples=of(40, 12))
def test_no_text_makes_a_comment_longer_than_its_limit(text: str, times: int, limit: int) -> None:
    comment = plan_markdown(plan_with(text * times), kind_of, limit)
    assert SEAL not in assert_inert(comment).outside
    assert len(comment) <= limit


@pytest.mark.parametrize("name", COMMENTS)
def test_what_people_write_every_day_is_inert_too(name: str) -> None:
    assert_inert(COMMENTS[name]())


@pytest.mark.parametrize(
    "active",
    [
        *("see www.evil.com", "<https://e.x>", "[x](y)", "![x](y)", "a@evil.com", "<b>x</b>", "<!-- x -->"),
        *("@x", "#1", "GH-1", "deadbeef1", ":tada:", "> x", "1. x", "---", "x\n```\ny", "|a|\n|-|", "~~x~~"),
        *("<details><summary>@x</summary>", "<details><summary><b>x</b></summary>", "<details open>"),
    ],
)
def test_the_reader_sees_what_markdown_makes_of_a_text(active: str) -> None:
    """What the tests above rest on."""
    with pytest.raises(AssertionError):
        assert_inert(f"{active}\n\nplan")
