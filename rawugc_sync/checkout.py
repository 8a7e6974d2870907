"""The git checkout that a workspace lies in: its commit, and whether that contains another one."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

_SECONDS = 60
"""How long git may take: it may have to fetch the history of a shallow clone."""


class Checkout:
    """A checkout at one commit; `commit` is its full id."""

    def __init__(self, folder: Path, variables: Mapping[str, str], commit: str) -> None:
        self.commit = commit
        self._folder = folder
        self._variables = variables

    def contains(self, commit: str) -> bool | None:
        """Whether `commit` is this one or one before it; None when that cannot be told.

        The history of a shallow clone is fetched when it has to be known; nothing else is touched.
        """
        if commit == self.commit or self._is_ancestor(commit):
            return True
        if not self._is_shallow():
            return False  # in a shallow one a commit may be known, and the way to it be cut
        fetch = (
            "fetch",
            "--quiet",
            "--no-tags",
            "--no-write-fetch-head",
            "--unshallow",
            "origin",
            self.commit,
        )
        if git(self._folder, self._variables, *fetch) is None:
            return None
        return self._is_ancestor(commit)

    def _is_ancestor(self, commit: str) -> bool:
        order = ("merge-base", "--is-ancestor", commit, self.commit)
        return git(self._folder, self._variables, *order) is not None

    def _is_shallow(self) -> bool:
        return git(self._folder, self._variables, "rev-parse", "--is-shallow-repository") == "true"


def checkout_of(folder: Path, variables: Mapping[str, str]) -> Checkout | None:
    """The checkout that holds a folder; None outside of git, and before the first commit."""
    commit = git(folder, variables, "rev-parse", "--verify", "--quiet", "HEAD^{commit}")
    return Checkout(folder, variables, commit) if commit else None


def lies_in_one(folder: Path) -> bool:
    """Whether a checkout is around a folder, and be it one that git is missing for, or refuses to read."""
    folder = folder.resolve()
    return any(os.path.lexists(one / ".git") for one in (folder, *folder.parents))


def git(folder: Path, variables: Mapping[str, str], *arguments: str) -> str | None:
    """What git prints, without the last newline; None when it fails, or is not installed.

    It never asks for a password, and writes nothing that it was not told to.
    """
    import subprocess  # only `plan` and `apply` ask, and it takes a while to load

    from rawugc_sync.state.stores.git_program import not_astray

    quiet = {"GIT_TERMINAL_PROMPT": "0", "GIT_OPTIONAL_LOCKS": "0", "LC_ALL": "C"}
    try:
        run = subprocess.run(  # noqa: S603  (a fixed program, and no shell)
            ["git", "-C", os.fspath(folder), *arguments],  # noqa: S607
            capture_output=True,
            stdin=subprocess.DEVNULL,
            text=True,
            errors="replace",
            check=False,
            timeout=_SECONDS,
            env={**not_astray({**os.environ, **variables}), **quiet},
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return run.stdout.removesuffix("\n") if run.returncode == 0 else None
