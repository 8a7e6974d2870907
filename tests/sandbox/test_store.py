"""The store: durable on disk, and safe for several threads and processes."""

from __future__ import annotations

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest

from rawugc_sync.sandbox import Store
from rawugc_sync.sandbox.seeds import PREFIXES
from tests.sandbox.driver import PATHS, Sandbox


@pytest.mark.parametrize("collection", PATHS)
def test_objects_outlive_the_process(tmp_path: Path, collection: str) -> None:
    with closing(Store.open(tmp_path / "sandbox.db")) as store:
        before = Sandbox(store=store)
        path = before.create(collection)
        shown = before.get(path).json
    with closing(Store.open(tmp_path / "sandbox.db")) as store:
        after = Sandbox(store=store)
        assert after.get(path).json == shown
        assert after.create(collection) != path


def test_a_store_is_seeded_only_once(tmp_path: Path) -> None:
    with closing(Store.open(tmp_path / "sandbox.db")) as first:
        first.remove("accounts", "acc_3")
        first.edit("styles", "sty_1", {"name": "Renamed"})
    with closing(Store.open(tmp_path / "sandbox.db")) as second:
        assert list(second.objects("accounts")) == ["acc_1", "acc_2"]
        names = [style["name"] for style in second.objects("styles").values()]
        assert names == ["Renamed", "Unboxing", "Flat lay"]


SEEDED = {"accounts": 3, "characters": 4, "styles": 3}


def test_a_new_store_holds_accounts_characters_and_built_in_styles_alone() -> None:
    store = Store.open()
    counts = {name: len(store.objects(name)) for name in (*PREFIXES, *PATHS)}
    assert {name: count for name, count in counts.items() if count} == SEEDED


def test_a_store_of_before_gets_the_characters_and_keeps_the_rest(tmp_path: Path) -> None:
    path = tmp_path / "sandbox.db"
    with closing(Store.open(path)) as before:
        before.insert("personas", {"name": "Kept"})
        before.remove("styles", "sty_1")
    with closing(sqlite3.connect(path)) as older:
        older.execute("DELETE FROM objects WHERE collection = 'characters'")
        older.execute("PRAGMA user_version = 1")
        older.commit()
    for _ in range(2):
        with closing(Store.open(path)) as store:
            assert len(store.objects("characters")) == 4
            assert (list(store.objects("personas")), len(store.objects("styles"))) == (["per_1"], 2)


def test_two_open_stores_share_one_file(tmp_path: Path) -> None:
    path = tmp_path / "sandbox.db"
    with closing(Store.open(path)) as one, closing(Store.open(path)) as other:
        assert [store.insert("personas", {}) for store in (one, other, one)] == ["per_1", "per_2", "per_3"]
        assert one.objects("personas") == other.objects("personas")


def test_a_transaction_that_fails_leaves_nothing(sandbox: Sandbox) -> None:
    with pytest.raises(KeyError), sandbox.store.transaction():
        sandbox.store.edit("personas", sandbox.store.insert("personas", {}) + "0", {})
    assert sandbox.store.objects("personas") == {}


@pytest.mark.parametrize("on_disk", [False, True])
def test_threads_do_not_disturb_each_other(tmp_path: Path, on_disk: bool) -> None:
    with closing(Store.open(tmp_path / "sandbox.db" if on_disk else None)) as store:
        sandbox = Sandbox(store=store)
        with ThreadPoolExecutor(8) as pool:
            paths = list(pool.map(lambda number: sandbox.create("personas", name=str(number)), range(40)))
        assert sorted(paths) == sorted(f"/personas/per_{number}" for number in range(1, 41))
        assert {persona["name"] for persona in sandbox.listed("personas")} == {str(n) for n in range(40)}


@pytest.mark.parametrize("content", [b"not what it is called" * 100, b"SQLite format 3\x00 cut off"])
def test_a_file_that_is_something_else_is_told_and_let_go(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "sandbox.db"
    path.write_bytes(content)
    with pytest.raises(OSError, match="not a database"):
        Store.open(path)
    assert path.read_bytes() == content
