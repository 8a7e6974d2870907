"""Calendars of several workspaces: whose post is whose, and which clash."""

from __future__ import annotations

from dataclasses import replace

import pytest

from rawugc_sync.review.calendar.days import Asked
from rawugc_sync.review.calendar.sheets import Brand, Sheet, sheets_of
from rawugc_sync.words.calendar import Entry
from rawugc_sync.words.diagnostics import error
from rawugc_sync.words.provenance import Made
from tests.review.calendar.entries import NOW, entry, nobodys, plan_with, sheet_of

SERVER = "https://rawugc.com/api/v1"
Sign = frozenset[tuple[str, str]]
Signs = tuple[Sign, Sign]

ORG: Sign = frozenset({(SERVER, "org_1")})
ANOTHER: Sign = frozenset({(SERVER, "org_2")})
ELSEWHERE: Sign = frozenset({("http://localhost", "org_1")})
BY_KEY: Sign = frozenset({(SERVER, "key"), (SERVER, "org_1")})
NOBODY: Sign = frozenset()

MINE = entry("posts.a", id="post_1")
THEIRS = entry("posts.b", "2026-12-01 14:10", id="post_2")


def named(sheet: Sheet) -> list[str]:
    return [str(slot.entry.address or slot.entry.id) for slot in sheet.days.slots]


def two(
    first: tuple[Entry, ...],
    second: tuple[Entry, ...],
    signs: Signs,
    asked: Asked | None = None,
) -> list[Sheet]:
    plans = [plan_with(*first), replace(plan_with(*second), workspace="oak-tea")]
    brands = [Brand(plan, sign) for plan, sign in zip(plans, signs, strict=True)]
    return sheets_of(brands, NOW, asked or Asked())


@pytest.mark.parametrize(
    ("signs", "shown"),
    [
        ((ORG, ORG), [["posts.a"], ["posts.b"]]),
        ((ORG, ANOTHER), [["posts.a", "post_2"], ["post_1", "posts.b"]]),
        ((ORG, BY_KEY), [["posts.a"], ["posts.b"]]),
        ((ORG, ELSEWHERE), [["posts.a", "post_2"], ["post_1", "posts.b"]]),
        ((NOBODY, NOBODY), [["posts.a", "post_2"], ["post_1", "posts.b"]]),
    ],
    ids=["one organization", "two", "one by its key as well", "of another server", "unknown"],
)
def test_what_another_one_manages_is_not_shown_as_nobodys(signs: Signs, shown: list[list[str]]) -> None:
    first = (MINE, nobodys("post_2", "2026-12-01 14:10", "tiktok"))
    second = (nobodys("post_1", "2026-12-01 14:00", "tiktok"), THEIRS)
    assert [named(sheet) for sheet in two(first, second, signs)] == shown


def test_what_nobody_manages_is_shown_once() -> None:
    strange = nobodys("post_9", "2026-12-01 14:00", "tiktok")
    assert [named(sheet) for sheet in two((strange,), (strange,), (ORG, ORG))] == [["post_9"], []]


@pytest.mark.parametrize(
    ("signs", "clash"), [((ORG, ORG), True), ((ORG, ANOTHER), False), ((NOBODY, NOBODY), False)]
)
def test_posts_of_two_workspaces_clash_within_one_organization_alone(signs: Signs, clash: bool) -> None:
    first, second = two((MINE,), (THEIRS,), signs)
    told = [[one.other.workspace for one in slot.clashes] for slot in (*first.days.slots, *second.days.slots)]
    assert told == ([["oak-tea"], ["glow-lab"]] if clash else [[], []])


def test_with_accounts_asked_for_only_those_clash() -> None:
    there = replace(THEIRS, accounts=("tiktok/glowlab", "instagram/glow.lab"))
    mine = replace(MINE, accounts=("instagram/glow.lab",))
    asked = Asked(accounts=("tiktok/glowlab",))
    first, second = two((mine,), (there,), (ORG, ORG), asked)
    assert (named(first), named(second)) == ([], ["posts.b"])
    assert second.days.slots[0].clashes == ()


def test_a_sheet_says_whose_it_is_and_what_it_is_made_of() -> None:
    sheet = sheet_of(plan_with(MINE, environment="staging"), NOW + 5)
    assert (sheet.workspace, sheet.environment, sheet.organization) == ("glow-lab", "staging", "org_1")
    assert (sheet.at, sheet.name, sheet.stopped) == (NOW, "4d3d-3583-d919-0a1b-77c2", False)


def test_a_plan_that_does_not_say_when_it_was_made_was_made_now() -> None:
    assert sheet_of(plan_with(made=Made()), NOW + 5).at == NOW + 5


def test_a_plan_that_is_refused_says_so() -> None:
    refusal = (error("x", "no"),)
    assert sheet_of(plan_with(refusals=refusal), NOW).stopped
    assert sheet_of(plan_with(errors=refusal), NOW).stopped
