"""The sandbox's data in SQLite, and the dashboard's way around the API: no limits, no checks."""

from __future__ import annotations

import json
import shutil
import sqlite3
import tempfile
import weakref
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from threading import RLock
from typing import Any

from rawugc_sync.sandbox.exchange import JsonObject
from rawugc_sync.sandbox.seeds import PREFIXES, SEEDS

_TABLES = (
    "CREATE TABLE objects (position INTEGER PRIMARY KEY, collection TEXT, id TEXT UNIQUE, fields TEXT)",
    "CREATE TABLE counters (prefix TEXT PRIMARY KEY, last INTEGER)",
    "CREATE TABLE hits (caller TEXT, at INTEGER)",
)
_VERSION = 2
_SEEDED_LATER = ("characters",)
"""What a store of version 1 does not hold yet."""

_NEXT = "INSERT INTO counters VALUES (?, 1) ON CONFLICT DO UPDATE SET last = last + 1 RETURNING last"


class Store:
    """All objects by collection and id, in order of creation. Safe for several threads and processes."""

    def __init__(self, connection: sqlite3.Connection, folder: Path | None = None) -> None:
        self._db = connection
        self._lock = RLock()
        self._folder = folder

    @classmethod
    def open(cls, path: Path | None = None) -> Store:
        """The store in the file `path`, made and seeded when it is new, to be closed by whoever opens it.

        None keeps it in memory, for as long as it is in use. OSError when the file is something else.
        """
        database = ":memory:" if path is None else str(path)
        with ExitStack() as unfit:
            try:
                # Transactions are ours alone to begin: a whole request is one.
                db = sqlite3.connect(database, timeout=30, isolation_level=None, check_same_thread=False)
                unfit.callback(db.close)
                store = cls(db, path and path.with_name(f"{path.name}.files"))
                store._prepare()
            except sqlite3.Error as wrong:
                raise OSError(str(wrong)) from None
            unfit.pop_all()
        if path is None:
            weakref.finalize(store, db.close)
        return store

    def close(self) -> None:
        """Let go of the file, once nobody is at it."""
        with self._lock:
            self._db.close()

    @property
    def folder(self) -> Path:
        """Where files are kept: beside the data, or for as long as a store in memory lasts."""
        with self._lock:
            if self._folder is None:
                self._folder = Path(tempfile.mkdtemp(prefix="rawugc-sandbox-"))
                weakref.finalize(self, shutil.rmtree, self._folder, ignore_errors=True)
            self._folder.mkdir(exist_ok=True)
            return self._folder

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing, and alone: other threads and processes wait. May be nested."""
        with self._lock:
            if self._db.in_transaction:
                yield
                return
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield
            except BaseException:
                self._db.execute("ROLLBACK")
                raise
            self._db.execute("COMMIT")

    def insert(
        self, collection: str, fields: Mapping[str, Any], *, at: int = 0, prefix: str | None = None
    ) -> str:
        """Add an object created at `at` (Unix ms), and return its id.

        A made-up collection needs a `prefix`: the store knows only those of the built-in ones.
        """
        kind = prefix or PREFIXES[collection]
        stored = json.dumps({"createdAt": at, "updatedAt": at, **fields})
        with self.transaction():
            (number,) = self._db.execute(_NEXT, (kind,)).fetchone()
            object_id = f"{kind}_{number}"
            row = (collection, object_id, stored)
            self._db.execute("INSERT INTO objects (collection, id, fields) VALUES (?, ?, ?)", row)
        return object_id

    def edit(self, collection: str, object_id: str, fields: Mapping[str, Any]) -> None:
        """Set some fields of an object; None empties one. `KeyError` when there is no such object."""
        with self.transaction():
            stored = self.find(collection, object_id)
            if stored is None:
                raise KeyError(object_id)
            self._db.execute(
                "UPDATE objects SET fields = ? WHERE id = ?", (json.dumps({**stored, **fields}), object_id)
            )

    def remove(self, collection: str, object_id: str) -> None:
        """Remove an object, if it is there."""
        with self.transaction():
            row = (collection, object_id)
            self._db.execute("DELETE FROM objects WHERE collection = ? AND id = ?", row)

    def objects(self, collection: str) -> dict[str, JsonObject]:
        """Id → raw fields, write-only ones included, oldest first."""
        query = "SELECT id, fields FROM objects WHERE collection = ? ORDER BY position"
        with self._lock:
            rows = self._db.execute(query, (collection,)).fetchall()
        return {object_id: json.loads(fields) for object_id, fields in rows}

    def find(self, collection: str, object_id: str) -> JsonObject | None:
        """The raw fields of one object, or None."""
        query = "SELECT fields FROM objects WHERE collection = ? AND id = ?"
        with self._lock:
            row = self._db.execute(query, (collection, object_id)).fetchone()
        return json.loads(row[0]) if row else None

    def publish_post(self, object_id: str, at: int) -> None:
        """Make a post published since `at` (Unix ms)."""
        self.edit("posts", object_id, {"status": "published", "publishedAt": at, "failMessage": None})

    def fail_post(self, object_id: str, reason: str) -> None:
        """Make a post failed, with the reason in `failMessage`."""
        self.edit("posts", object_id, {"status": "failed", "failMessage": reason})

    def hits(self, caller: str, since: int) -> list[int]:
        """When `caller` was let in, from `since` on (Unix ms), oldest first; older hits are dropped."""
        with self.transaction():
            self._db.execute("DELETE FROM hits WHERE caller = ? AND at < ?", (caller, since))
            rows = self._db.execute("SELECT at FROM hits WHERE caller = ? ORDER BY at", (caller,))
            return [at for (at,) in rows]

    def add_hit(self, caller: str, at: int) -> None:
        """Record that `caller` was let in."""
        with self.transaction():
            self._db.execute("INSERT INTO hits VALUES (?, ?)", (caller, at))

    def _prepare(self) -> None:
        with self.transaction():
            (version,) = self._db.execute("PRAGMA user_version").fetchone()
            if version == _VERSION:
                return
            for statement in _TABLES if version == 0 else ():
                self._db.execute(statement)
            for collection in SEEDS if version == 0 else _SEEDED_LATER:
                for fields in SEEDS[collection]:
                    self.insert(collection, fields)
            self._db.execute(f"PRAGMA user_version = {_VERSION}")
