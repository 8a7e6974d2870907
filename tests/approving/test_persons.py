"""Whose work an approver says yes to, and who may."""

from __future__ import annotations

import pytest

from rawugc_sync.approving.persons import Verdict, may, wrote
from rawugc_sync.words.approvals import Role, Share
from rawugc_sync.words.people import People

PEOPLE = People({"ana": ("ana@x.example", "gh-ana"), "bo": ("bo@x.example",)})
ANA, BO, CY = "Ana A. <ana@x.example>", "Bo <bo@x.example>", "Cy <cy@x.example>"


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
