"""The state on a branch of its own in a git repository, with nothing to run but git."""

from __future__ import annotations

import json
import os
import re
import socket
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cached_property
from typing import TypeVar

from rawugc_sync.git.program import Failed
from rawugc_sync.state.lock import in_use, user
from rawugc_sync.state.places import Setting
from rawugc_sync.state.store import Holder, LockLost, Stored, dropping_journal
from rawugc_sync.state.stores.complaints import conflict
from rawugc_sync.state.stores.git_checkout import Checkout
from rawugc_sync.state.stores.git_place import GitPlace
from rawugc_sync.state.stores.git_remote import Remote, Update
from rawugc_sync.words.errors import StateError

TRIES = 20
"""How often something is tried while others keep moving what it rests on."""

_HOLDER = "holder.json"
_JOURNAL = "journal.jsonl"
_README = b"""\
# States of rawugc-sync

`rawugc-sync` writes this branch: a file for each workspace and environment, a commit for each apply. It has
nothing in common with the other branches. Do not merge it, and do not edit it while a run is under way.
"""
_ADVICE: Sequence[tuple[str, str]] = (
    (
        r"(?i)authentication failed|could not read (username|password)|permission denied|access denied"
        r"|error: 40[13]|host key verification",
        "Nobody is asked for a password here. Make `git push` work in this checkout without one: by a "
        "credential helper, by an SSH key, or in CI by a token that may write.",
    ),
    (
        r"(?i)hook declined|protected|prohibited|rule violations|GH0\d\d|denied|denying",
        "The server has rules for its branches. Allow pushes to this one; and those beside it, -lock/… and "
        "-journal/…, to be created, changed and deleted.",
    ),
    (r"dubious ownership", "If you trust this folder, run the command that git names."),
    (
        r"(?i)not a git repository|no remote|does not appear to be|not found|too old|not installed",
        "This takes git, a checkout around the workspace, and a remote: origin, or what ?remote= names.",
    ),
    (r"", "See whether `git ls-remote` works in this checkout, and try again."),
)

T = TypeVar("T")
Seen = Mapping[str, str]
"""Those refs of a place that are there, and the commits that they point to."""


