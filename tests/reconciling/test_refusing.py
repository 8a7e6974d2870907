"""What keeps a plan from being carried out."""

from __future__ import annotations

from dataclasses import replace

import pytest

from rawugc_sync.reconciling.refusing import strictly, turned_down, unapproved
from rawugc_sync.words.diagnostics import Diagnostic, error, note, warning
from rawugc_sync.words.errors import InvalidInput, RawugcError, Refused
from rawugc_sync.words.planned import Plan
from tests.planning.worlds import persona, plan

MADE = plan(persona("a"), persona("b"), records={})
WRONG, NO = error("wrong", "is wrong"), error("rule", "a rule says no")
WARNING, NOTE = warning("odd", "is odd"), note("well", "is well")


@pytest.mark.parametrize(
    ("errors", "refusals", "told", "strict", "kind"),
    [
        ((), (), (), True, None),
        ((), (), (NOTE,), True, None),
        ((), (), (WARNING,), False, None),
        ((), (), (WARNING,), True, InvalidInput),
        ((), (NO,), (WARNING,), False, Refused),
        ((), (NO,), (WARNING,), True, Refused),
        ((WRONG,), (), (), False, InvalidInput),
        ((WRONG,), (NO,), (NOTE,), False, InvalidInput),
    ],
)
def test_what_is_wrong_weighs_more_than_a_rule_and_a_warning_counts_where_it_is_said_to(
    errors: tuple[Diagnostic, ...],
    refusals: tuple[Diagnostic, ...],
    told: tuple[Diagnostic, ...],
    strict: bool,
    kind: type[RawugcError] | None,
) -> None:
    made = replace(MADE, errors=errors, refusals=refusals, diagnostics=told)
    judged = strictly(made) if strict else made
    refused = turned_down(judged)
    assert (type(refused) if refused else None) is kind
    assert refused is None or refused.diagnostics == (*errors, *refusals, *told)


def test_a_warning_that_counts_is_shown_as_what_stops_the_plan() -> None:
    judged = strictly(replace(MADE, diagnostics=(NOTE, WARNING)))
    assert (judged.errors, judged.diagnostics) == ((WARNING,), (NOTE,))
    assert (judged.digest, judged.changes) == (MADE.digest, MADE.changes)


def only(made: Plan, *names: str) -> Plan:
    """The same plan without its other changes, as it is once those are done."""
    return replace(made, changes=tuple(c for c in made.changes if c.address.key in names), digest="sha256:x")


A, B = (change.digest for change in MADE.changes)


@pytest.mark.parametrize(
    ("made", "digests", "left"),
    [
        (MADE, {MADE.digest}, []),
        (MADE, {A, B}, []),
        (MADE, {A, B, "sha256:more"}, []),
        (MADE, {A}, ["personas.b"]),
        (MADE, set(), ["personas.a", "personas.b"]),
        (only(MADE, "b"), {A, B}, []),
        (only(MADE, "b"), {MADE.digest}, ["personas.b"]),
        (only(MADE), set(), []),
    ],
)
def test_each_change_needs_an_approval_of_its_own_or_of_the_whole(
    made: Plan, digests: set[str], left: list[str]
) -> None:
    found = unapproved(made, frozenset(digests))
    assert [diagnostic.address for diagnostic in found] == left
    assert {diagnostic.code for diagnostic in found} <= {"unapproved"}
