"""Which findings a waiver silences, and until when."""

from __future__ import annotations

from datetime import date

import pytest

from rawugc_sync.policy.judge import Finding
from rawugc_sync.policy.subjects import Subject
from rawugc_sync.policy.waiving import lapsed, without_waived
from rawugc_sync.words.addresses import Address
from rawugc_sync.words.diagnostics import Source
from rawugc_sync.words.rules import Forbid, Rule, Waiver
from tests.policy.subjects import CONTENT, live, post

RULE = Rule(id="no-cure", check=Forbid(fields=(CONTENT,), words=("cure",)))
TEASER, OTHER = Address("posts", "teaser"), Address("posts", "other")
UNTIL = date(2027, 1, 31)


def waiver(
    rule: str = "no-cure", address: Address = TEASER, field: str | None = "content", until: date = UNTIL
) -> Waiver:
    return Waiver(rule, until, "Legal has seen it.", address, field, Source("posts.yaml", 3, 5))


def finding(subject: Subject | None = None, field: str | None = "content") -> Finding:
    return Finding(RULE, subject or post("cure"), field, 'says "cure"')


@pytest.mark.parametrize(
    ("given", "today", "is_silent"),
    [
        (waiver(), date(2027, 1, 30), True),
        (waiver(), UNTIL, True),
        (waiver(), date(2027, 2, 1), False),
        (waiver(field=None), UNTIL, True),
        (waiver(field="videoUrl"), UNTIL, False),
        (waiver(rule="no-price"), UNTIL, False),
        (waiver(address=OTHER), UNTIL, False),
    ],
)
def test_a_waiver_counts_for_its_rule_at_its_place_up_to_its_last_day(
    given: Waiver, today: date, is_silent: bool
) -> None:
    one = finding()
    standing, waived = without_waived([one], [given], today)
    assert (standing, waived) == (([], [(one, given)]) if is_silent else ([one], []))


def test_one_for_a_field_does_not_silence_what_is_about_the_whole_resource() -> None:
    assert without_waived([finding(field=None)], [waiver()], UNTIL) == ([finding(field=None)], [])


def test_the_one_that_lasts_longest_counts() -> None:
    long = waiver(field=None, until=date(2028, 1, 1))
    short = [waiver(), waiver(field=None)]
    assert without_waived([finding()], [short[0], long, short[1]], UNTIL)[1] == [(finding(), long)]


def test_what_nobody_manages_has_no_place_for_a_waiver() -> None:
    one = finding(live("2026-12-01 09:00"))
    assert without_waived([one], [waiver()], UNTIL) == ([one], [])


@pytest.mark.parametrize(
    ("given", "is_told"),
    [
        ([], False),
        ([waiver()], True),
        ([waiver(until=date(2026, 1, 1)), waiver()], True),
        ([waiver(until=date(2027, 2, 2))], False),
        ([waiver(rule="no-price")], False),
        ([waiver(address=OTHER)], False),
        ([waiver(field="videoUrl")], False),
    ],
)
def test_of_those_that_have_ended_the_last_is_told(given: list[Waiver], *, is_told: bool) -> None:
    assert lapsed(finding(), given, date(2027, 2, 1)) == (waiver() if is_told else None)
