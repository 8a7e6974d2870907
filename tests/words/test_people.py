"""Which names are one person's."""

from __future__ import annotations

import pytest

from rawugc_sync.words.people import People

PEOPLE = People({"ana": ("ana@x.example", "gh-ana"), "bo": ("bo@x.example",)})
ANA, CY = "Ana A. <ana@x.example>", "Cy <cy@x.example>"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ana", "ana"),
        ("ana", "ANA"),
        ("ana", " ana "),
        ("ana", "gh-ana"),
        ("GH-Ana", "Ana@X.example"),
        ("gh-ana", ANA),
        ("Cy", CY),
        ("cy@x.example", CY),
        (CY, "Cyrus <cy@x.example>"),
        (CY, "Cy <other@x.example>"),
        ("cy", "Cyrus <123+cy@users.noreply.github.com>"),
        ("cy", "Cyrus <cy@users.noreply.github.com>"),
        ("cy", "Cyrus <123-cy@users.noreply.gitlab.com>"),
        ("123+cy@users.noreply.github.com", "cy@users.noreply.github.com"),
        ("gh-ana", "A. <9+gh-ana@users.noreply.github.com>"),
        ("ana@x.example", "A. <9+gh-ana@users.noreply.github.com>"),
        ("zo\u00eb", "Zoe\u0308 <z@x.example>"),
        ("STRASSE", "stra\u00dfe"),
    ],
)
def test_names_of_one_person(one: str, other: str) -> None:
    assert PEOPLE.same(one, other)
    assert PEOPLE.same(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ana", "bo"),
        ("ana", "anna"),
        ("ana", "ana@y.example"),
        ("ana@x.example", "a@x.example"),
        ("cy", "cy@x.example"),
        ("x.example", "ana@x.example"),
        (CY, "Dee <dee@x.example>"),
        ("cy", "Dee <123+cy@users.noreply.example>"),
        ("cy", "Dee <cy@users.noreply.gitlab.com>"),
        ("ana", "Cy <>"),
        ("ana", ""),
    ],
)
def test_names_of_two(one: str, other: str) -> None:
    assert not PEOPLE.same(one, other)
    assert not PEOPLE.same(other, one)


@pytest.mark.parametrize(
    ("text", "person"),
    [
        ("GH-ana", "ana"),
        (ANA, "ana"),
        (CY, "cy@x.example"),
        ("CY", "cy"),
        ("Cy <>", "cy"),
        ("<>", "<>"),
    ],
)
def test_a_person_has_one_name(text: str, person: str) -> None:
    assert PEOPLE.person_of(text) == person


def test_a_person_goes_by_all_names_that_people_join() -> None:
    people = People({"ana": ("ana@x.example", "gh-ana"), "ben": ("ben@x.example",)})
    assert people.names_of("gh-ana") == ["gh-ana", "ana", "ana@x.example"]
    assert people.names_of("cleo") == ["cleo"]
