"""The refs of a state in git: looked at, and pushed, again as long as others move them meanwhile."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cached_property
from typing import TypeVar

from rawugc_sync.git.program import Failed
from rawugc_sync.state.places import Setting
from rawugc_sync.state.stores.git_checkout import LocalRepository
from rawugc_sync.state.stores.git_place import GitPlace
from rawugc_sync.state.stores.git_remote import Remote, Update
from rawugc_sync.words.errors import StateError

TRIES = 20
"""How often something is tried while others keep moving what it rests on."""

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


class GitRefs:
    """The branches of one place on its remote. StateError, which names the place, when git fails."""

    def __init__(self, at: GitPlace, setting: Setting) -> None:
        self._at = at
        self._setting = setting
        self._left: Seen | None = None
        """Where our last push left the refs: while we hold the lock, nobody else should move them."""

    @cached_property
    def checkout(self) -> LocalRepository:
        return LocalRepository.around(self._setting.root, self._environment)

    @cached_property
    def remote(self) -> Remote:
        return Remote(self.checkout, self._at.remote, self._environment)

    @property
    def _environment(self) -> dict[str, str]:
        return {**os.environ, **self._setting.variables}

    def push(self, updates: Callable[[Seen], list[Update]], *, alone: bool) -> None:
        """Push what takes the refs from where they are to where they should be, if anything does.

        `alone`, under our lock, that is tried from where we left them, without a look: the leases refuse
        it, and the remote is looked at, when somebody has moved them after all.
        """
        left, self._left = self._left if alone else None, None

        def push(seen: Seen) -> None:
            done = updates(seen)
            self.remote.push(done)
            self._left = _after(seen, done) if self.remote.atomic else None

        self.trying(push, "written", left)

    def trying(self, act: Callable[[Seen], T], done: str, known: Seen | None = None) -> T:
        """Act on what is known, or seen, and again as long as others move it meanwhile.

        A push that failed may have arrived: what has come of it is seen before anything is tried again.
        """
        seen: Seen | None = None
        for _ in range(TRIES):
            with self.reached(done):
                before, seen, known = seen, self._look() if known is None else known, None
                try:
                    return act(seen)
                except Failed as failed:
                    reason = failed
            if seen == before:
                break
        raise self._unusable(done, reason)

    @contextmanager
    def reached(self, done: str) -> Iterator[None]:
        """StateError when git fails within, or takes too long: the place cannot be `done`."""
        try:
            with self.remote.deadline():
                yield
        except Failed as failed:
            raise self._unusable(done, failed) from None

    def _look(self) -> Seen:
        return self.remote.look([self._at.state, self._at.lock, self._at.journal])

    def _unusable(self, done: str, failed: Failed) -> StateError:
        why = str(failed)
        advice = next(advice for pattern, advice in _ADVICE if re.search(pattern, why))
        return StateError.of("state-unreachable", f"{self._at} cannot be {done}: {why}", advice)


def _after(seen: Seen, updates: Sequence[Update]) -> Seen:
    moved = {**seen, **{update.ref: update.new for update in updates}}
    return {ref: commit for ref, commit in moved.items() if commit is not None}