class GitStore:
    """One workspace's state on a branch: one commit a write, pushed without force.

    Two more branches stand beside it while they are needed: `BRANCH-lock/NAME`, whose commit says who holds
    the lock, and `BRANCH-journal/NAME`. Whoever holds the lock moves it on with every push, so that the
    server itself refuses what comes after the lock was taken away.
    """

    def __init__(self, setting: Setting, at: GitPlace) -> None:
        self._setting = setting
        self._at = at
        self._holder: Holder | None = None
        self._ours: set[str] = set()
        """Every commit that our lock has pointed to."""
        self._checked: set[str | None] = set()
        """Every tip of the branch that has been found to hold states alone."""
        self._left: Seen | None = None
        """Where our last push left the refs: while we hold the lock, nobody else should move them."""

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
            found = self._remote.file(tip, self._at.path) if tip else None
            return Stored(found.data, found.id) if found else None

        return self._trying(stored, "read")

    def write(self, data: bytes, expected: str | None, note: str) -> str:
        with self._reached("written"):
            new = self._remote.id_of(data)
        message = self._message(f"{note}, serial {_serial(data)}", **self._origin())
        known = {expected}
        arrived = False

        def updates(seen: Seen) -> list[Update]:
            nonlocal arrived
            tip = self._tip(seen)
            file = self._remote.file(tip, self._at.path) if tip else None
            current = file.id if file else None
            if current not in known:
                raise conflict(self.place)
            known.add(new)  # from now on it may be there without our having heard of it
            gone = _gone(seen, self._at.journal)
            if current == new:
                arrived = True
                return self._proven(seen, gone)
            files = {self._at.path: data} if tip else {"README.md": _README, self._at.path: data}
            commit = self._remote.commit(message, files, tip)
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
            paths = self._remote.paths(tip) if tip else []
            return [name for path in paths if (name := self._at.name_at(path)) is not None]

        return self._trying(listed, "read")

    # -- the journal

    def read_journal(self) -> bytes:
        return self._trying(self._journaled, "read")

    def append(self, lines: bytes) -> None:
        made: set[str] = set()

        def updates(seen: Seen) -> list[Update]:
            before = seen.get(self._at.journal)
            if before in made:
                return []
            files = {_JOURNAL: self._journaled(seen) + lines}
            commit = self._remote.commit(self._message("journal of a run"), files, before)
            made.add(commit)
            return self._proven(seen, [Update(self._at.journal, before, commit)])

        self._push(updates)

    def drop_journal(self) -> None:
        self._push(lambda seen: self._proven(seen, _gone(seen, self._at.journal)))

    # -- the lock

    def lock(self, holder: Holder) -> None:
        with self._reached("locked"):
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

        return self._trying(holder, "read")

    # -- what refs stand for

    def _tip(self, seen: Seen) -> str | None:
        """The last commit of the branch; InvalidInput when that is one of the repository's own."""
        tip = seen.get(self._at.state)
        if tip not in self._checked:
            self._at.check_apart(self._checkout.branch())
            self._at.check_files(self._remote.paths(tip) if tip else [])
            self._checked.add(tip)
        return tip

    def _journaled(self, seen: Seen) -> bytes:
        commit = seen.get(self._at.journal)
        file = self._remote.file(commit, _JOURNAL) if commit else None
        return file.data if file else b""

    def _signature(self, commit: str) -> Holder:
        file = self._remote.file(commit, _HOLDER)
        try:
            holder = Holder.of(json.loads(file.data) if file else None)
        except (ValueError, RecursionError):
            holder = Holder("")
        return holder if holder.id else Holder(commit)  # an id to unlock it by

    def _signed(self, holder: Holder, before: str | None) -> str:
        text = json.dumps(holder.as_json(), indent=2).encode("ascii")
        return self._remote.commit(self._message(f"locked by {holder}"), {_HOLDER: text}, before)

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

    # -- the remote

    @cached_property
    def _checkout(self) -> Checkout:
        return Checkout.around(self._setting.root, self._environment)

    @cached_property
    def _remote(self) -> Remote:
        return Remote(self._checkout, self._at.remote, self._environment)

    @property
    def _environment(self) -> dict[str, str]:
        return {**os.environ, **self._setting.variables}

    def _push(self, updates: Callable[[Seen], list[Update]]) -> None:
        """Push what takes the refs from where they are to where they should be, if anything does.

        Under our lock that is tried from where we left them, without a look: the leases refuse it, and the
        remote is looked at, when somebody has moved them after all.
        """
        left, self._left = self._left if self._holder else None, None

        def push(seen: Seen) -> None:
            done = updates(seen)
            self._remote.push(done)
            self._left = _after(seen, done) if self._remote.atomic else None

        self._trying(push, "written", left)

    def _trying(self, act: Callable[[Seen], T], done: str, known: Seen | None = None) -> T:
        """Act on what is known, or seen, and again as long as others move it meanwhile.

        A push that failed may have arrived: what has come of it is seen before anything is tried again.
        """
        seen: Seen | None = None
        for _ in range(TRIES):
            with self._reached(done):
                before, seen, known = seen, self._look() if known is None else known, None
                try:
                    return act(seen)
                except Failed as failed:
                    reason = failed
            if seen == before:
                break
        raise self._unusable(done, reason)

    def _look(self) -> Seen:
        return self._remote.look([self._at.state, self._at.lock, self._at.journal])

    @contextmanager
    def _reached(self, done: str) -> Iterator[None]:
        """StateError when git fails within, or takes too long."""
        try:
            with self._remote.deadline():
                yield
        except Failed as failed:
            raise self._unusable(done, failed) from None

    def _unusable(self, done: str, failed: Failed) -> StateError:
        said = str(failed)
        advice = next(advice for pattern, advice in _ADVICE if re.search(pattern, said))
        return StateError.of("state-unreachable", f"{self.place} cannot be {done}: {said}", advice)

    # -- messages

    def _origin(self) -> dict[str, str | None]:
        """Who writes, where, and from which commit."""
        return {
            "Actor": user(self._setting.variables),
            "Host": socket.gethostname(),
            "Commit": self._checkout.commit(),
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


def _after(seen: Seen, updates: Sequence[Update]) -> Seen:
    moved = {**seen, **{update.ref: update.new for update in updates}}
    return {ref: commit for ref, commit in moved.items() if commit is not None}


def _line(text: str) -> str:
    return " ".join(text.split())


def _serial(data: bytes) -> object:
    try:
        return json.loads(data)["serial"]
    except (ValueError, RecursionError, KeyError, TypeError):
        return "?"
