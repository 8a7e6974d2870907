"""Which runs a journal has that a state does not know: each once, if it has written of itself."""

from __future__ import annotations

from typing import Any

import pytest

from rawugc_sync.state.left import left_in
from rawugc_sync.words.left import Left
from rawugc_sync.words.recorded import State

STATE = State("mine", 5)
Entry = dict[str, Any]


def began(serial: int, at: int | None) -> Entry:
    """The first line of a run, with what it wrote of itself; None for a run of an older version."""
    notes = {} if at is None else {"run": {"at": at}}
    return {"kind": "run", "lineage": "mine", "serial": serial, "organizationId": None, **notes}


def void(name: str) -> Entry:
    return {"kind": "void", "address": f"posts.{name}"}


def left(at: int, *names: str) -> Left:
    return Left({"at": at}, tuple(map(void, names)))


JOURNALS: dict[str, tuple[State | None, list[Entry], list[Left]]] = {
    "nothing": (STATE, [], []),
    "one": (STATE, [began(5, 1), void("a"), void("b")], [left(1, "a", "b")]),
    "without-a-state": (None, [began(0, 1), void("a")], [left(1, "a")]),
    "two": (STATE, [began(5, 1), void("a"), began(6, 2), void("b")], [left(1, "a"), left(2, "b")]),
    "the-state-has-it": (STATE, [began(4, 1), void("a")], []),
    "the-state-has-the-first": (STATE, [began(4, 1), void("a"), began(5, 2), void("b")], [left(2, "b")]),
    "a-copy": (STATE, [began(5, 1), void("a"), began(5, 1), void("a")], [left(1, "a", "a")]),
    "an-older-version": (STATE, [began(5, None), void("a"), began(5, 2), void("b")], [left(2, "b")]),
    "odd-notes": (STATE, [{**began(5, None), "run": 5}, void("a")], []),
}


@pytest.mark.parametrize(("state", "entries", "found"), JOURNALS.values(), ids=list(JOURNALS))
def test_a_run_is_left_if_the_state_cannot_have_it(
    state: State | None, entries: list[Entry], found: list[Left]
) -> None:
    assert left_in(state, entries) == found
