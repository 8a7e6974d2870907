"""How many approvals are missing, of whom, and how whoever may give one does so."""

from __future__ import annotations

import shlex

import pytest

from rawugc_sync.review.approvals import shares, told
from rawugc_sync.words.approvals import Standing
from rawugc_sync.words.diagnostics import error
from rawugc_sync.words.planned import Plan
from tests.review.approving import LAUNCH, NAME, TEASER, all_of_it, approval, asking

GIVEN = approval("legal", LAUNCH, Standing.GIVEN, by=("ana",))
MISSING = approval("legal", TEASER)


@pytest.mark.parametrize(
    ("plan", "sum"),
    [
        (asking(), ""),
        (asking(GIVEN), "1 approval, none missing"),
        (asking(GIVEN, MISSING), "1 of 2 approvals missing: legal"),
        (all_of_it(), "6 of 7 approvals missing: brand, legal"),
    ],
)
def test_they_are_counted_and_who_is_asked_is_named(plan: Plan, sum: str) -> None:
    assert told(plan) == sum


def test_of_each_role_the_missing_come_first_and_so_do_roles_that_lack_something() -> None:
    found = shares(asking(approval("brand", LAUNCH, Standing.GIVEN), GIVEN, MISSING))
    assert [(one.role, one.missing, one.approvals) for one in found] == [
        ("legal", 1, (MISSING, GIVEN)),
        ("brand", 0, (approval("brand", LAUNCH, Standing.GIVEN),)),
    ]


@pytest.mark.parametrize(
    ("plan", "command"),
    [
        (asking(MISSING), f"rawugc-sync approve --role legal --plan {NAME}"),
        (
            asking(MISSING, environment="production"),
            f"rawugc-sync --env production approve --role legal --plan {NAME}",
        ),
        (asking(MISSING, by_name=False), "rawugc-sync approve --role legal PLANFILE"),
        (asking(GIVEN), None),
        (asking(MISSING, drift=True), None),
        (asking(MISSING, errors=(error("x", "y"),)), None),
        (asking(MISSING, digest=""), None),
    ],
)
def test_what_is_missing_has_a_command_where_the_plan_can_be_made_again(
    plan: Plan, command: str | None
) -> None:
    assert [one.command for one in shares(plan)] == [command]


def test_no_name_of_a_role_is_more_than_one_word_to_a_shell() -> None:
    role = "legal; rm -rf ~ $(x) '`y`'"
    [share] = shares(asking(approval(role, TEASER)))
    assert share.command is not None
    assert shlex.split(share.command)[3] == role
