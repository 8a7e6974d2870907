"""Which addresses a plan is about."""

from __future__ import annotations

import pytest

from rawugc_sync.planning.inputs import Options
from rawugc_sync.planning.targeting import around, select
from rawugc_sync.words.addresses import Address
from rawugc_sync.words.errors import InvalidInput
from rawugc_sync.words.recorded import Record
from tests.planning.worlds import actions, live_persona, persona, plan, want

DESIRED = {
    d.address: d
    for d in (
        persona("a"),
        persona("b", references=("messaging.m",)),
        want("messaging.m", {"name": "m"}, references=("personas.a",)),
        want("styles.s", {}),
    )
}
RECORDED = [Address("personas", "gone"), Address("styles", "s")]


@pytest.mark.parametrize(
    ("targets", "chosen"),
    [
        (["personas.a"], {"personas.a"}),
        (["personas.b"], {"personas.b", "messaging.m", "personas.a"}),
        (["personas"], {"personas.a", "personas.b", "personas.gone", "messaging.m"}),
        (["styles.*"], {"styles.s"}),
        (["*.a"], {"personas.a"}),
        (["personas.gone", "styles"], {"personas.gone", "styles.s"}),
        (["*"], {"personas.a", "personas.b", "personas.gone", "messaging.m", "styles.s"}),
    ],
)
def test_targets_name_addresses_collections_and_globs_with_their_references(
    targets: list[str], chosen: set[str]
) -> None:
    assert {str(a) for a in select(targets, DESIRED, RECORDED)} == chosen


def test_targets_that_name_nothing_are_all_told() -> None:
    with pytest.raises(InvalidInput) as wrong:
        select(["personas.aa", "personas.a", "zzz"], DESIRED, RECORDED)
    assert [(d.summary, d.detail) for d in wrong.value.diagnostics] == [
        ("--target personas.aa: no such resource", "Did you mean personas.a?"),
        ("--target zzz: no such resource", "Neither the manifests nor the state know it."),
    ]


@pytest.mark.parametrize(
    ("targets", "chosen"),
    [
        (["styles.s"], {"styles.s"}),
        (["personas.a"], {"personas.a", "messaging.m", "personas.b"}),
        (["messaging.m"], {"personas.a", "messaging.m", "personas.b"}),
        (["personas.b", "styles"], {"personas.a", "messaging.m", "personas.b", "styles.s"}),
        (["*"], {"personas.a", "messaging.m", "personas.b", "styles.s"}),
    ],
)
def test_around_a_target_is_what_it_uses_and_what_uses_it(targets: list[str], chosen: set[str]) -> None:
    assert {str(a) for a in around(targets, DESIRED)} == chosen


def test_what_merely_uses_the_same_is_not_around_a_target() -> None:
    siblings = {d.address: d for d in (persona("c", references=("personas.a",)), *DESIRED.values())}
    assert Address("personas", "c") not in around(["messaging.m"], siblings)


def test_there_is_nothing_around_what_the_manifests_do_not_know() -> None:
    with pytest.raises(InvalidInput) as wrong:
        around(["zzz", "styles.t"], DESIRED)
    assert [(d.summary, d.detail) for d in wrong.value.diagnostics] == [
        ("--target zzz: no such resource", "The manifests do not know it."),
        ("--target styles.t: no such resource", "Did you mean styles.s?"),
    ]


def test_what_is_out_of_scope_is_neither_created_nor_deleted() -> None:
    made = plan(
        persona("a"),
        persona("b"),
        records={"personas.gone": Record("per_1", {"name": "gone", "description": "D"})},
        live={"personas": [live_persona("per_1", "gone")]},
        options=Options(scope=frozenset({Address("personas", "a")})),
    )
    assert actions(made) == {"personas.a": ("create",)}
