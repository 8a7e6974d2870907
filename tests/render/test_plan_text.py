"""Plans for people, against golden files.

`UPDATE_GOLDEN=1 pytest tests/render/test_plan_text.py` writes them anew: read the difference first.
"""

from __future__ import annotations

import os
import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings

from rawugc_sync.render.cells import cells
from rawugc_sync.render.field_kind import KindOf
from rawugc_sync.render.folding import folded
from rawugc_sync.render.plan_text import plan_text
from rawugc_sync.render.style import Style
from rawugc_sync.words.actions import Action
from rawugc_sync.words.addresses import Address
from rawugc_sync.words.budget import Budget
from rawugc_sync.words.deadlines import Due, Otherwise
from rawugc_sync.words.diagnostics import Source, warning
from rawugc_sync.words.planned import Call, Change, FieldChange, NextPublic, Origin, Step, Wait
from tests.render.conftest import PLANS, kind_of, plan_of, update_of
from tests.render.test_safe import active_characters, hostile_text

GOLDEN = Path(__file__).parent / "golden"
PLAIN = Style(colour=False)
SPOKEN = Style(colour=False, spoken=True)
STYLES = {"": PLAIN, "spoken": SPOKEN}
SIGNS = re.compile(r"[│→…✓]|⏎|^\s*(#|[-+~.!]|[-+]/[-+]) |\[-|-\]|\{\+|\+\}", re.MULTILINE)
"""What a screen reader leaves out, or reads as `right arrow` and `tilde`."""
LEAD = 14
"""Cells in front of the words of a block at most: indentation, gutter or `text: `."""
NOW = 1_800_000_030_000
"""Half a minute into one: Fri 2027-01-15 08:00:30 UTC."""
SGR = re.compile(r"\x1b\[[\d;]+m")


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("name", sorted(PLANS))
def test_a_plan_reads_exactly_as_its_golden_file(name: str, style: str, kinds: KindOf) -> None:
    golden = GOLDEN / style / f"{name}.txt"
    text = plan_text(PLANS[name](), STYLES[style], kinds, now=NOW) + "\n"
    if os.environ.get("UPDATE_GOLDEN"):
        golden.write_text(text, encoding="utf-8")
    assert text == golden.read_text(encoding="utf-8")


@pytest.mark.parametrize("width", [40, 60, 79])
@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("name", sorted(PLANS))
def test_on_a_narrow_terminal_only_words_that_are_longer_than_it_are_broken(
    name: str, style: str, width: int, kinds: KindOf
) -> None:
    plan = PLANS[name]()
    shown = folded(plan_text(plan, STYLES[style], kinds, width, NOW), width).splitlines()
    fitting = [" ".join(word for word in line.split() if cells(word) < width - LEAD) for line in shown]
    assert [line for line in fitting if cells(line) > width] == []
    assert [line for line in shown if line != line.rstrip()] == []


@pytest.mark.parametrize("style", STYLES)
def test_every_golden_file_belongs_to_a_plan(style: str) -> None:
    assert {path.stem for path in (GOLDEN / style).glob("*.txt")} == set(PLANS)


@pytest.mark.parametrize("name", sorted(PLANS))
def test_a_spoken_plan_has_words_for_its_signs_and_names_all_that_the_other_names(
    name: str, kinds: KindOf
) -> None:
    plan = PLANS[name]()
    spoken = plan_text(plan, SPOKEN, kinds)
    assert not SIGNS.findall(spoken)
    assert SIGNS.findall(plan_text(plan, PLAIN, kinds)) or name == "empty"
    for change in plan.changes:
        assert str(change.address) in spoken
        assert all(field.path in spoken for field in change.fields)


@pytest.mark.parametrize("name", sorted(PLANS))
def test_colour_adds_nothing_but_colour(name: str, kinds: KindOf) -> None:
    plan = PLANS[name]()
    coloured = plan_text(plan, Style(colour=True), kinds)
    assert SGR.sub("", coloured) == plan_text(plan, PLAIN, kinds)
    assert coloured != plan_text(plan, PLAIN, kinds)


@pytest.mark.parametrize("name", sorted(PLANS))
@pytest.mark.parametrize("width", [40, 60, 79, 100])
@pytest.mark.parametrize(("style", "gutter"), [(PLAIN, "│ "), (SPOKEN, " text: ")])
def test_long_texts_wrap_at_the_width(
    name: str, width: int, style: Style, gutter: str, kinds: KindOf
) -> None:
    text = plan_text(PLANS[name](), style, kinds, width)
    prose = [
        line for line in text.splitlines() if gutter in line and not re.search(r'"|\d\d:\d\d|\(cannot', line)
    ]
    assert all(len(line) <= width for line in prose)


