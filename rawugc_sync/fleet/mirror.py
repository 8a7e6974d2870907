"""A bare mirror of a repository, and checkouts of its commits, which nothing ever edits."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from rawugc_sync.git.program import Failed, Git
from rawugc_sync.manifest.discover import CONFIG_NAME
from rawugc_sync.words.errors import ForgeError

_SECONDS = 600.0
_SETTINGS = (
    ("core.hooksPath", os.devnull),
    ("core.autocrlf", "false"),
    ("core.fsmonitor", "false"),
    ("gc.auto", "0"),
    ("maintenance.auto", "false"),
)


_CONFIG = CONFIG_NAME.encode()


@dataclass(frozen=True, slots=True)
class Law:
    """What decides: every `rawugc.yaml` of a commit, and the `files` that these name (paths from the top)."""

    commit: str
    files: frozenset[str] = frozenset()


class Mirror:
    """One repository, below a folder of its own. Threads may share it.

    Every method raises ForgeError where git fails. `variables` are what git signs in with.
    """

    def __init__(self, url: str, folder: Path, variables: Mapping[str, str]) -> None:
        self._url = url
        self._bare = folder / "mirror.git"
        self._trees = folder / "trees"
        self._variables = variables
        self._lock = threading.Lock()
        self._checkouts: dict[tuple[str, Law | None], Path] = {}
        self._made = 0

    def fetch(self, *refs: str) -> None:
        """All branches as they are there now, and these refs."""
        self._begin()
        with self._git() as git:
            wanted = ["+refs/heads/*:refs/heads/*", *(f"+{ref}:{ref}" for ref in refs)]
            git.run("fetch", "--quiet", "--no-tags", "--prune", "--force", "origin", *wanted)

    def branch(self, named: str | None) -> str:
        """The branch that is named, else the one that the remote takes for its own."""
        if named is not None:
            return named
        with self._git() as git:
            return self._default(git)

    def tip(self, branch: str) -> str:
        """The commit of a branch."""
        with self._git() as git:
            return _line(
                git.run("rev-parse", "--verify", "--end-of-options", f"refs/heads/{branch}^{{commit}}")
            )

    def parting(self, one: str, other: str) -> str:
        """The last commit that two have in common."""
        with self._git() as git:
            return _line(git.run("merge-base", one, other))

    def trees(self, commit: str) -> dict[str, str]:
        """Path → id of the content, of each folder of a commit; `.` is its top."""
        with self._git() as git:
            top = _line(git.run("rev-parse", "--verify", f"{commit}^{{tree}}"))
            listed = git.run("ls-tree", "-r", "-d", "-z", commit)
        rows = (line.partition(b"\t") for line in listed.split(b"\0") if line)
        return {".": top, **{os.fsdecode(path): about.split(b" ")[2].decode() for about, _, path in rows}}

    def has(self, commit: str) -> bool:
        """Whether it has been fetched."""
        if not self._bare.exists():
            return False
        with self._git() as git:
            try:
                git.run("cat-file", "-e", f"{commit}^{{commit}}")
            except Failed:
                return False
        return True

    def checkout(self, commit: str, law: Law | None = None) -> Path:
        """A checkout of a commit, the same for the same.

        With `law`, what decides is that of another commit, and nothing else: what is proposed decides
        nothing but manifests.
        """
        with self._git() as git:
            key = (commit, law)
            if key not in self._checkouts:
                self._made += 1
                folder = self._trees / str(self._made)
                self._write(git, folder, commit, law)
                self._checkouts[key] = folder
            return self._checkouts[key]

    def leave(self, keep: int) -> None:
        """Take away all checkouts but the newest ones. Only while nothing runs in them."""
        with self._git() as git:
            for key in list(self._checkouts)[: max(0, len(self._checkouts) - keep)]:
                git.run("worktree", "remove", "--force", str(self._checkouts.pop(key)))

    def _begin(self) -> None:
        if self._bare.exists():
            return
        self._bare.mkdir(parents=True)
        with self._git() as git:
            git.run("init", "--quiet", "--bare")
            for name, value in (("remote.origin.url", self._url), *_SETTINGS):
                git.run("config", name, value)

    def _default(self, git: Git) -> str:
        told = _line(git.run("ls-remote", "--symref", "origin", "HEAD"))
        ref = told.partition("\t")[0].removeprefix("ref: ").strip()
        if not ref.startswith("refs/heads/"):
            raise Failed("it has no default branch; name one as `branch`")
        return ref.removeprefix("refs/heads/")

    def _write(self, git: Git, folder: Path, commit: str, law: Law | None) -> None:
        git.run("worktree", "add", "--quiet", "--detach", "--no-checkout", str(folder), commit)
        inside = ("-C", str(folder))
        git.run(*inside, "read-tree", commit)
        if law is not None:
            entries = _in_their_place(
                _deciding(git, inside, commit, law), _deciding(git, inside, law.commit, law)
            )
            git.run(*inside, "update-index", "-z", "--replace", "--index-info", stdin=entries)
        git.run(
            *inside, "checkout-index", "--all", "--force", "--quiet", GIT_LFS_SKIP_SMUDGE="1" if law else "0"
        )

    @contextmanager
    def _git(self) -> Iterator[Git]:
        git = Git(self._bare, self._variables, _SECONDS)
        try:
            with self._lock, git.deadline():
                yield git
        except Failed as failed:
            raise ForgeError.of(
                "fleet-git", f"{self._url}: {failed}", "See whether git can read it."
            ) from None


def _deciding(git: Git, inside: Sequence[str], commit: str, law: Law) -> dict[bytes, bytes]:
    """Path → mode and object of what decides, in a commit."""
    found: dict[bytes, bytes] = {}
    for line in git.run(*inside, "ls-tree", "-r", "-z", commit).split(b"\0"):
        about, _, path = line.partition(b"\t")
        if path.rpartition(b"/")[2] == _CONFIG or os.fsdecode(path) in law.files:
            mode, _, name = about.split(b" ")
            found[path] = mode + b" " + name
    return found


def _in_their_place(gone: Iterable[bytes], there: Mapping[bytes, bytes]) -> bytes:
    """What `update-index` reads to take some files out, and to put others in."""
    out = (b"0 %s\t%s\0" % (b"0" * 40, path) for path in gone)
    return b"".join([*out, *(b"%s\t%s\0" % (entry, path) for path, entry in there.items())])


def _line(printed: bytes) -> str:
    return printed.decode("utf-8", "replace").strip()
