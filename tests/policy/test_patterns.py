"""Which patterns a rule can have, and that none of them takes more than linear time."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rawugc_sync.policy.folding import folded, stands
from rawugc_sync.policy.patterns import LARGEST, LONGEST, may_match, may_stand, searching, unfit_pattern


@pytest.mark.parametrize(
    "pattern", [r"\d+ ?€", "(?i)heil", r"\pL{1,50}!", r"\bnew\b", "(?P<name>a)", r"\Qa.b"]
)
def test_a_pattern_that_re2_takes_is_fit(pattern: str) -> None:
    assert unfit_pattern(pattern) is None


@pytest.mark.parametrize(
    ("pattern", "why"),
    [
        ("a(?=b)", "look-around is not there, for it cannot be matched in linear time"),
        ("(?<!a)b", "look-around is not there"),
        (r"(a)\1", "back references are not there"),
        ("(", "is not a pattern that RE2 takes: missing )"),
        ("[z-a]", "is not a pattern that RE2 takes: invalid character class range"),
        ("a{1001}", "invalid repetition size"),
        ("((a{100}){100}){100}", "invalid repetition size"),
        (r"\pL{100}", "would take too long to match"),
        ("x" * (LONGEST + 1), f"is {LONGEST + 1} characters long, and at most {LONGEST} are taken"),
        ("x*", "matches a text with nothing in it"),
        ("", "matches a text with nothing in it"),
        ("\ud800(", "is not a pattern that RE2 takes"),
    ],
)
def test_a_pattern_that_cannot_be_is_refused_with_its_reason(pattern: str, why: str) -> None:
    assert why in (unfit_pattern(pattern) or "")


@pytest.mark.parametrize(
    ("unfit", "fit"), [("x*", "x+"), (r"\pL{100}", r"\pL{40}"), ("x" * 1001, "x" * 1000)]
)
def test_the_way_out_that_a_reason_names_is_one(unfit: str, fit: str) -> None:
    assert unfit_pattern(unfit)
    assert unfit_pattern(fit) is None


HOSTILE = [
    r"(a+)+b",
    r"(a|aa)+b",
    r"(a|a)*b",
    r"([a-z]+)*!",
    r"(.*)*x",
    r"(a?){100}a{100}b",
    r"(?:[ab]*a[ab]{200})!",
]


@pytest.mark.parametrize("pattern", HOSTILE)
def test_what_makes_others_backtrack_without_end_is_matched_over_a_long_text(pattern: str) -> None:
    """A matcher that backtracks needs more steps for these than there are atoms; this one would hang here."""
    assert unfit_pattern(pattern) is None
    assert searching(pattern)("a" * 100_000) is None


def test_what_a_character_costs_at_most_is_bounded() -> None:
    """The largest program: each character of a text takes one step in each of its instructions at most."""
    assert unfit_pattern(r"\pL{54}") is None
    assert LARGEST < 100_000


def test_one_pass_tells_which_texts_cannot_match() -> None:
    may = may_match([r"\d+ ?€", "(?i)heil", "a|b"])
    assert [may(text) for text in ("5 €", "HEILT", "b", "HE1L", "")] == [True, True, True, False, False]
    assert not may_match([])("anything")


@pytest.mark.parametrize("number", [0, 999, 1000, 2345, 2999])
def test_none_of_very_many_is_passed_over(number: int) -> None:
    words = [f"w{one:05}x" for one in range(3000)]
    may = may_stand(words)
    assert may(f"It says {words[number]}.")
    assert not may("It says w99999x.")
    assert may_match([*words, r"\Qa"])("anything")


def test_flags_and_quotes_of_one_pattern_do_not_reach_into_the_next() -> None:
    assert not may_match(["(?i)x", "free"])("FREE")
    assert may_match([r"\Qa", "free"])("free")


@given(st.lists(st.text(min_size=1, max_size=6), min_size=1, max_size=4), st.text(max_size=40))
def test_no_word_that_stands_in_a_text_is_passed_over(words: list[str], text: str) -> None:
    forms = [form for word in words if (form := folded(word))]
    seen = folded(f"{text} {words[0]} {text}")
    assert may_stand(forms)(seen) or not any(stands(form, seen) for form in forms)


@given(st.text(alphabet=st.sampled_from("ab€😀"), max_size=12))
def test_what_is_found_is_the_stretch_of_the_text(text: str) -> None:
    match = re.search("a+€", text)
    assert searching("a+€")(text) == (match[0] if match else None)
