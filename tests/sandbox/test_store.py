"""The store: durable on disk, and safe for several threads and processes."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from rawugc_sync.sandbox import Store
from tests.sandbox.driver import PATHS, Sandbox


@pytest.mark.parametrize("collection", PATHS)
def test_objects_outlive_the_process(tmp_path: Path, collection: str) -> None:
    before = Sandbox(store=Store.open(tmp_path / "sandbox.db"))
    path = before.create(collection)
    shown = before.get(path).json
    before.store.close()
    after = Sandbox(store=Store.open(tmp_path / "sandbox.db"))
    assert after.get(path).json == shown
    assert after.create(collection) != path


def test_a_store_is_seeded_only_once(tmp_path: Path) -> None:
    first = Store.open(tmp_path / "sandbox.db")
    first.remove("accounts", "acc_3")
    first.edit("styles", "sty_1", {"name": "Renamed"})
    first.close()
    second = Store.open(tmp_path / "sandbox.db")
    assert list(second.objects("accounts")) == ["acc_1", "acc_2"]
    assert [style["name"] for style in second.objects("styles").values()] == [
        "Renamed",
        "Unboxing",
        "Flat lay",
    ]


def test_a_new_store_holds_accounts_and_built_in_styles_alone() -> None:
    store = Store.open()
    counts = {name: len(store.objects(name)) for name in ("accounts", *PATHS)}
    assert counts == {"accounts": 3, "styles": 3, "personas": 0, "messaging": 0, "products": 0, "posts": 0}


def test_two_open_stores_share_one_file(tmp_path: Path) -> None:
    one, other = (Store.open(tmp_path / "sandbox.db") for _ in range(2))
    assert [store.insert("personas", {}) for store in (one, other, one)] == ["per_1", "per_2", "per_3"]
    assert one.objects("personas") == other.objects("personas")


def test_a_transaction_that_fails_leaves_nothing(sandbox: Sandbox) -> None:
    with pytest.raises(KeyError), sandbox.store.transaction():
        sandbox.store.edit("personas", sandbox.store.insert("personas", {}) + "0", {})
    assert sandbox.store.objects("personas") == {}


@pytest.mark.parametrize("on_disk", [False, True])
def test_threads_do_not_disturb_each_other(tmp_path: Path, on_disk: bool) -> None:
    store = Store.open(tmp_path / "sandbox.db" if on_disk else None)
    sandbox = Sandbox(store=store)
    with ThreadPoolExecutor(8) as pool:
        paths = list(pool.map(lambda number: sandbox.create("personas", name=str(number)), range(40)))
    assert sorted(paths) == sorted(f"/personas/per_{number}" for number in range(1, 41))
    assert {persona["name"] for persona in sandbox.listed("personas")} == {str(n) for n in range(40)}
