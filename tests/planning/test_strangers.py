"""`removed` and `moved` blocks about what nothing ever knew: an error with what is meant."""

from __future__ import annotations

import pytest

from rawugc_sync.words.addresses import Address
from rawugc_sync.words.desired import Blocks, Moved, Removed
from rawugc_sync.words.planned import Plan
from rawugc_sync.words.recorded import Record, State
from tests.planning.worlds import live_persona, persona, plan


def at(key: str) -> Address:
    return Address("personas", key)


def planned(
    recorded: list[str],
    desired: list[str],
    blocks: Blocks,
    made: tuple[tuple[str, str], ...] = (),
    *,
    state: bool = True,
) -> Plan:
    records = {at(key): Record(f"per_{key}", {"name": key, "description": "D"}) for key in recorded}
    known = State("lineage", 3, "org_1", records, moved=frozenset((at(o), at(n)) for o, n in made))
    live = {"personas": [live_persona(f"per_{key}", key) for key in recorded]}
    return plan(*map(persona, desired), state=known if state else None, live=live, blocks=blocks)


def said(made: Plan) -> list[str]:
    return [f"{e.address}: {e.detail}" for e in made.errors if e.code == "unknown-address"]


@pytest.mark.parametrize(
    ("recorded", "desired", "removed", "near"),
    [
        # recorded, and no longer wanted: the block was to decide what becomes of it
        (["sensitive-skin"], [], "sensitve-skin", "sensitive-skin"),
        (["launch-2"], [], "launch-1", "launch-2"),
        (["sensitive-skin"], [], "skin", "sensitive-skin"),
        # still wanted: misspelt, and the resource is not taken out yet
        (["sensitive-skin"], ["sensitive-skin"], "sensitve-skin", "sensitive-skin"),
        # it has done its work
        (["dry-skin"], ["dry-skin"], "night-owls", None),
        (["launch-2"], ["launch-2"], "launch-1", None),
        (["launch-10"], ["launch-10"], "launch-1", None),
        ([], ["sensitive-skin"], "sensitve-skin", None),
        (["night-owls"], [], "sensitve-skin", None),
        # it has work to do
        (["sensitve-skin"], [], "sensitve-skin", None),
    ],
)
def test_a_removed_block_is_about_something_known(
    recorded: list[str], desired: list[str], removed: str, near: str | None
) -> None:
    made = planned(recorded, desired, Blocks(removed=(Removed(at(removed), destroy=False),)))
    if near is None:
        assert said(made) == []
        return
    assert said(made) == [
        f"personas.{removed}: Did you mean personas.{near}? If the block has done its work, remove it."
    ]
    assert "removable" not in [d.code for d in made.diagnostics]
    # What is advised is accepted, either way.
    rest = [key for key in desired if key != near]
    assert said(planned(recorded, rest, Blocks(removed=(Removed(at(near), destroy=False),)))) == []
    assert said(planned(recorded, desired, Blocks())) == []


@pytest.mark.parametrize(
    ("recorded", "desired", "moved", "made", "wrong"),
    [
        (["sensitive-skin"], ["calm-skin"], ("sensitve-skin", "calm-skin"), (), "sensitve-skin"),
        (["dry-skin"], ["dry-skin"], ("night-owls", "early-birds"), (), "early-birds"),
        # done, by what the state remembers or holds
        (["a"], ["a"], ("night-owls", "early-birds"), (("night-owls", "early-birds"),), None),
        (["early-birds"], ["early-birds"], ("night-owls", "early-birds"), (), None),
        # new here: another environment had the old name
        (["dry-skin"], ["dry-skin", "early-birds"], ("night-owls", "early-birds"), (), None),
        (["night-owls"], ["early-birds"], ("night-owls", "early-birds"), (), None),
    ],
)
def test_a_moved_block_is_about_something_known(
    recorded: list[str],
    desired: list[str],
    moved: tuple[str, str],
    made: tuple[tuple[str, str], ...],
    wrong: str | None,
) -> None:
    blocks = Blocks(moved=(Moved(at(moved[0]), at(moved[1])),))
    told = said(planned(recorded, desired, blocks, made))
    assert [one.split(":")[0] for one in told] == ([f"personas.{wrong}"] if wrong else [])


def test_a_lost_state_knows_nothing_and_blames_nobody() -> None:
    blocks = Blocks(removed=(Removed(at("sensitve-skin"), destroy=False),))
    assert said(planned([], ["sensitive-skin"], blocks, state=False)) == []