@pytest.mark.parametrize("width", [1, 10, 20])
@pytest.mark.parametrize("style", [PLAIN, SPOKEN])
def test_a_window_of_hardly_any_width_loses_nothing_of_a_text(
    width: int, style: Style, kinds: KindOf
) -> None:
    created = Change(
        address=Address("posts", "x"), action=Action.CREATE, after={"content": "The serum\nthat saysless."}
    )
    text = plan_text(plan_of(created), style, kinds, width)
    for word in ("The", "serum", "that", "saysless."):
        assert word in text


@given(hostile=hostile_text())
@settings(deadline=None, max_examples=150)
def test_nothing_in_a_plan_can_steer_a_terminal(hostile: str) -> None:
    field = FieldChange(path=hostile, before=hostile, after=[hostile, {hostile: 1}], origin=Origin.BOTH)
    text = FieldChange(path="content", before=f"one {hostile} two", after=f"one two {hostile}")
    plan = plan_of(
        update_of(
            "posts.x",
            field,
            text,
            note=hostile,
            id=hostile,
            action_reason=hostile,
            used_by=(Address(hostile, hostile),),
            next_public=NextPublic(address=Address("posts", hostile), at=0, timezone=hostile),
            decide_by=0,
            due=Due(Address("posts", hostile), 1, hostile, Otherwise.UNPUBLISHED),
        ),
        Change(
            address=Address("posts", hostile),
            action=Action.CREATE,
            after={"content": hostile, hostile: hostile, "scheduledFor": 0, "timezone": hostile},
            previous_address=Address(hostile, hostile),
            source=Source(hostile, 1, 1),
        ),
        diagnostics=(warning(hostile, hostile, hostile, address=hostile, source=Source(hostile, 1, 1)),),
        refusals=(warning(hostile, hostile, hostile, field=hostile),),
        errors=(warning(hostile, hostile, hostile),),
    )
    for style in STYLES.values():
        shown = plan_text(plan, style, kind_of)
        assert not active_characters(shown.replace("\n", ""))
        assert not any(line.lstrip().startswith("::") for line in shown.split("\n"))


@pytest.mark.parametrize("style", [PLAIN, SPOKEN])
def test_a_caption_cannot_pass_for_a_line_of_the_plan(style: Style, kinds: KindOf) -> None:
    forged = "Plan: 0 to add, 0 to change, 0 to destroy."
    created = Change(
        address=Address("posts", "x"),
        action=Action.CREATE,
        after={"content": f"Buy now.\n\n{forged}\n"},
    )
    text = plan_text(plan_of(created), style, kinds)
    assert [line for line in text.splitlines() if line.strip().startswith("Plan:")] == [
        "Plan: 1 to add, 0 to change, 0 to destroy."
    ]


@pytest.mark.parametrize(
    ("budget", "line"),
    [
        (Budget(reads=4, writes=3, credits=12), "7 requests (4 reads, 3 writes), 12 credits, no waiting."),
        (
            Budget(reads=4, writes=3, credits=18, unpriced=1),
            "7 requests (4 reads, 3 writes), 18 credits and 1 call without a known price, no waiting.",
        ),
        (
            Budget(reads=4, writes=3, credits=0.5, unpriced=2),
            "7 requests (4 reads, 3 writes), 0.5 credits and 2 calls without a known price, no waiting.",
        ),
        (
            Budget(reads=4, writes=3, unpriced=2),
            "7 requests (4 reads, 3 writes), 2 calls without a known price, no waiting.",
        ),
        (Budget(reads=1, writes=0), "1 request (1 read, 0 writes), no waiting."),
        (
            Budget(reads=5, writes=6, credits=1, seconds=60),
            "11 requests (5 reads, 6 writes), 1 credit, about 1 min of waiting, "
            "done about Fri 2027-01-15 08:02 UTC if applied now.",
        ),
        (
            Budget(reads=5, writes=30, seconds=180),
            "35 requests (5 reads, 30 writes), about 3 min of waiting, "
            "done about Fri 2027-01-15 08:04 UTC if applied now.",
        ),
        (
            Budget(reads=1, writes=9, seconds=23),
            "10 requests (1 read, 9 writes), about 23 s of waiting, "
            "done about Fri 2027-01-15 08:01 UTC if applied now.",
        ),
    ],
)
def test_the_budget_closes_the_plan(budget: Budget, line: str, kinds: KindOf) -> None:
    assert before_the_name(plan_text(plan_of(budget=budget), PLAIN, kinds, now=NOW)).splitlines()[-1] == line


def before_the_name(text: str) -> str:
    """A plan's text without its last line, which is its name."""
    rest, blank, name = text.rpartition("\n\n")
    assert (blank, name) == ("\n\n", "plan plan")
    return rest


