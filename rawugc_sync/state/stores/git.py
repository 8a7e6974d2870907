"""The state on a branch of its own in a git repository: `git+branch://BRANCH[?remote=NAME-OR-URL]`."""

from __future__ import annotations

import json
import os
import re
import socket
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cached_property
from typing import Any
from urllib.parse import quote

from rawugc_sync.errors import InvalidInput, StateError
from rawugc_sync.state.lock import in_use, user
from rawugc_sync.state.places import Setting
from rawugc_sync.state.store import Conflict, Holder, LockLost, Stored
from rawugc_sync.state.stores.git_checkout import Checkout
from rawugc_sync.state.stores.git_program import Failed
from rawugc_sync.state.stores.git_remote import Remote, Update

TRIES = 20
"""How often a push is tried while others keep moving what it stands on."""

_HOLDER = "holder.json"
_JOURNAL = "journal.jsonl"
_README = """\
# States of rawugc-sync

This branch is written by `rawugc-sync`: one file for each workspace and environment, one commit for each apply.
It has no history in common with the other branches. Do not merge it, and do not edit it while a run is under way.
"""
# Lock, journal and state are no code: nothing has to be built or deployed from them.
_NO_BUILD = "[skip ci]"
_ACTORS = ("GITHUB_ACTOR", "GITLAB_USER_LOGIN", "BITBUCKET_STEP_TRIGGERER_UUID", "BUILD_REQUESTEDFOR")

_ADVICE: Sequence[tuple[str, str]] = (
    (
        r"(?i)authentication failed|could not read (username|password)|permission denied|access denied"
        r"|error: 40[13]|host key verification",
        "Nobody is asked for a password here. Make `git push` work in this checkout without one: with a credential "
        "helper, an SSH key, or in CI with a token that may write.",
    ),
    (
        r"(?i)hook declined|protected|prohibited|not permitted|rule violations|GH0\d\d|denied|denying",
        "The server has rules for its branches: allow this one to be pushed to, and those beside it that end in "
        "-lock/… and -journal/… to be created, changed and deleted.",
    ),
    (r"dubious ownership", "Run the command that git names, if you trust this folder."),
    (
        r"(?i)not a git repository|no remote called|does not appear to be|not found|too old|not installed",
        "A state on a git branch takes git, a checkout around the workspace, and a remote: origin, or the one that "
        "`?remote=` names.",
    ),
    (r"", "Check that `git ls-remote` works in this checkout, and try again."),
)


