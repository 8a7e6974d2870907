"""What there is no room for is left out as a whole, the least important first, and counted."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rawugc_sync.review.markdown.fitting import Comment, Item, Rank, Section, fitted
from rawugc_sync.review.markdown.plan import plan_markdown
from rawugc_sync.words.actions import Action
from rawugc_sync.words.addresses import Address
from rawugc_sync.words.diagnostics import error, note, warning
from rawugc_sync.words.planned import Change, FieldChange
from tests.render.conftest import CAPTION, kind_of, plan_of, update_of
from tests.review.markdown.plans import DIGEST
from tests.review.markdown.reading import assert_inert, read

LAST = "plan 4d3d-3583-d919-0a1b-77c2"
TEXT = FieldChange(path="content", before=CAPTION, after=CAPTION.replace("less", "more"))


def comment_of(*sections: Section) -> Comment:
    return Comment(head=["<!-- m -->", "### Head"], sections=sections, last=LAST, elsewhere="See the page.")


def changes(texts: dict[str, int], rank: Rank = Rank.CHANGE, weight: int = 0) -> list[Item]:
    """Items of so many characters, which can be shortened to their names."""
    return [
        Item(name + "." * (size - len(name)), rank, "change", (name,), (weight,))
        for name, size in texts.items()
    ]


def test_what_fits_is_shown_as_a_whole_and_says_nothing_of_room() -> None:
    told = fitted(comment_of(Section(changes({"a": 300, "b": 300}), "#### Title")), 1_000)
    assert told.count(".") == 598
    assert "Left out" not in told


def test_differences_go_before_changes_do_and_the_least_important_first() -> None:
    light, heavy = changes({"light": 500}, weight=5), changes({"heavy": 500}, weight=1)
    told = fitted(comment_of(Section([*light, *heavy], "#### Title")), 1_000)
    assert "\nlight\nheavy...." in told
    assert "Left out, to stay within 1000 characters: details of 1 change. See the page." in told


def test_the_summary_and_problems_go_last() -> None:
    sections = (
        Section([Item("fact " * 40, Rank.SUMMARY, "fact")]),
        Section([Item("stops " * 40, Rank.STOP, "problem")], "#### Stops"),
        Section(changes({f"change{number}": 900 for number in range(200)}), "#### Changes"),
        Section([Item("word", Rank.WORD, "explanation")], "#### Words"),
    )
    told = fitted(comment_of(*sections), 1_000)
    assert "fact fact" in told
    assert "stops stops" in told
    assert re.search(r": 1\d\d changes, 1 explanation, details of \d\d changes\. See the page\.", told)


@given(
    sizes=st.lists(st.tuples(st.sampled_from(Rank), st.integers(0, 900), st.booleans()), max_size=30),
    limit=st.integers(1_000, 6_000),
)
def test_no_comment_is_longer_than_its_limit_and_what_is_missing_is_counted(
    sizes: list[tuple[Rank, int, bool]], limit: int
) -> None:
    items = [
        Item(f"<{n}>{'x' * size}", rank, "thing", (f"<{n}>",) if size and may_shrink else ())
        for n, (rank, size, may_shrink) in enumerate(sizes)
    ]
    told = fitted(comment_of(Section(items[::2], "#### Even"), Section(items[1::2], "#### Odd")), limit)
    missing = sum(f"<{n}>" not in told for n in range(len(items)))
    short = sum(item.whole not in told and f"<{n}>" in told for n, item in enumerate(items))
    counts = re.search(r"Left out, .*?: (?:(\d+) things?)?(?:, )?(?:details of (\d+) things?)?\.", told)
    assert len(told) <= limit
    assert (missing, short) == (tuple(int(one or 0) for one in counts.groups()) if counts else (0, 0))
    assert told.endswith(f"\n\n{LAST}\n")


@pytest.mark.parametrize("limit", [1_000, 2_000, 20_000, 65_000])
def test_500_problems_and_the_longest_names_stay_within_the_limit(limit: int) -> None:
    problems = [warning("missed", f"its time has passed, number {n}", "Move it.") for n in range(500)]
    names = {"workspace": "w`" * 5_000, "environment": "-" * 10_000, "organization_id": "o" * 10_000}
    updates = [update_of(f"posts.post-{n}", TEXT) for n in range(50)]
    plan = plan_of(*updates, diagnostics=tuple(problems), digest=DIGEST, **names)
    told = plan_markdown(plan, kind_of, limit)
    assert len(told) <= limit
    assert_inert(told)
    left = 500 - told.count("its time has passed")
    assert (f" {left} problems" in told) == (left > 0)


def test_what_stops_a_plan_is_told_before_its_facts_are_and_shortened_before_it_goes() -> None:
    refused = error("max-deletes", "deletes more than it may", "Look at each: " + "posts.x, " * 100)
    plan = plan_of(refusals=(refused,), server="https://" + "s" * 300, digest=DIGEST)
    told = plan_markdown(plan, kind_of, 1_000)
    assert "- `deletes more than it may.`" in told
    assert "details of 1 problem" in told
    assert "Look at each" in plan_markdown(plan, kind_of, 3_000)


def test_the_gravest_changes_keep_their_differences_longest() -> None:
    grave = Change(
        address=Address("styles", "zz-gone"), action=Action.DELETE, before={"promptTemplate": CAPTION}
    )
    updates = [update_of(f"posts.post-{number}", TEXT) for number in range(40)]
    plan = plan_of(*updates, grave, digest=DIGEST)
    told = plan_markdown(plan, kind_of, len(plan_markdown(plan, kind_of, 65_000)) - 1_000)
    assert "- Ceramides and nothing" in told
    assert told.count("<details>") == 41
    assert 1 < read(told).fences == 41 - told.count("What differs is left out here.") < 41


def test_characters_are_code_points() -> None:
    """An emoji of four bytes or two UTF-16 units is one of them."""
    notes = tuple(note("n", "🧴" * 200) for _ in range(4))
    whole = plan_markdown(plan_of(diagnostics=notes, digest=DIGEST), kind_of, 65_000)
    assert plan_markdown(plan_of(diagnostics=notes, digest=DIGEST), kind_of, len(whole)) == whole
    assert "Left out" in plan_markdown(plan_of(diagnostics=notes, digest=DIGEST), kind_of, len(whole) - 1)
