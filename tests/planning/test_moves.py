"""`moved` blocks: chains, swaps, what was moved already, and what cannot be."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pytest

from rawugc_sync.planning.inputs import Options
from rawugc_sync.words.addresses import Address
from rawugc_sync.words.desired import Blocks, Moved
from rawugc_sync.words.planned import Plan
from rawugc_sync.words.recorded import Record, State
from tests.planning.worlds import actions, codes, live_persona, live_post, persona, plan, post, want

Pairs = list[tuple[str, str]]


def at(key: str) -> Address:
    return Address("personas", key)


def blocks(*pairs: tuple[str, str]) -> Blocks:
    return Blocks(moved=tuple(Moved(at(old), at(new)) for old, new in pairs))


def moved(
    pairs: Pairs, recorded: str, desired: str, *, made: Iterable[tuple[str, str]] = (), **more: Any
) -> Plan:
    """The plan of personas recorded and desired under these keys; a record's object has the id `per_KEY`."""
    records = {at(key): Record(f"per_{key}", {"name": key, "description": "D"}) for key in recorded}
    parts: dict[str, Any] = {
        "state": State("lineage", 3, "org_1", records, moved=frozenset((at(o), at(n)) for o, n in made)),
        "live": {"personas": [live_persona(f"per_{key}", key) for key in recorded]},
        "blocks": blocks(*pairs),
    }
    return plan(*(persona(key) for key in desired), **{**parts, **more})


def ends(made: Plan) -> dict[str, str]:
    """Key → the key that it was recorded under."""
    return {new.key: old.key for new, old in made.moves.previous.items()}


@pytest.mark.parametrize(
    ("pairs", "recorded", "expected"),
    [
        pytest.param([("a", "b")], "a", {"b": "a"}, id="one"),
        pytest.param([("a", "b"), ("b", "c")], "a", {"c": "a"}, id="chain"),
        pytest.param([("b", "c"), ("a", "b")], "a", {"c": "a"}, id="chain-in-another-order"),
        pytest.param([("a", "b"), ("b", "c")], "b", {"c": "b"}, id="later-end-of-a-chain"),
        pytest.param([("a", "b"), ("b", "c")], "ab", {"b": "a", "c": "b"}, id="shift"),
        pytest.param([("a", "b"), ("b", "c"), ("c", "d")], "ac", {"c": "a", "d": "c"}, id="shift-with-a-gap"),
        pytest.param([("a", "b"), ("b", "a")], "ab", {"a": "b", "b": "a"}, id="swap"),
        pytest.param(
            [("a", "b"), ("b", "c"), ("c", "a")], "abc", {"b": "a", "c": "b", "a": "c"}, id="circle"
        ),
        pytest.param([("x", "y")], "a", {}, id="nothing-there"),
    ],
)
def test_where_a_record_goes(pairs: Pairs, recorded: str, expected: dict[str, str]) -> None:
    made = moved(pairs, recorded, "".join(expected) or recorded)
    assert ends(made) == expected
    assert made.refusals == ()
    assert made.moves.made == {(at(old), at(new)) for old, new in pairs}


def test_a_move_alone_is_a_change_without_a_call() -> None:
    made = moved([("a", "b")], "a", "b", live={"personas": [live_persona("per_a", "b")]})
    (change,) = made.changes
    assert (change.actions, change.id, change.calls) == (("no-op",), "per_a", ())
    assert (str(change.address), str(change.previous_address)) == ("personas.b", "personas.a")
    assert (made.unchanged, made.summary["no-op"]) == (0, 1)


def test_a_move_with_an_edit_is_one_update() -> None:
    (change,) = moved([("a", "b")], "a", "b").changes
    assert (change.actions, change.previous_address) == (("update",), at("a"))
    assert [(call.method, call.body) for call in change.calls] == [("PATCH", {"name": "b"})]


def test_what_was_moved_and_then_left_the_manifests_is_deleted_under_its_new_address() -> None:
    (change,) = moved([("a", "b")], "a", "", declared=frozenset({"personas"})).changes
    assert (change.actions, change.address, change.previous_address) == (("delete",), at("b"), at("a"))


@pytest.mark.parametrize(
    ("pairs", "recorded", "desired"),
    [
        ([("a", "b"), ("b", "a")], "ab", "ab"),
        ([("a", "b"), ("b", "c")], "bc", "bc"),
        ([("a", "b")], "ab", "ab"),
    ],
    ids=["swap", "shift", "taken-again"],
)
def test_what_was_moved_once_stays_where_it_is(pairs: Pairs, recorded: str, desired: str) -> None:
    made = moved(pairs, recorded, desired, made=pairs)
    assert (ends(made), made.changes, codes(made)) == ({}, (), {"removable"})
    assert made.moves.made == {(at(old), at(new)) for old, new in pairs}


def test_what_was_moved_is_forgotten_once_its_block_is_gone() -> None:
    assert moved([], "b", "b", made=[("a", "b")]).moves.made == frozenset()


@pytest.mark.parametrize(
    ("recorded", "desired", "expected", "said"),
    [
        pytest.param("a", "b", {"b": "a"}, set(), id="one-step"),
        pytest.param("a", "a", {}, set(), id="a-rename-and-its-undoing"),
        pytest.param("a", "ab", {}, {"moved-onto"}, id="either-way"),
        pytest.param("ab", "ab", {"a": "b", "b": "a"}, set(), id="swap"),
    ],
)
def test_of_a_circle_what_is_wanted_tells_where_it_goes(
    recorded: str, desired: str, expected: dict[str, str], said: set[str]
) -> None:
    made = moved([("a", "b"), ("b", "a")], recorded, desired)
    assert ends(made) == expected
    assert {refusal.code for refusal in made.refusals} == said


@pytest.mark.parametrize(
    ("pairs", "recorded"),
    [([("a", "b")], "ab"), ([("a", "b"), ("b", "c")], "ac"), ([("a", "b"), ("b", "c")], "abc")],
)
def test_nothing_moves_onto_what_stays(pairs: Pairs, recorded: str) -> None:
    made = moved(pairs, recorded, pairs[-1][1])
    assert codes(made) == {"moved-onto"}
    assert "state rm personas." in made.refusals[0].detail


def test_without_a_state_nothing_moves_and_the_blocks_count_as_done() -> None:
    pairs = [("a", "b"), ("b", "a")]
    made = moved(pairs, "", "ab", state=None)
    assert ends(made) == {}
    assert made.moves.made == {(at(old), at(new)) for old, new in pairs}


@pytest.mark.parametrize(("target", "moves"), [("b", {"b": "a"}), ("a", {"b": "a"}), ("c", {})])
def test_a_target_takes_its_whole_move_along_and_no_other(target: str, moves: dict[str, str]) -> None:
    options = Options(scope=frozenset({at(target)}))
    made = moved([("a", "b")], "ac", "bc", options=options)
    assert ends(made) == moves
    assert [str(change.address) for change in made.changes] == [f"personas.{key}" for key in moves]
    assert made.moves.made == ({(at("a"), at("b"))} if moves else frozenset())


def test_a_history_that_moves_stays_history() -> None:
    made = plan(
        want("posts.new", post()),
        records={"posts.old": Record("post_1", post())},
        live={"posts": [live_post(status="published")]},
        blocks=Blocks(moved=(Moved(Address("posts", "old"), Address("posts", "new")),)),
    )
    assert actions(made) == {"posts.new": ("no-op",)}
    assert made.changes[0].previous_address == Address("posts", "old")