class GitStore:
    """The state of one workspace on a branch, one commit a write.

    Beside the branch stand two others while they are needed: `BRANCH-lock/NAME` says in its commit who
    holds the lock, `BRANCH-journal/NAME` has the journal. Whoever holds the lock moves it on with every
    push, so that the server itself refuses what comes after it was taken away.
    """

    def __init__(self, setting: Setting, branch: str, remote: str) -> None:
        self._setting = setting
        self._remote_name = remote
        self._path = f"{_plain(setting.name)}.json"
        aside = _plain(setting.name).replace("/", "@")  # a ref cannot be the folder of another one
        self._state = f"refs/heads/{branch}"
        self._lock = f"refs/heads/{branch}-lock/{aside}"
        self._journal = f"refs/heads/{branch}-journal/{aside}"
        shown = re.sub(r"(?<=://)[^/@]*@", "", remote)
        self.place = f"{self._path} on branch {branch} of {shown}"
        self.journal_place = f"branch {branch}-journal/{aside} of {shown}"
        self._holder: Holder | None = None
        self._ours: set[str] = set()
        """Every commit that our lock has pointed to."""

    # -- the state

    def read(self) -> Stored | None:
        with self._reached():
            tip = self._look().get(self._state)
            found = self._remote.file(tip, self._path) if tip else None
        return Stored(found.data, found.id) if found else None

    def write(self, data: bytes, expected: str | None, note: str) -> str:
        with self._reached():
            new = self._remote.id_of(data)
        message = self._message(f"{note}, serial {_serial(data)}")
        known = {expected}

        def updates(seen: Mapping[str, str]) -> list[Update]:
            tip = seen.get(self._state)
            file = self._remote.file(tip, self._path) if tip else None
            current = file.id if file else None
            if current not in known:
                raise self._conflict()
            known.add(new)  # from now on it may be there without our having heard of it
            gone = self._gone(seen, self._journal)
            if current == new:
                return [*self._proof(seen), *gone] if gone else []
            files = {self._path: data} if tip else {"README.md": _README.encode(), self._path: data}
            commit = self._remote.commit(message, files, tip)
            return [*self._proof(seen), Update(self._state, tip, commit, lease=False), *gone]

        self._push(updates)
        return new

    # -- the journal

    def read_journal(self) -> bytes:
        with self._reached():
            return self._journaled(self._look())

    def append(self, lines: bytes) -> None:
        made: set[str] = set()

        def updates(seen: Mapping[str, str]) -> list[Update]:
            before = seen.get(self._journal)
            if before in made:
                return []
            files = {_JOURNAL: self._journaled(seen) + lines}
            commit = self._remote.commit(self._aside("journal of a run"), files, before)
            made.add(commit)
            return [*self._proof(seen), Update(self._journal, before, commit)]

        self._push(updates)

    def drop_journal(self) -> None:
        def updates(seen: Mapping[str, str]) -> list[Update]:
            gone = self._gone(seen, self._journal)
            return [*self._proof(seen), *gone] if gone else []

        self._push(updates)

    # -- the lock

    def lock(self, holder: Holder) -> None:
        with self._reached():
            commit = self._signed(holder, None)

        def updates(seen: Mapping[str, str]) -> list[Update]:
            held = seen.get(self._lock)
            if held and held != commit:
                raise in_use(self.place, self._signature(held), frees_itself=False)
            return [] if held else [Update(self._lock, None, commit)]

        self._push(updates)
        self._holder, self._ours = holder, {commit}

    def unlock(self, id: str) -> None:
        def updates(seen: Mapping[str, str]) -> list[Update]:
            held = seen.get(self._lock)
            if held and (holder := self._signature(held)).id != id:
                raise in_use(self.place, holder, frees_itself=False)
            return self._gone(seen, self._lock)

        self._push(updates)
        if self._holder and self._holder.id == id:
            self._holder, self._ours = None, set()

    def holder(self) -> Holder | None:
        with self._reached():
            held = self._look().get(self._lock)
            return self._signature(held) if held else None

    # -- what refs stand for

    def _look(self) -> dict[str, str]:
        return self._remote.look([self._state, self._lock, self._journal])

    def _journaled(self, seen: Mapping[str, str]) -> bytes:
        commit = seen.get(self._journal)
        file = self._remote.file(commit, _JOURNAL) if commit else None
        return file.data if file else b""

    def _signature(self, commit: str) -> Holder:
        file = self._remote.file(commit, _HOLDER)
        try:
            return Holder.of(json.loads(file.data) if file else None)
        except (ValueError, RecursionError):
            return Holder("")

    def _signed(self, holder: Holder, before: str | None) -> str:
        text = json.dumps(holder.as_json(), indent=2).encode("ascii")
        return self._remote.commit(self._aside(f"locked by {holder}"), {_HOLDER: text}, before)

    def _proof(self, seen: Mapping[str, str]) -> list[Update]:
        """What a push has with it so that it fails when our lock has been taken away."""
        if self._holder is None:
            return []
        held = seen.get(self._lock)
        if held not in self._ours:
            raise LockLost.of(
                "lock-lost",
                f"the lock of {self.place} was taken away in the middle of this run",
                "Nothing more is written. See who works there, and run plan again.",
            )
        moved = self._signed(self._holder, held)
        self._ours.add(moved)
        return [Update(self._lock, held, moved)]

    def _gone(self, seen: Mapping[str, str], ref: str) -> list[Update]:
        return [Update(ref, seen[ref], None)] if ref in seen else []

    # -- the remote

    @cached_property
    def _checkout(self) -> Checkout:
        return Checkout.around(self._setting.root, self._environment)

    @cached_property
    def _remote(self) -> Remote:
        return Remote(self._checkout, self._remote_name, self._environment)

    @property
    def _environment(self) -> dict[str, str]:
        return {**os.environ, **self._setting.variables}

    def _push(self, updates: Callable[[Mapping[str, str]], list[Update]]) -> None:
        """Push the updates that take what is seen to where it should be, until there are none.

        A push that failed may have arrived: what comes of it is seen before anything is tried again.
        """
        seen: dict[str, str] | None = None
        for _ in range(TRIES):
            with self._reached():
                before, seen = seen, self._look()
                try:
                    if todo := updates(seen):
                        self._remote.push(todo)
                except Failed as failed:
                    reason = failed
                else:
                    return
            if seen == before:
                break
        raise self._unusable("written", reason)

    @contextmanager
    def _reached(self) -> Iterator[None]:
        """StateError when git fails within, or takes too long."""
        try:
            with self._remote.deadline():
                yield
        except Failed as failed:
            raise self._unusable("reached", failed) from None

    def _unusable(self, what: str, failed: Failed) -> StateError:
        said = str(failed)
        advice = next(advice for pattern, advice in _ADVICE if re.search(pattern, said))
        return StateError.of(f"state-not-{what}", f"{self.place} cannot be {what}: {said}", advice)

    def _conflict(self) -> Conflict:
        return Conflict.of(
            "state-conflict",
            f"{self.place} was written by somebody else in the meantime",
            "Nothing was overwritten. Run plan again.",
        )

    # -- messages

    def _message(self, what: str) -> str:
        """A line of what was done, and below it who did it, where, and from which commit."""
        known = (self._setting.variables.get(name) for name in _ACTORS)
        about = {
            "Actor": next(filter(None, known), None) or user(),
            "Host": socket.gethostname(),
            "Commit": self._checkout.commit(),
        }
        lines = "".join(f"{key}: {' '.join(value.split())}\n" for key, value in about.items() if value)
        return f"{self._setting.name}: {' '.join(what.split())}\n\n{_NO_BUILD}\n\n{lines}"

    def _aside(self, what: str) -> str:
        return f"{self._setting.name}: {what}\n\n{_NO_BUILD}\n"