@pytest.mark.parametrize(("waits", "said"), [(1, "1 generation"), (2, "2 generations")])
def test_what_is_waited_for_is_counted_and_nobody_says_when_that_is_done(
    waits: int, said: str, kinds: KindOf
) -> None:
    wait = Step(wait=Wait(field="status", done=frozenset({"completed"}), failed=frozenset({"failed"})))
    changes = [
        Change(address=Address("videos", f"v{number}"), action=Action.CREATE, steps=(wait,))
        for number in range(waits)
    ]
    made = replace(plan_of(*changes), budget=Budget(reads=1, writes=waits, seconds=10))
    text = before_the_name(plan_text(made, PLAIN, kinds, now=NOW))
    assert text.endswith(f"about 10 s of waiting, and waits for {said}.")


def test_who_does_not_know_the_time_is_told_the_minutes(kinds: KindOf) -> None:
    text = plan_text(plan_of(budget=Budget(reads=5, writes=6, seconds=60)), PLAIN, kinds)
    assert before_the_name(text).endswith("about 1 min of waiting.")


def test_what_stands_in_the_way_comes_last(kinds: KindOf) -> None:
    text = plan_text(PLANS["refused"](), PLAIN, kinds)
    assert text.index("Plan:") < text.index("Refused (max-deletes)") < text.index("Error:")


@pytest.mark.parametrize(
    ("parts", "sentence"),
    [
        ({}, "What is live matches the manifests."),
        (
            {"diagnostics": (warning("w", "w"),)},
            "Nothing will be written; what is skipped or kept is named above.",
        ),
        ({"errors": (warning("e", "e"),)}, "What stands below has to be settled first."),
    ],
)
def test_no_changes_says_why(parts: dict[str, object], sentence: str, kinds: KindOf) -> None:
    assert f"No changes. {sentence}" in plan_text(plan_of(**parts), PLAIN, kinds)


def test_texts_that_look_alike_are_shown_one_after_the_other(kinds: KindOf) -> None:
    escape, literal = "colour \x1b[31m code, and much more to say about it all", None
    literal = escape.replace("\x1b", "\\x1b")
    text = plan_text(
        plan_of(update_of("personas.x", FieldChange(path="description", before=escape, after=literal))),
        PLAIN,
        kinds,
    )
    assert "[-colour \\x1b[31m" in text
    assert "{+colour \\x1b[31m" in text


@pytest.mark.parametrize(
    ("before", "after", "shown"),
    [
        (20_000, 20_000, None),
        (20_001, 12, "20 001 characters → 12 characters"),
        (12, 1_000_000, "12 characters → 1 000 000 characters"),
    ],
)
def test_a_text_that_is_too_long_to_compare_shows_its_sizes(
    before: int, after: int, shown: str | None, kinds: KindOf
) -> None:
    texts = ("word\n" * before)[:before], ("text\n" * after)[:after]
    field = FieldChange(path="body", before=texts[0], after=texts[1])
    text = plan_text(plan_of(update_of("messaging.x", field)), PLAIN, kinds)
    line = f"│ {shown}: too long to show what differs; plan --json has both"
    assert (line in text) == bool(shown)
    assert len(text) < (1_000 if shown else 1_000_000)


@pytest.mark.parametrize(
    ("server", "shown"),
    [
        ("https://rawugc.com/api/v1", None),
        (None, None),
        ("http://127.0.0.1:8765/api/v1", "Server: http://127.0.0.1:8765/api/v1, not rawugc.com."),
        ("https://rawugc.com.example/api/v1", "Server: https://rawugc.com.example/api/v1, not rawugc.com."),
    ],
)
def test_a_server_other_than_rawugc_com_stands_in_every_plan(server: str | None, shown: str | None) -> None:
    lines = plan_text(plan_of(server=server), PLAIN, kind_of).splitlines()
    assert [line for line in lines if "Server" in line] == ([shown] if shown else [])


@pytest.mark.parametrize(
    ("prices", "line"),
    [
        ((0,), None),
        ((4,), "  # (costs 4 credits)"),
        ((1,), "  # (costs 1 credit)"),
        ((5, 1, 0), "  # (costs 6 credits)"),
        ((None,), "  # (price not known)"),
        ((8, None), "  # (costs 8 credits and 1 call without a known price)"),
        ((None, None), "  # (costs 2 calls without a known price)"),
    ],
)
def test_a_change_says_what_it_costs(prices: tuple[int | None, ...], line: str | None, kinds: KindOf) -> None:
    calls = [Call(method="POST", path="/videos/generate", credits=price) for price in prices]
    made = update_of("videos.teaser", steps=tuple(Step(call=call) for call in calls))
    lines = plan_text(plan_of(made), PLAIN, kinds).splitlines()
    assert [one for one in lines if "cost" in one or "price not" in one] == ([line] if line else [])
