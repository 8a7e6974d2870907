"""Puts files onto a branch of the remote that is this tool's own; the checkout stays at its commit."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from rawugc_sync.git.program import Failed, Git
from rawugc_sync.words.errors import ForgeError

_REMOTE = "origin"
_NAME, _EMAIL = "rawugc-sync", "rawugc-sync@localhost"
_SECONDS = 120.0
_OURS = f"{_NAME} <{_EMAIL}>"
_DIGITS = 6
_ODD = re.compile(r"[^A-Za-z0-9]+")


class New(NamedTuple):
    """What is committed: absolute paths, and the title of the commit."""

    files: Sequence[Path]
    title: str


def named(stem: str, *parts: str) -> str:
    """The name of a branch: a stem, and of each part, whatever is in it, what git takes in a name.

    Where that leaves something out, a few digits tell it from what is left with the same.
    """
    told = [one for one in parts if one not in ("", ".")]
    kept = [_ODD.sub("-", one).strip("-") for one in told]
    whole = not told or kept == told == [parts[0]]
    digits = [] if whole else [hashlib.sha256("\0".join(parts).encode()).hexdigest()[:_DIGITS]]
    return "-".join([stem, *filter(None, kept), *digits])


def publish(folder: Path, variables: Mapping[str, str], branch: str, new: New) -> bool:
    """Have the branch be the commit of the checkout and these files; False where nothing of them differs.

    A branch that is just that already stays as it is. ForgeError where git fails, or somebody else has
    committed to the branch: their work is not written over.
    """
    who = {"NAME": _NAME, "EMAIL": _EMAIL}
    own = {f"GIT_{role}_{part}": text for role in ("AUTHOR", "COMMITTER") for part, text in who.items()}
    with _working(folder, {**variables, **own}, f"the branch {branch} cannot be pushed") as git:
        tree = _tree(git, new.files)
        if tree == _line(git.run("rev-parse", "HEAD^{tree}")):
            return False
        tip = _tip(git, branch)
        if tip and not _is_ours(git, tip):
            raise Failed("somebody has committed to it")
        if not tip or not _is_just(git, tip, tree):
            commit = _line(git.run("commit-tree", tree, "-p", "HEAD", "-m", new.title))
            lease = f"--force-with-lease=refs/heads/{branch}:{tip}"
            git.run("push", "--quiet", lease, _REMOTE, f"{commit}:refs/heads/{branch}")
    return True


def is_untouched(folder: Path, variables: Mapping[str, str], branch: str) -> bool:
    """Whether there is such a branch, and nobody else has committed to it. ForgeError where git fails."""
    with _working(folder, variables, f"the branch {branch} cannot be read") as git:
        tip = _tip(git, branch)
        return bool(tip) and _is_ours(git, tip)


@contextmanager
def _working(folder: Path, variables: Mapping[str, str], what: str) -> Iterator[Git]:
    git = Git(folder, variables, _SECONDS)
    try:
        with git.deadline():
            yield git
    except Failed as failed:
        detail = "The job needs the right to push it. Where people work on it, merge or delete it first."
        raise ForgeError.of("branch", f"{what}: {failed}", detail) from None


def _tree(git: Git, files: Sequence[Path]) -> str:
    """What the commit of the checkout and these files are as a tree.

    In an index of its own: what an earlier step of the job has put into the checkout's is not proposed.
    """
    with TemporaryDirectory() as folder:
        own = str(Path(folder) / "index")
        git.run("read-tree", "HEAD", GIT_INDEX_FILE=own)
        git.run("add", "--", *map(str, files), GIT_INDEX_FILE=own)
        return _line(git.run("write-tree", GIT_INDEX_FILE=own))


def _tip(git: Git, branch: str) -> str:
    """The commit of the branch, which is fetched; empty where there is none."""
    tip = _line(git.run("ls-remote", _REMOTE, f"refs/heads/{branch}")).partition("\t")[0]
    if tip:
        git.run("fetch", "--quiet", "--no-tags", "--no-write-fetch-head", _REMOTE, tip)
    return tip


def _is_ours(git: Git, tip: str) -> bool:
    return _line(git.run("log", "-1", "--format=%cn <%ce>", tip)) == _OURS


def _is_just(git: Git, tip: str, tree: str) -> bool:
    """Whether a commit is this tree upon the checkout's: pushed again, it would only set off jobs anew."""
    told = _line(git.run("log", "-1", "--format=%T %P", tip))
    return told == f"{tree} {_line(git.run('rev-parse', 'HEAD'))}"


def _line(printed: bytes) -> str:
    return printed.decode("utf-8", "replace").strip()
