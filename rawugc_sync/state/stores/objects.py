"""The state as an object in a bucket, with its journal and its lock as objects beside it."""

from __future__ import annotations

import json
from contextlib import suppress
from urllib.parse import urlsplit

from rawugc_sync.state.lock import in_use
from rawugc_sync.state.places import Setting
from rawugc_sync.state.store import Holder, Stored, dropping_journal
from rawugc_sync.state.stores.clouds import CLOUDS, Bucket, Object, OtherVersion
from rawugc_sync.state.stores.complaints import bad_url, conflict, lock_lost
from rawugc_sync.words.errors import LockHeld, StateError

_TRIES = 5
"""How often a lock is looked at anew that changes while we look."""


def opened(setting: Setting) -> ObjectStore:
    """The store for `s3://bucket/path/state.json`, or for a path that ends in `/` and holds many."""
    scheme = setting.url.partition("://")[0]
    bucket, path = _located(setting)
    place = f"{scheme}://{bucket}/{path}"
    return ObjectStore(Bucket(CLOUDS[scheme], bucket, place, setting), path, place)


class ObjectStore:
    """One state in a bucket.

    Nothing is ever deleted, and nothing written but in the place of a known version: a journal that was
    dropped and a lock that is free are empty objects. So nobody can take away what they have not seen.
    """

    def __init__(self, bucket: Bucket, path: str, place: str) -> None:
        self.place = place
        self.journal_place = f"{place}.journal"
        self._bucket = bucket
        self._path = path
        self._journal_path = f"{path}.journal"
        self._lock_path = f"{path}.lock"
        self._mine: str | None = None
        self._journal: Object | None = None

    def read(self) -> Stored | None:
        found = self._bucket.get(self._path)
        return Stored(found.data, found.mark) if found else None

    def write(self, data: bytes, expected: str | None, note: str) -> str:
        self._check_lock()
        try:
            version = self._bucket.put(self._path, data, expected)
        except OtherVersion:
            raise conflict(self.place) from None
        with dropping_journal(self.journal_place):
            self._replace_journal(self._kept_journal(), b"")
        return version

    def read_journal(self) -> bytes:
        found = self._bucket.get(self._journal_path)
        return found.data if found else b""

    def append(self, lines: bytes) -> None:
        """Objects cannot grow: the journal is written anew, with what it held when the lock was taken."""
        self._check_lock()
        kept = self._kept_journal()
        self._replace_journal(kept, (kept.data if kept else b"") + lines)

    def drop_journal(self) -> None:
        self._check_lock()
        self._replace_journal(self._kept_journal(), b"")

    def lock(self, holder: Holder) -> None:
        content = json.dumps(holder.as_json()).encode("ascii")
        for _ in range(_TRIES):
            found = self._bucket.get(self._lock_path)
            if other := _holder_in(found):
                raise in_use(self.place, other, frees_itself=False)
            mark = found.mark if found else None
            with suppress(OtherVersion):
                self._bucket.put(self._lock_path, content, mark)
                self._mine, self._journal = holder.id, None
                self._prove_conditions(content, mark)
                return
        raise in_use(self.place, Holder(""), frees_itself=False)

    def unlock(self, id: str) -> None:
        if id == self._mine:
            self._mine = None
        for _ in range(_TRIES):
            found = self._bucket.get(self._lock_path)
            other = _holder_in(found)
            if found is None or other is None:
                return
            if other.id != id:
                raise in_use(self.place, other, frees_itself=False)
            with suppress(OtherVersion):
                self._bucket.put(self._lock_path, b"", found.mark)
                return
        raise in_use(self.place, Holder(""), frees_itself=False)

    def holder(self) -> Holder | None:
        return _holder_in(self._bucket.get(self._lock_path))

    def _prove_conditions(self, content: bytes, mark: str | None) -> None:
        """Take the lock once more, which must be refused now: there are servers that ignore conditions."""
        try:
            self._bucket.put_once(self._lock_path, content, mark)
        except OtherVersion:
            return
        except StateError:
            self._give_back()
            raise
        self._give_back()
        raise StateError.of(
            "state-unsafe",
            f"{self.place} cannot be used: its server ignores If-Match or If-None-Match",
            "Without them two runs could overwrite each other. Keep the state on a server that knows them.",
        )

    def _give_back(self) -> None:
        """Let go of a lock that was taken and cannot be used, as far as that works."""
        if self._mine is not None:
            with suppress(StateError, LockHeld):
                self.unlock(self._mine)

    def _check_lock(self) -> None:
        if self._mine is None:
            return
        holder = self.holder()
        if holder is None:
            raise lock_lost(self.place, "somebody has unlocked it")
        if holder.id != self._mine:
            raise lock_lost(self.place, f"it has gone to {holder}")

    def _kept_journal(self) -> Object | None:
        """The journal as it was when the lock was taken, with what was appended since."""
        if self._mine is None or self._journal is None:
            self._journal = self._bucket.get(self._journal_path)
        return self._journal

    def _replace_journal(self, kept: Object | None, data: bytes) -> None:
        if data == (kept.data if kept else b""):
            return
        try:
            self._journal = Object(
                data, self._bucket.put(self._journal_path, data, kept.mark if kept else None)
            )
        except OtherVersion:
            raise lock_lost(self.place, "somebody else has written its journal") from None


def _holder_in(lock: Object | None) -> Holder | None:
    """Who holds a lock; nobody when there is none, or an empty one."""
    if lock is None or not lock.data:
        return None
    try:
        return Holder.of(json.loads(lock.data))
    except (ValueError, RecursionError):
        return Holder("")


def _located(setting: Setting) -> tuple[str, str]:
    """Bucket and path; InvalidInput when the URL names none."""
    try:
        url = urlsplit(setting.url)
    except ValueError:
        raise bad_url("is no URL", "Such as s3://bucket/path/.") from None
    if "@" in url.netloc:
        raise bad_url(
            "a URL in rawugc.yaml holds no user and no password",
            f"Credentials are taken from the environment. {CLOUDS[url.scheme].access}",
        )
    if not url.netloc or url.query or url.fragment:
        raise bad_url(
            "must be a bucket and a path, with nothing behind them",
            f"Such as {url.scheme}://bucket/path/, which keeps one object for each workspace.",
        )
    path = _path_for(url.path.lstrip("/"), setting.name)
    if not all(part.strip(".") for part in path.split("/")):
        raise bad_url("its path has an empty part, `.` or `..` in it", "Remove that.")
    return url.netloc, path


def _path_for(path: str, name: str) -> str:
    """Where the state of this name is, when `state:` says `path`."""
    if not path or path.endswith("/"):
        return f"{path}{name}.json"
    environment = name.partition("/")[2]
    if not environment:
        return path
    folder, slash, file = path.rpartition("/")
    stem, dot, ending = file.rpartition(".")
    return f"{folder}{slash}" + (f"{stem}.{environment}{dot}{ending}" if dot else f"{file}.{environment}")
