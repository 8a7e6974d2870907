"""Where each yes stands, as a terminal has it: what is missing first, a line for a role."""

from __future__ import annotations

from dataclasses import replace

import pytest

from rawugc_sync.render.approvals_text import approvals_part, checked, policy_lines, standing
from rawugc_sync.render.style import Style
from rawugc_sync.words.approvals import WAIVE, Approval, Asked, Standing
from rawugc_sync.words.law import PolicyChange
from tests.render.conftest import plan_of

PLAIN = Style(colour=False)
NOW = 1_800_000_000_000
BOTH = "ana, bo, until Fri 2027-01-15 08:00 UTC"
MISSING = Approval(asked=Asked(role="legal", address="posts.a", digest="sha256:1"))
GIVEN = Approval(
    asked=Asked(role="brand", address="posts.a", digest="sha256:1"),
    standing=Standing.GIVEN,
    by=("ana", "bo"),
    at=NOW,
    until=NOW + 1,
)


@pytest.mark.parametrize(
    ("approval", "told"),
    [
        (MISSING, "missing"),
        (replace(MISSING, by=("bo",)), "missing (so far bo)"),
        (replace(MISSING, why="ana wrote it"), "missing; one does not count, for ana wrote it"),
        (GIVEN, f"given by {BOTH}"),
        (replace(GIVEN, until=None), "given by ana, bo"),
        (
            replace(GIVEN, standing=Standing.LAPSED),
            "lapsed: given by ana, bo, until Fri 2027-01-15 08:00 UTC",
        ),
        (replace(GIVEN, standing=Standing.REJECTED, note="No."), "refused by ana, bo: No."),
    ],
)
def test_it_says_where_a_yes_stands(approval: Approval, told: str) -> None:
    assert standing(approval) == told


def at(number: int) -> Approval:
    return replace(MISSING, asked=replace(MISSING.asked, address=f"posts.{number:02}"))


def test_what_stands_the_same_is_one_line_and_what_is_missing_comes_first() -> None:
    waiver = replace(MISSING.asked, act=(WAIVE, "no-cure", "2027-01-31", "content"))
    policy = replace(MISSING.asked, address="policy")
    approvals = (GIVEN, MISSING, replace(MISSING, asked=waiver), replace(MISSING, asked=policy))
    (part,) = approvals_part(plan_of(approvals=approvals), PLAIN)
    assert part.splitlines() == [
        "Approvals",
        "  ! legal, missing: posts.a, posts.a (breaking no-cure until 2027-01-31), the policy",
        "  ✓ brand, given by ana, bo, until Fri 2027-01-15 08:00 UTC: posts.a",
    ]


def test_a_plan_names_a_dozen_and_a_check_names_all() -> None:
    many = tuple(map(at, range(14)))
    (part,) = approvals_part(plan_of(approvals=many), PLAIN)
    assert part.endswith("posts.10, posts.11, and 2 more")
    told = checked(many, PLAIN)
    assert "posts.12, posts.13" in told
    assert told.endswith("14 of 14 missing.")


def test_a_change_of_the_policy_says_what_is_new_gone_and_changed() -> None:
    change = PolicyChange(
        before={"approvals": {"legal": {"of": ["posts"]}, "press": {}}, "rules": {"gap": {"minGap": "4h"}}},
        after={"approvals": {"legal": {"of": ["styles"]}, "brand": {}}, "rules": {"gap": {"minGap": "4h"}}},
        digest="sha256:1",
    )
    assert policy_lines(change) == [
        "roles: brand new",
        "roles: press gone",
        "roles: legal changed",
        "It counts once this is applied.",
    ]
