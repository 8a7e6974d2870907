"""The state on a branch of its own in a git repository, with nothing to run but git."""

from __future__ import annotations

import json
import socket
from collections.abc import Callable

from rawugc_sync.state.lock import in_use, user
from rawugc_sync.state.places import Setting
from rawugc_sync.state.store import Holder, LockLost, Stored, dropping_journal, names_a_state
from rawugc_sync.state.stores.complaints import conflict
from rawugc_sync.state.stores.git_place import GitPlace
from rawugc_sync.state.stores.git_refs import GitRefs, Seen
from rawugc_sync.state.stores.git_remote import Update
from rawugc_sync.words.errors import StateError

_HOLDER = "holder.json"
_JOURNAL = "journal.jsonl"
_README = b"""\
# States of rawugc-sync

`rawugc-sync` writes this branch: a file for each workspace and environment, a commit for each apply. It has
nothing in common with the other branches. Do not merge it, and do not edit it while a run is under way.
"""


class GitStore:
    """One workspace's state on a branch: one commit a write, pushed without force.

    Two more branches stand beside it while they are needed: `BRANCH-lock/NAME`, whose commit says who holds
    the lock, and `BRANCH-journal/NAME`. Whoever holds the lock moves it on with every push, so that the
    server itself refuses what comes after the lock was taken away.
    """

    def __init__(self, setting: Setting, at: GitPlace) -> None:
        self._setting = setting
        self._at = at
        self._refs = GitRefs(at, setting)
        self._holder: Holder | None = None
        self._ours: set[str] = set()
        """Every commit that our lock has pointed to."""
        self._checked: set[str | None] = set()
        """Every tip of the branch that has been found to hold states alone."""

    @property
    def place(self) -> str:
        return str(self._at)

    @property
    def journal_place(self) -> str:
        return self._at.of_journal

    # -- the state

    def read(self) -> Stored | None:
        def stored(seen: Seen) -> Stored | None:
            tip = self._tip(seen)
            found = self._refs.remote.file(tip, self._at.path) if tip else None
            return Stored(found.data, found.id) if found else None

        return self._refs.trying(stored, "read")

    def write(self, data: bytes, expected: str | None, note: str) -> str:
        with self._refs.reached("written"):
            new = self._refs.remote.id_of(data)
        message = self._message(f"{note}{_serial(data)}", **self._origin())
        known = {expected}
        arrived = False

        def updates(seen: Seen) -> list[Update]:
            nonlocal arrived
            tip = self._tip(seen)
            file = self._refs.remote.file(tip, self._at.path) if tip else None
            current = file.id if file else None
            if current not in known:
                raise conflict(self.place)
            known.add(new)  # from now on it may be there without our having heard of it
            gone = _gone(seen, self._at.journal)
            if current == new:
                arrived = True
                return self._proven(seen, gone)
            files = {self._at.path: data} if tip else {"README.md": _README, self._at.path: data}
            commit = self._refs.remote.commit(message, files, tip)
            return self._proven(seen, [Update(self._at.state, tip, commit, lease=False), *gone])

        try:
            self._push(updates)
        except StateError:
            if not arrived:
                raise
            with dropping_journal(self._at.of_journal):  # a server that knows no atomic push
                raise
        return new

    def names(self) -> list[str]:
        def listed(seen: Seen) -> list[str]:
            tip = self._tip(seen)
            paths = self._refs.remote.paths(tip) if tip else []
            names = map(self._at.name_at, paths)
            return [name for name in names if name is not None and names_a_state(name)]

        return self._refs.trying(listed, "read")

    # -- the journal

    def read_journal(self) -> bytes:
        return self._refs.trying(self._journaled, "read")

    def append(self, lines: bytes) -> None:
        made: set[str] = set()

        def updates(seen: Seen) -> list[Update]:
            before = seen.get(self._at.journal)
            if before in made:
                return []
            files = {_JOURNAL: self._journaled(seen) + lines}
            commit = self._refs.remote.commit(self._message("journal of a run"), files, before)
            made.add(commit)
            return self._proven(seen, [Update(self._at.journal, before, commit)])

        self._push(updates)

    def drop_journal(self) -> None:
        self._push(lambda seen: self._proven(seen, _gone(seen, self._at.journal)))

    # -- the lock

    def lock(self, holder: Holder) -> None:
        with self._refs.reached("locked"):
            commit = self._signed(holder, None)

        def updates(seen: Seen) -> list[Update]:
            held = seen.get(self._at.lock)
            if held and held != commit:
                raise in_use(self.place, self._signature(held), frees_itself=False)
            return [] if held else [Update(self._at.lock, None, commit)]

        self._push(updates)
        self._holder, self._ours = holder, {commit}

    def unlock(self, id: str) -> None:
        def updates(seen: Seen) -> list[Update]:
            held = seen.get(self._at.lock)
            if held and (holder := self._signature(held)).id != id:
                raise in_use(self.place, holder, frees_itself=False)
            return _gone(seen, self._at.lock)

        self._push(updates)
        if self._holder and self._holder.id == id:
            self._holder, self._ours = None, set()

    def holder(self) -> Holder | None:
        def holder(seen: Seen) -> Holder | None:
            held = seen.get(self._at.lock)
            return self._signature(held) if held else None

        return self._refs.trying(holder, "read")

    # -- what refs stand for

    def _tip(self, seen: Seen) -> str | None:
        """The last commit of the branch; InvalidInput when that is one of the repository's own."""
        tip = seen.get(self._at.state)
        if tip not in self._checked:
            self._at.check_apart(self._refs.checkout.branch())
            self._at.check_files(self._refs.remote.paths(tip) if tip else [])
            self._checked.add(tip)
        return tip

    def _journaled(self, seen: Seen) -> bytes:
        commit = seen.get(self._at.journal)
        file = self._refs.remote.file(commit, _JOURNAL) if commit else None
        return file.data if file else b""

    def _signature(self, commit: str) -> Holder:
        file = self._refs.remote.file(commit, _HOLDER)
        try:
            holder = Holder.of(json.loads(file.data) if file else None)
        except (ValueError, RecursionError):
            holder = Holder("")
        return holder if holder.id else Holder(commit)  # an id to unlock it by

    def _signed(self, holder: Holder, before: str | None) -> str:
        text = json.dumps(holder.as_json(), indent=2).encode("ascii")
        return self._refs.remote.commit(self._message(f"locked by {holder}"), {_HOLDER: text}, before)

    def _proven(self, seen: Seen, updates: list[Update]) -> list[Update]:
        """Behind a move of our lock, without which none of them is made: it may have been taken away."""
        if self._holder is None or not updates:
            return updates
        held = seen.get(self._at.lock)
        if held not in self._ours:
            raise LockLost.of(
                "lock-lost",
                f"the lock of {self.place} was taken away in the middle of this run",
                "Nothing more is written. See who works there, and run plan again.",
            )
        moved = self._signed(self._holder, held)
        self._ours.add(moved)
        return [Update(self._at.lock, held, moved), *updates]

    def _push(self, updates: Callable[[Seen], list[Update]]) -> None:
        self._refs.push(updates, alone=self._holder is not None)

    # -- messages

    def _origin(self) -> dict[str, str | None]:
        """Who writes, where, and from which commit."""
        return {
            "Actor": user(self._setting.variables),
            "Host": socket.gethostname(),
            "Commit": self._refs.checkout.commit(),
        }

    def _message(self, what: str, **about: str | None) -> str:
        """A line of what was done, a word to CI that there is nothing to build, and more about it."""
        lines = "".join(f"{key}: {_line(value)}\n" for key, value in about.items() if value)
        return f"{self._setting.name}: {_line(what)}\n\n[skip ci]\n\n{lines}"


def opened(setting: Setting) -> GitStore:
    """The store behind `git+branch://…`, at which nothing is looked yet; InvalidInput for a wrong URL."""
    return GitStore(setting, GitPlace.of(setting.url, setting.name))


def _gone(seen: Seen, ref: str) -> list[Update]:
    return [Update(ref, seen[ref], None)] if ref in seen else []


def _line(text: str) -> str:
    return " ".join(text.split())


def _serial(data: bytes) -> str:
    """`, serial 7` of a state; nothing of what has none."""
    try:
        return f", serial {json.loads(data)['serial']}"
    except (ValueError, RecursionError, KeyError, TypeError):
        return ""
