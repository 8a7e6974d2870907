"""The git checkout that a workspace lies in: its commit, and whether that contains another one."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from pathlib import Path

from rawugc_sync.git.standing import answer
from rawugc_sync.git.trees import files_of

_REMOTE = "origin"
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
        if self._fetch(self.commit, "--unshallow") is None:
            return None
        return self._is_ancestor(commit)

    def since_parting(self, commit: str, roots: Sequence[str]) -> list[str] | None:
        """The commits here that came after those shared with `commit`, as far as they touch the roots.

        This one is always among them, if it came after. None when `commit` cannot be had.
        """
        if self._git("cat-file", "-e", f"{commit}^{{commit}}") is None and self._fetch(commit) is None:
            return None
        base = self._git("merge-base", commit, self.commit)
        if base == self.commit:
            return []
        paths = [f":(top,literal){root}" for root in roots if root] if all(roots) else []
        reached = f"{base}..{self.commit}" if base else self.commit
        listed = self._git("rev-list", "--full-history", reached, "--", *paths)
        return None if listed is None else [self.commit, *listed.split()]

    @property
    def has_remote(self) -> bool:
        return self._git("config", "--get", f"remote.{_REMOTE}.url") is not None

    def on_default_branch(self, commit: str) -> bool | None:
        """Whether the default branch of the remote contains a commit, now; None when it cannot be asked."""
        listed = self._git("ls-remote", "--exit-code", _REMOTE, "HEAD")
        if listed is None:
            return None
        tip = listed.partition("\t")[0]
        if self._git("cat-file", "-e", tip) is None and self._fetch(tip) is None:
            return None
        return self._is_ancestor(commit, tip)

    def files(self, commits: Sequence[str], roots: Sequence[str]) -> dict[str, dict[str, str]]:
        """Commit → path from the top → id, of the plain files below the roots."""
        return files_of(self._objects, commits, roots)

    @cached_property
    def prefix(self) -> str:
        """Where the folder lies below the top, without slashes around it."""
        return (self._git("rev-parse", "--show-prefix") or "").strip("/")

    def keeps(self, path: str) -> bool:
        """Whether git keeps a file that is there, or would: it is not ignored."""
        return bool(self._git("ls-files", "--cached", "--others", "--exclude-standard", "--", path))

    def _fetch(self, commit: str, *options: str) -> str | None:
        """Get a commit and its history, and touch nothing else."""
        quiet = ("--quiet", "--no-tags", "--no-write-fetch-head")
        return self._git("fetch", *quiet, *options, _REMOTE, commit)

    def _git(self, *arguments: str) -> str | None:
        return git(self._folder, self._variables, *arguments)

    def _objects(self, names: bytes) -> bytes | None:
        return git_bytes(self._folder, self._variables, "cat-file", "--batch", stdin=names)

    def _is_ancestor(self, commit: str, of: str = "") -> bool:
        return self._git("merge-base", "--is-ancestor", commit, of or self.commit) is not None

    def _is_shallow(self) -> bool:
        return self._git("rev-parse", "--is-shallow-repository") == "true"


def checkout_of(folder: Path, variables: Mapping[str, str]) -> Checkout | None:
    """The checkout that holds a folder; None outside of git, where it is not started, and before a commit."""
    if not lies_in_one(folder):
        return None
    commit = git(top_of(folder), variables, "rev-parse", "--verify", "--quiet", "HEAD^{commit}")
    return Checkout(folder, variables, commit) if commit else None


def lies_in_one(folder: Path) -> bool:
    """Whether a checkout is around a folder, and be it one that git is missing for, or refuses to read."""
    folder = folder.resolve()
    return any(os.path.lexists(one / ".git") for one in (folder, *folder.parents))


def place_in(folder: Path) -> str:
    """Where a folder lies in its checkout, with forward slashes; `.` at its top, and outside of one."""
    return folder.resolve().relative_to(top_of(folder)).as_posix()


def top_of(folder: Path) -> Path:
    """The top of the checkout that is around a folder; without one the folder itself, resolved.

    What is the same anywhere in a checkout is asked here: of one that stands, it is asked once.
    """
    here = folder.resolve()
    return next((one for one in (here, *here.parents) if os.path.lexists(one / ".git")), here)


def edges_of(folder: Path, variables: Mapping[str, str]) -> frozenset[str]:
    """The commits with which a shallow clone begins: what is older seems to be theirs."""
    top = top_of(folder)
    path = git(top, variables, "rev-parse", "--git-path", "shallow")
    file = top / path if path else None
    return frozenset(file.read_text(encoding="ascii").split() if file and file.is_file() else ())


def literally(paths: Iterable[str]) -> list[str]:
    """Paths as arguments of git that stand for themselves, whatever is in them."""
    return ["--", *(f":(literal){path}" for path in paths)]


def git(folder: Path, variables: Mapping[str, str], *arguments: str) -> str | None:
    """What git prints, without the last newline; None when it fails, or is not installed."""
    printed = git_bytes(folder, variables, *arguments)
    if printed is None:
        return None
    return printed.decode("utf-8", "replace").replace("\r\n", "\n").removesuffix("\n")


def git_bytes(
    folder: Path, variables: Mapping[str, str], *arguments: str, stdin: bytes = b""
) -> bytes | None:
    """What git prints, as it is; None when it fails, or is not installed.

    It never asks for a password, and writes nothing that it was not told to.
    """
    import subprocess  # only `plan` and `apply` ask, and it takes a while to load

    try:
        return answer(folder, (arguments, stdin), lambda: _printed(folder, variables, arguments, stdin))
    except (OSError, subprocess.SubprocessError):
        return None


def _printed(
    folder: Path, variables: Mapping[str, str], arguments: Sequence[str], stdin: bytes
) -> bytes | None:
    """None where git says no; OSError and SubprocessError where it was not even asked, or took too long."""
    import subprocess

    from rawugc_sync.git.program import OURS, not_astray

    quiet = {"GIT_TERMINAL_PROMPT": "0", "GIT_OPTIONAL_LOCKS": "0", "LC_ALL": "C"}
    run = subprocess.run(  # noqa: S603  (a fixed program, and no shell)
        ["git", *OURS, "-C", os.fspath(folder), *arguments],  # noqa: S607
        capture_output=True,
        input=stdin,
        check=False,
        timeout=_SECONDS,
        env={**not_astray({**os.environ, **variables}), **quiet},
    )
    return run.stdout if run.returncode == 0 else None
