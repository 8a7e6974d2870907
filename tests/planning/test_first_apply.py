"""What a plan without a state says of the account that it is made for."""

from __future__ import annotations

from typing import Any

import pytest

from rawugc_sync.planning.inputs import Options
from rawugc_sync.resources.accounts import Account, Directory
from rawugc_sync.words.planned import Plan
from rawugc_sync.words.recorded import Record
from tests.planning.worlds import Objects, live_persona, live_post, persona, plan, post, want

TWO = Directory([Account("acc_1", "tiktok", "glowlab"), Account("acc_2", "instagram", "glow.lab")])
ACCOUNT: Objects = {
    "personas": [live_persona(f"per_{name}", name) for name in ("p", "q", "else")],
    "posts": [live_post(), live_post("post_2", status="published", content="Old")],
}


def said(made: Plan) -> str:
    (one,) = (d.summary for d in made.diagnostics if d.code == "no-state")
    return one


@pytest.mark.parametrize(
    ("parts", "told"),
    [
        ({}, "first apply to org_1 (tiktok/glowlab, instagram/glow.lab): "),
        ({"directory": None}, "first apply to org_1: "),
        ({"directory": Directory(())}, "first apply to org_1: "),
        ({"organization_id": None}, "first apply to this account (tiktok/glowlab, instagram/glow.lab): "),
        ({"organization_id": None, "directory": None}, "first apply to this account: "),
    ],
)
def test_it_names_the_account_as_far_as_it_is_known(parts: dict[str, Any], told: str) -> None:
    made = plan(persona("p"), **{"live": ACCOUNT, "directory": TWO, **parts})
    assert said(made) == f"{told}1 of 1 resources match live objects, 4 live objects stay unmanaged"


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (Options(), "3 of 4 resources match live objects, 2 live objects stay unmanaged"),
        (Options(adopt=False), "0 of 4 resources match live objects, 5 live objects stay unmanaged"),
        (
            Options(scope=frozenset({persona("p").address, persona("new").address})),
            "1 of 2 resources match live objects, 4 live objects stay unmanaged",
        ),
    ],
)
def test_it_counts_what_matches_and_what_stays_unmanaged(options: Options, told: str) -> None:
    wanted = [persona("p"), persona("q"), persona("new"), want("posts.p", post())]
    assert said(plan(*wanted, live=ACCOUNT, directory=TWO, options=options)).endswith(f": {told}")


def test_what_may_be_one_of_two_is_no_match_and_does_not_stay_unmanaged() -> None:
    twice: Objects = {"personas": [live_persona("per_1", "p"), live_persona("per_2", "p")]}
    assert said(plan(persona("p"), live=twice)).endswith(
        "0 of 1 resources match live objects, 0 live objects stay unmanaged"
    )


def test_what_cannot_be_checked_is_counted_beside_it() -> None:
    made = plan(want("posts.p", post(tiktokAllowDuet=True)), live={"posts": [live_post()]})
    (detail,) = (d.detail for d in made.diagnostics if d.code == "no-state")
    assert detail.startswith("3 fields of them cannot be read back")


def test_an_empty_account_has_nothing_to_tell_of() -> None:
    assert said(plan(persona("p"), live={"personas": []})) == "no state yet, and nothing live matches"


def test_with_a_state_it_is_no_first_apply() -> None:
    record = Record("per_p", {"name": "p", "description": "D"})
    made = plan(persona("p"), records={"personas.p": record}, live=ACCOUNT)
    assert [d for d in made.diagnostics if d.code == "no-state"] == []
