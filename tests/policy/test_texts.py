"""What a brand may never say, and what it has to."""

from __future__ import annotations

import pytest

from rawugc_sync.words.rules import FieldName, Forbid, Require
from rawugc_sync.words.uploads import FileUrl
from tests.policy.subjects import CONTENT, found, live, post, product, said

DESCRIPTION = FieldName("products", "description")
AD = Require(
    fields=(CONTENT,), words=("#ad", "#werbung"), when={"tiktokCommercialContentType": "brand_content"}
)


@pytest.mark.parametrize(
    ("content", "findings"),
    [
        ("A cure!", ['posts.teaser content says "cure"']),
        ("It CURES and is the cure.", ['posts.teaser content says "cure" and "cures"']),
        ("Rest as\n  sured: no risk.", ['posts.teaser content says "no risk"']),
        ("Secure, curest, manicure.", []),
        ("", []),
    ],
)
def test_a_forbidden_word_is_found_as_a_word_of_its_own(content: str, findings: list[str]) -> None:
    check = Forbid(fields=(CONTENT,), words=("cure", "cures", "no risk"))
    assert said(found(check, post(content))) == findings


@pytest.mark.parametrize(
    ("pattern", "content", "findings"),
    [
        (r"\d+ ?€", "Now 12 €!", [r'posts.teaser content says "12 €", which matches \d+ ?€']),
        (r"\d+ ?€", "Now for less", []),
        (
            "cafe\u0301",
            "Caf\u00e9, caf\u00e9",
            ['posts.teaser content says "caf\u00e9", which matches cafe\u0301'],
        ),
        ("free", "FREE", []),
        ("(?i)frei", "FREI", ['posts.teaser content says "FREI", which matches (?i)frei']),
        ("(?i)straße", "STRASSE", []),
        (r"\Qa.b", "a.b", [r'posts.teaser content says "a.b", which matches \Qa.b']),
        ("x+", "\ud83d x", ['posts.teaser content says "x", which matches x+']),
        ("y+", "y" * 70, [f'posts.teaser content says "{"y" * 60}…", which matches y+']),
    ],
)
def test_a_forbidden_pattern_is_found_where_it_matches(
    pattern: str, content: str, findings: list[str]
) -> None:
    assert said(found(Forbid(fields=(CONTENT,), pattern=pattern), post(content))) == findings


def test_a_rule_looks_into_its_fields_alone_and_into_the_items_of_lists() -> None:
    check = Forbid(fields=(CONTENT, FieldName("products", "photos")), words=("old",))
    findings = found(
        check,
        post("new", tiktokPrivacyLevel="old"),
        product(description="old", photos=["https://cdn.example.com/old.jpg", FileUrl("old")]),
    )
    assert said(findings) == ['products.serum photos says "old"']


def test_what_one_rule_forbids_another_one_does_not() -> None:
    assert (
        said(found(Forbid(fields=(DESCRIPTION,), words=("cure",)), post("cure"), product(description="fine")))
        == []
    )


@pytest.mark.parametrize(
    ("content", "kind", "findings"),
    [
        ("Look. #ad", "brand_content", []),
        ("Look. #WERBUNG", "brand_content", []),
        (
            "Look. #adventure",
            "brand_content",
            [
                'posts.teaser content does not say "#ad" or "#werbung", '
                "where tiktokCommercialContentType is brand_content"
            ],
        ),
        ("Look.", "none", []),
        ("Look.", None, []),
    ],
)
def test_a_disclosure_is_required_where_its_condition_holds(
    content: str, kind: str | None, findings: list[str]
) -> None:
    fields = {} if kind is None else {"tiktokCommercialContentType": kind}
    assert said(found(AD, post(content, **fields))) == findings


def test_a_field_that_is_not_set_is_what_the_api_takes_it_for() -> None:
    check = Require(fields=(CONTENT,), words=("organic",), when={"tiktokCommercialContentType": "none"})
    assert len(found(check, post("Look."))) == 1


def test_what_is_not_returned_is_not_held_against_what_nobody_manages() -> None:
    check = Require(fields=(CONTENT,), words=("organic",), when={"tiktokCommercialContentType": "none"})
    assert found(check, live("2026-12-01 09:00")) == []


@pytest.mark.parametrize(
    ("words", "pattern", "findings"),
    [
        ((), r"#\w+", [r"posts.teaser content has nothing that matches #\w+"]),
        (("now",), r"#\w+", [r'posts.teaser content does not say "now", nor what matches #\w+']),
        (("look",), r"#\w+", []),
        ((), "Look", []),
    ],
)
def test_one_word_or_the_pattern_is_enough(words: tuple[str, ...], pattern: str, findings: list[str]) -> None:
    assert said(found(Require(fields=(CONTENT,), words=words, pattern=pattern), post("Look."))) == findings


def test_one_of_several_fields_is_enough_and_none_at_all_is_not() -> None:
    check = Require(fields=(FieldName("products", "name"), DESCRIPTION), words=("vegan",))
    assert said(found(check, product(description="Vegan."), product("soap"))) == [
        'products.soap name does not say "vegan"'
    ]
