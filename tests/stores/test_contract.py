"""What every place does that keeps a state, against a real one of each kind."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path

import pytest

from rawugc_sync.api.clock import SystemClock
from rawugc_sync.state.lock import held
from rawugc_sync.state.places import Setting, store_for
from rawugc_sync.state.store import Conflict, Holder, LockLost, Several, Store, Stored
from rawugc_sync.words.errors import LockHeld, StateError
from tests.forks import Fork
from tests.stores.worlds import World, opened

ME = Holder("me", "rawugc-sync apply", "host-1", 17, "ana", "2027-01-15T08:00:00+00:00")
YOU = Holder("you", "rawugc-sync apply", "host-2", 18, "ben", "2027-01-15T08:01:00+00:00")


def document(serial: int, **more: object) -> bytes:
    """A state as a keeper writes it, as far as stores look into it."""
    return (
        json.dumps({"version": 3, "serial": serial, "lineage": "a-lineage", **more}, indent=2).encode()
        + b"\n"
    )


def content(store: Store) -> dict[str, object]:
    """What is kept, but for the serial, which a place may move on by itself."""
    stored = store.read()
    assert stored is not None
    return {key: value for key, value in json.loads(stored.data).items() if key != "serial"}


def said(**more: object) -> dict[str, object]:
    return {"version": 3, "lineage": "a-lineage", **more}


def test_a_new_place_is_empty(world: World) -> None:
    store = opened(world, "one")
    assert (store.read(), store.read_journal(), store.holder()) == (None, b"", None)


def test_what_one_machine_writes_another_reads(world: World) -> None:
    one = opened(world, "one")
    one.lock(ME)
    first = one.write(document(1, text="Grüße 🧴"), None, "Apply")
    one.write(document(2, text="more"), first, "Apply")
    one.unlock(ME.id)
    assert content(opened(world, "two")) == said(text="more")


def test_a_large_state_is_kept(world: World) -> None:
    one, text = opened(world, "one"), "x" * 2_000_000
    one.lock(ME)
    one.write(document(1, text=text), None, "Apply")
    assert content(opened(world, "two")) == said(text=text)


def test_states_with_other_names_are_kept_apart(world: World) -> None:
    if world.url.endswith(".json"):
        pytest.skip("its whole URL names one state")
    for name in ("glow-lab", "glow-lab/staging"):
        store = opened(world, "one", name)
        store.lock(ME)
        store.write(document(1, text=name), None, "Apply")
        store.append(name.encode() + b"\n")
        store.unlock(ME.id)
    assert content(opened(world, "two", "glow-lab")) == said(text="glow-lab")
    assert opened(world, "two", "glow-lab/staging").read_journal() == b"glow-lab/staging\n"


def test_a_place_that_keeps_several_states_can_name_them(world: World) -> None:
    store = opened(world, "one")
    if not isinstance(store, Several):
        pytest.skip("it names none")
    assert store.names() == []
    names = ["Glow.Lab", "glow-lab", "glow-lab/staging", "gr\u00fcn und wei\u00df"]
    for name in names:
        one = opened(world, "one", name)
        one.lock(ME)
        one.write(document(1), None, "Apply")
        one.unlock(ME.id)
    assert sorted(opened(world, "two").names()) == names  # type: ignore[attr-defined]


def test_whoever_read_before_somebody_else_wrote_overwrites_nothing(world: World) -> None:
    one = opened(world, "one")
    one.lock(ME)
    version = one.write(document(1, text="old"), None, "Apply")
    one.write(document(2, text="new"), version, "Apply")
    for outdated in (version, None):
        with pytest.raises(Conflict):
            one.write(document(2, text="mine"), outdated, "Apply")
    assert content(one) == said(text="new")


def test_a_version_is_what_was_read(world: World) -> None:
    one = opened(world, "one")
    one.lock(ME)
    one.write(document(1), None, "Apply")
    stored = opened(world, "one").read()
    assert isinstance(stored, Stored)
    one.write(document(2, text="new"), stored.version, "Apply")
    assert content(one) == said(text="new")


# -- the journal


def test_a_journal_grows_and_goes_with_the_next_state(world: World) -> None:
    one = opened(world, "one")
    one.lock(ME)
    one.append(b'{"kind":"run"}\n')
    one.append(b'{"kind":"intent"}\n{"kind":"done"}\n')
    assert opened(world, "two").read_journal() == b'{"kind":"run"}\n{"kind":"intent"}\n{"kind":"done"}\n'
    one.write(document(1), None, "Apply")
    assert (one.read_journal(), opened(world, "two").read_journal()) == (b"", b"")


def test_a_journal_leaves_the_state_as_it_is(world: World) -> None:
    one = opened(world, "one")
    one.lock(ME)
    one.write(document(1, text="kept"), None, "Apply")
    before = one.read()
    one.append(b'{"kind":"run"}\n')
    after = opened(world, "two").read()
    assert before is not None
    assert after is not None
    assert before.data == after.data
    one.drop_journal()
    one.drop_journal()
    assert (one.read_journal(), content(one)) == (b"", said(text="kept"))


def test_a_state_can_be_written_behind_a_journal(world: World) -> None:
    """As a run does that has read the state, appended, and saves at its end."""
    one = opened(world, "one")
    one.lock(ME)
    one.write(document(1), None, "Apply")
    stored = one.read()
    assert stored is not None
    one.append(b'{"kind":"run"}\n')
    one.append(b'{"kind":"done"}\n')
    one.write(document(2, text="done"), stored.version, "Apply")
    assert content(opened(world, "two")) == said(text="done")


# -- the lock


def test_a_lock_has_one_holder_who_is_named(world: World) -> None:
    one, two = opened(world, "one"), opened(world, "two")
    one.lock(ME)
    assert two.holder() == ME
    with pytest.raises(LockHeld, match="host-1"):
        two.lock(YOU)
    one.unlock(ME.id)
    assert two.holder() is None
    two.lock(YOU)
    assert one.holder() == YOU
    two.unlock(YOU.id)


def test_a_lock_is_not_taken_away_by_a_wrong_id(world: World) -> None:
    one, two = opened(world, "one"), opened(world, "two")
    one.lock(ME)
    with pytest.raises(LockHeld):
        two.unlock("somebody")
    assert two.holder() == ME


def test_unlocking_what_is_free_is_fine(world: World) -> None:
    opened(world, "one").unlock("somebody")


def test_a_lock_that_was_taken_away_stops_its_holder(world: World) -> None:
    one, two = opened(world, "one"), opened(world, "two")
    one.lock(ME)
    version = one.write(document(1), None, "Apply")
    if world.frees_itself:
        with pytest.raises(LockHeld):
            two.unlock(ME.id)
        return
    two.unlock(ME.id)
    for meanwhile in (None, YOU):
        if meanwhile:
            two.lock(meanwhile)
        with pytest.raises(LockLost):
            one.append(b"{}\n")
        with pytest.raises(LockLost):
            one.write(document(2), version, "Apply")
    assert (two.read_journal(), two.holder()) == (b"", YOU)


# -- a place that cannot be reached


@pytest.mark.parametrize(
    "use",
    [
        lambda store: store.append(b"{}\n"),
        lambda store: store.read_journal(),
        lambda store: store.lock(ME),
        lambda store: store.holder(),
    ],
    ids=["append", "read_journal", "lock", "holder"],
)
def test_a_place_that_cannot_be_reached_says_so(world: World, use: object) -> None:
    store = opened(world, "one")
    with world.cut(), pytest.raises(StateError) as failed:
        use(store)  # type: ignore[operator]
    assert failed.value.diagnostics[0].summary
    assert store.read() is None


# -- races


def test_machines_that_race_lose_nothing(world: World) -> None:
    times = 3
    racing = [counting(world, name, times) for name in ("one", "two")]
    for process in racing:
        assert (process.communicate(60)[1], process.returncode) == ("", 0)
    counted = opened(world, "three").read()
    assert counted is not None
    assert json.loads(counted.data)["count"] == times * len(racing)


def counting(world: World, machine: str, times: int) -> Fork:
    """A process on a machine that counts up so many times."""
    variables = {**os.environ, **world.variables}
    return Fork.start(variables, count, world.url, world.machine(machine), dict(world.variables), times)


def count(url: str, root: Path, variables: Mapping[str, str], times: int) -> None:
    """The whole life of that process."""
    store = store_for(Setting(url, "glow-lab", root, root / ".rawugc", variables, SystemClock()))
    for _ in range(times):
        with held(store, "counting", SystemClock(), timeout=60):
            stored = store.read()
            before = json.loads(stored.data) if stored else {**said(), "serial": 0, "count": 0}
            store.append(b"{}\n")
            after = {**before, "serial": before["serial"] + 1, "count": before["count"] + 1}
            store.write(json.dumps(after).encode(), stored.version if stored else None, "Count")