def opened(setting: Setting) -> GitStore:
    """The store behind `git+branch://BRANCH[?remote=NAME-OR-URL]`, with origin as its remote.

    Nothing is looked at before it is used. InvalidInput when the URL is not of that form.
    """
    branch, _, query = setting.url.partition("://")[2].partition("?")
    key, _, remote = query.partition("=")
    if not _is_branch(branch):
        raise _wrong(f"{branch!r} is no name for a branch", "Such as git+branch://rawugc-state.")
    if query and (key != "remote" or not remote.isprintable() or not remote or remote.startswith("-")):
        raise _wrong("what follows the branch must be ?remote=NAME-OR-URL", "Without it, the remote is origin.")
    if re.search(r"://[^/@]*:[^/@]*@", remote):
        raise _wrong(
            "the URL of its remote has a password in it",
            "Write the URL without it. git takes it from a credential helper, or from GIT_ASKPASS.",
        )
    return GitStore(setting, branch, remote or "origin")


def _is_branch(name: str) -> bool:
    """Close to git's own rules, which has the last word."""
    parts = name.split("/")
    odd = re.search(r"[\x00-\x20\x7f-\x9f~^:?*\[\\]|\.\.|@\{|\.$", name)
    return not odd and name.isprintable() and all(_is_part(part) for part in parts)


def _is_part(part: str) -> bool:
    return bool(part) and not part.startswith((".", "-")) and not part.endswith(".lock")


def _wrong(summary: str, detail: str) -> InvalidInput:
    return InvalidInput.of("state-url", f"state: {summary}", detail)


def _plain(name: str) -> str:
    """A workspace's name as a path in the branch, and in refs: what either cannot have is escaped."""
    escaped = quote(name, safe="/").replace("~", "%7E")
    return re.sub(r"(?:^|(?<=/))\.|\.(?=\.|$|/|lock(?:$|/))", "%2E", escaped)


def _serial(data: bytes) -> Any:
    try:
        return json.loads(data)["serial"]
    except (ValueError, RecursionError, KeyError, TypeError):
        return "?"
