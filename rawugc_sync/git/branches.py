"""Puts files onto a branch of the remote that is this tool's own; the checkout stays at its commit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from rawugc_sync.git.program import Failed, Git
from rawugc_sync.words.errors import ForgeError

_REMOTE = "origin"
_NAME, _EMAIL = "rawugc-sync", "rawugc-sync@localhost"
_SECONDS = 120.0
_OURS = f"{_NAME} <{_EMAIL}>"


class New(NamedTuple):
    """What is committed: absolute paths, and the title of the commit."""

    files: Sequence[Path]
    title: str


def publish(folder: Path, variables: Mapping[str, str], branch: str, new: New) -> bool:
    """Commit files upon the commit of the checkout, and push that as the branch; False where nothing differs.

    ForgeError where git fails, or somebody else has committed to the branch: their work is not written over.
    """
    who = {"NAME": _NAME, "EMAIL": _EMAIL}
    own = {f"GIT_{role}_{part}": text for role in ("AUTHOR", "COMMITTER") for part, text in who.items()}
    git = Git(folder, {**variables, **own}, _SECONDS)
    try:
        with git.deadline():
            git.run("add", "--", *map(str, new.files))
            tree = _line(git.run("write-tree"))
            if tree == _line(git.run("rev-parse", "HEAD^{tree}")):
                return False
            tip = _tip(git, branch)
            commit = _line(git.run("commit-tree", tree, "-p", "HEAD", "-m", new.title))
            lease = f"--force-with-lease=refs/heads/{branch}:{tip}"
            git.run("push", "--quiet", lease, _REMOTE, f"{commit}:refs/heads/{branch}")
    except Failed as failed:
        detail = "The job needs the right to push it. Where people work on it, merge or delete it first."
        raise ForgeError.of("branch", f"the branch {branch} cannot be pushed: {failed}", detail) from None
    return True


def _tip(git: Git, branch: str) -> str:
    """The commit of the branch; empty where there is none. Failed for one that somebody else has made."""
    tip = _line(git.run("ls-remote", _REMOTE, f"refs/heads/{branch}")).partition("\t")[0]
    if not tip:
        return ""
    git.run("fetch", "--quiet", "--no-tags", "--no-write-fetch-head", _REMOTE, tip)
    if _line(git.run("log", "-1", "--format=%cn <%ce>", tip)) != _OURS:
        raise Failed("somebody has committed to it")
    return tip


def _line(printed: bytes) -> str:
    return printed.decode("utf-8", "replace").strip()
