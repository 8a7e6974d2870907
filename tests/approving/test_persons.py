"""Which names are one person's, and whose work an approver says yes to."""

from __future__ import annotations

import pytest

from rawugc_sync.approving.persons import People, Verdict, may, wrote
from rawugc_sync.words.approvals import Role, Share

PEOPLE = People({"ana": ("ana@x.example", "gh-ana"), "bo": ("bo@x.example",)})
ANA, BO, CY = "Ana A. <ana@x.example>", "Bo <bo@x.example>", "Cy <cy@x.example>"


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


@pytest.mark.parametrize(
    ("approver", "authors", "verdict"),
    [
        # cannot be told
        ("ana", None, Verdict.UNKNOWN),
        ("ana@x.example", None, Verdict.UNKNOWN),
        # nobody
        ("ana", (), Verdict.OTHERS),
        ("somebody", (), Verdict.OTHERS),
        # the same as one of them
        ("ana", (BO, ANA), Verdict.OURS),
        ("gh-ana", (ANA,), Verdict.OURS),
        ("gh-ana", ("Ana <ana@x.example>", "another"), Verdict.OURS),
        ("cy", (CY,), Verdict.OURS),
        ("cy@x.example", (CY,), Verdict.OURS),
        ("gh-cy", (CY, "gh-cy"), Verdict.OURS),
        ("cy", ("Cyrus <1+cy@users.noreply.github.com>",), Verdict.OURS),
        # somebody in people
        ("ana", (CY,), Verdict.OTHERS),
        ("gh-ana", (CY, BO), Verdict.OTHERS),
        # an address
        ("dee@x.example", (CY,), Verdict.OTHERS),
        ("ana@x.example", (CY,), Verdict.OTHERS),
        # all authors are in people
        ("gh-dee", (ANA, BO), Verdict.OTHERS),
        # a name that may be anyone's
        ("gh-dee", (CY,), Verdict.UNKNOWN),
        ("gh-dee", (ANA, CY), Verdict.UNKNOWN),
    ],
)
def test_whose_work_it_is(approver: str, authors: tuple[str, ...] | None, verdict: Verdict) -> None:
    assert wrote(approver, authors, PEOPLE) is verdict


@pytest.mark.parametrize(
    ("by", "approver", "allowed"),
    [
        ((), "anybody", True),
        (("ana",), "ana", True),
        (("ana",), "Gh-Ana", True),
        (("ana@x.example",), "gh-ana", True),
        (("bo", "legal@x.example"), "LEGAL@x.example", True),
        (("ana",), "bo", False),
        (("ana",), "anabel", False),
        (("legal@x.example",), "legal", False),
    ],
)
def test_who_may_speak_for_a_role(by: tuple[str, ...], approver: str, allowed: bool) -> None:
    role = Role(name="legal", of=(Share("texts"),), by=by)
    assert may(role, approver, PEOPLE) is allowed


def test_an_author_can_be_in_the_way_of_nobody_else_by_a_name() -> None:
    """Whoever commits under another's name keeps that one from saying yes, and does not become them."""
    assert wrote("ana", ("ana <evil@x.example>",), PEOPLE) is Verdict.OURS
    assert wrote("evil@x.example", ("ana <evil@x.example>",), PEOPLE) is Verdict.OURS


def test_a_person_goes_by_all_names_that_people_join() -> None:
    people = People({"ana": ("ana@x.example", "gh-ana"), "ben": ("ben@x.example",)})
    assert people.names_of("gh-ana") == ["gh-ana", "ana", "ana@x.example"]
    assert people.names_of("cleo") == ["cleo"]
