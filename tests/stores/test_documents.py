"""Documents beside a state, in every place that has room for them: none that is written there is lost."""

from __future__ import annotations

from pathlib import Path

import pytest

from rawugc_sync.api.clock import SystemClock
from rawugc_sync.state.documents import Document, document_at, setting_for
from rawugc_sync.state.places import Setting, store_for
from rawugc_sync.state.store import Several
from rawugc_sync.words.approvals import needs_address
from rawugc_sync.words.documents import RECEIPTS, RUNS, Kind
from tests.stores.test_contract import ME, content, document, said
from tests.stores.worlds import World, opened

NAME = "glow-lab"
KINDS = pytest.mark.parametrize("kind", [RUNS, RECEIPTS], ids=lambda kind: kind.name)


@pytest.fixture
def place(world: World) -> World:
    """One with room for them."""
    if needs_address(world.url):
        pytest.skip("its server keeps one document an address")
    return world


def setting(world: World, machine: str, name: str = NAME) -> Setting:
    root = world.machine(machine)
    return Setting(world.url, name, root, root / ".rawugc/x", world.variables, SystemClock())


def kept(world: World, machine: str, kind: Kind, name: str = NAME) -> Document:
    return document_at(setting(world, machine, name), NAME, kind)


def adding(text: bytes, data: bytes | None) -> bytes:
    return (data or b"") + text


@KINDS
def test_what_one_adds_another_reads_and_adds_to(place: World, kind: Kind) -> None:
    assert kept(place, "one", kind).read() is None
    kept(place, "one", kind).append(lambda data: adding(b"a", data), "Record")
    kept(place, "two", kind, f"{NAME}/staging").append(lambda data: adding(b"b", data), "Record")
    assert kept(place, "three", kind).read() == b"ab"


def test_each_kind_has_a_document_of_its_own(place: World) -> None:
    kept(place, "one", RUNS).append(lambda data: adding(b"run", data), "Record")
    kept(place, "one", RECEIPTS).append(lambda data: adding(b"receipt", data), "Record")
    assert (kept(place, "two", RUNS).read(), kept(place, "two", RECEIPTS).read()) == (b"run", b"receipt")


@KINDS
def test_they_are_written_while_the_state_is_locked_and_are_no_states(place: World, kind: Kind) -> None:
    store = opened(place, "one")
    store.lock(ME)
    store.write(document(1, text="old"), None, "Apply")
    kept(place, "one", kind).append(lambda data: adding(b"a", data), "Record")
    store.unlock(ME.id)
    assert content(opened(place, "two")) == said(text="old")
    if isinstance(store, Several):
        assert store.names() == [NAME]


@KINDS
def test_what_others_write_meanwhile_is_added_to(place: World, kind: Kind) -> None:
    if "://" not in place.url:
        pytest.skip("on one machine a lock keeps others off")
    rude = [b"b", b"c"]

    def interrupted(data: bytes | None) -> bytes:
        if rude:
            _write_over(setting_for(setting(place, "two"), NAME, kind), adding(rude.pop(0), data))
        return adding(b"a", data)

    kept(place, "one", kind).append(interrupted, "Record")
    assert kept(place, "three", kind).read() == b"bca"


def _write_over(beside: Setting, data: bytes) -> None:
    store = store_for(beside)
    stored = store.read()
    store.write(data, stored.version if stored else None, "Record")


@pytest.mark.parametrize(
    ("url", "name", "beside"),
    [
        ("rawugc.state.json", NAME, ("rawugc.runs.json", NAME)),
        ("rawugc.state.staging.json", f"{NAME}/staging", ("rawugc.runs.json", NAME)),
        ("git+branch://rawugc-state", f"{NAME}/prod", ("git+branch://rawugc-state", f"{NAME}/~runs")),
        ("s3://states/brand/state.json", NAME, ("s3://states/brand/rawugc.runs.json", NAME)),
        ("az://states/glow.json", NAME, ("az://states/glow.~runs.json", NAME)),
    ],
)
def test_runs_are_beside_the_state(url: str, name: str, beside: tuple[str, str]) -> None:
    found = setting_for(Setting(url, name, Path(), Path(), {}, SystemClock()), NAME, RUNS)
    assert (found.url, found.name) == beside
