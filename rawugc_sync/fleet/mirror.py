"""A bare mirror of a repository, and checkouts of its commits, which nothing ever edits."""

from __future__ import annotations

import os
import re
import shutil
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from rawugc_sync.git.program import Failed, Git
from rawugc_sync.git.standing import fall, stand
from rawugc_sync.manifest.discover import CONFIG_NAME
from rawugc_sync.words.errors import ForgeError
from rawugc_sync.workspace.private import PRIVATE_FOLDER

_SECONDS = 600.0
_SETTINGS = (
    ("core.hooksPath", os.devnull),
    ("core.autocrlf", "false"),
    ("core.fsmonitor", "false"),
    ("gc.auto", "0"),
    ("maintenance.auto", "false"),
)


_PACKS = 20
_LOOSE = 8
"""Objects that begin with 17, a 256th of all."""
_CONFIG, _PRIVATE = CONFIG_NAME.encode(), PRIVATE_FOLDER.encode()
_IDLE = 3
"""Checkouts that stay though nobody uses them: the next run mostly wants the same."""


@dataclass(frozen=True, slots=True)
class Law:
    """What decides: every `rawugc.yaml` of a commit, and the `files` that these name (paths from the top).

    So do the folders of workspaces for what is never committed, which a hostile commit may have.
    """

    commit: str
    files: frozenset[str] = frozenset()


@dataclass(slots=True)
class _Checkout:
    """`users`: how many use it right now."""

    folder: Path
    users: int = 0


_Key: TypeAlias = "tuple[str, Law | None]"


class Mirror:
    """One repository, below a folder of its own. Threads may share it.

    Every method raises ForgeError where git fails. `variables` are what git signs in with.
    """

    def __init__(self, url: str, folder: Path, variables: Mapping[str, str]) -> None:
        self._url = url
        self._bare = folder / "mirror.git"
        self._trees = folder / "trees"
        self._name = _called(url)
        self._variables = variables
        # A fetch looks at the heads of all checkouts, and finds none in one that is just being made.
        self._changing, self._counting = threading.Lock(), threading.Lock()
        self._checkouts: dict[_Key, _Checkout] = {}
        self._had: set[str] = set()
        """What was fetched stays: nothing is ever swept out of a mirror."""
        self._made = 0

    def fetch(self, *refs: str) -> None:
        """All branches as they are there now, and these refs."""
        with self._changing:
            self._fetch(refs)

    def need(self, commits: Sequence[str], *refs: str) -> None:
        """Fetch, with these refs, where a commit is missing; of many who ask at once, one does."""
        if all(map(self.has, commits)):
            return
        with self._changing:
            if not all(map(self.has, commits)):
                self._fetch(refs)

    def _fetch(self, refs: Sequence[str]) -> None:
        self._begin()
        with self._git() as git:
            wanted = ["+refs/heads/*:refs/heads/*", *(f"+{ref}:{ref}" for ref in refs)]
            git.run("fetch", "--quiet", "--no-tags", "--prune", "--force", "origin", *wanted)
            if self._is_scattered():
                with suppress(Failed):  # it only takes more room then
                    git.run("repack", "-a", "-d", "--keep-unreachable", "--quiet")

    def _is_scattered(self) -> bool:
        """Whether thousands of fetches have left many small files. A 256th of them is looked at."""
        objects = self._bare / "objects"
        packs = sum(1 for _ in objects.glob("pack/*.pack"))
        return packs >= _PACKS or sum(1 for _ in objects.glob("17/*")) >= _LOOSE

    def branch(self, named: str | None) -> str:
        """The branch that is named, else the one that the remote takes for its own."""
        if named is not None:
            return named
        with self._git() as git:
            return self._default(git)

    def tip(self, branch: str) -> str:
        """The commit of a branch."""
        ref = f"refs/heads/{branch}^{{commit}}"
        with self._git() as git:
            try:
                return _line(git.run("rev-parse", "--verify", "--end-of-options", ref))
            except Failed:
                raise Failed(f"it has no branch {branch}") from None

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
        """Whether it has been fetched with all that is in it.

        While another thread fetches, or after one that was cut off, it may be there before its files are.
        """
        if commit in self._had:
            return True
        if not self._bare.exists():
            return False
        with self._git() as git:
            try:
                refs = ("--not", "--glob=refs/*", "--not")  # no heads of checkouts: one may be half made
                git.run("rev-list", "--quiet", "--objects", *refs, "--end-of-options", commit)
            except Failed:
                return False
        self._had.add(commit)
        return True

    @contextmanager
    def checkout(self, commit: str, law: Law | None = None) -> Iterator[Path]:
        """A checkout of a commit, the same for the same, which is there for as long as this lasts.

        With `law`, what decides is that of another commit, and nothing else: what is proposed decides
        nothing but manifests.
        """
        key = (commit, law)
        if (used := self._in_use(key)) is None:
            with self._changing:
                used = self._in_use(key) or self._add(key)
        try:
            yield used.folder
        finally:
            self._leave(used)

    def _in_use(self, key: _Key) -> _Checkout | None:
        """The one that there is, with one more who uses it."""
        with self._counting:
            if (found := self._checkouts.pop(key, None)) is None:
                return None
            found.users += 1
            self._checkouts[key] = found  # the last that was used stands last
            return found

    def _add(self, key: _Key) -> _Checkout:
        self._made += 1
        made = _Checkout(self._trees / str(self._made) / self._name, 1)
        try:
            with self._git() as git:
                self._write(git, made.folder, *key)
        except ForgeError:
            self._remove([made])
            raise
        stand(made.folder.resolve(), is_clean=key[1] is None)
        with self._counting:
            self._checkouts[key] = made
        return made

    def _leave(self, used: _Checkout) -> None:
        with self._counting:
            used.users -= 1
            idle = [key for key, one in self._checkouts.items() if not one.users]
            gone = [self._checkouts.pop(key) for key in idle[: max(0, len(idle) - _IDLE)]]
        if gone:
            with self._changing:
                self._remove(gone)

    def _remove(self, gone: Sequence[_Checkout]) -> None:
        for one in gone:
            fall(one.folder.resolve())
            shutil.rmtree(one.folder.parent, ignore_errors=True)
        with self._git() as git:
            git.run("worktree", "prune", "--expire", "now")

    def _begin(self) -> None:
        """There is none, or all of it: others look while it is made, and it may fail halfway."""
        if self._bare.exists():
            return
        half = self._bare.with_suffix(".half")
        shutil.rmtree(half, ignore_errors=True)
        half.mkdir(parents=True)
        with self._git(half) as git:
            git.run("init", "--quiet", "--bare")
            for name, value in (("remote.origin.url", self._url), *_SETTINGS):
                git.run("config", name, value)
        half.rename(self._bare)

    def _default(self, git: Git) -> str:
        told = _line(git.run("ls-remote", "--symref", "origin", "HEAD"))
        ref = told.partition("\t")[0].removeprefix("ref: ").strip()
        if not ref.startswith("refs/heads/"):
            raise Failed("it has no default branch; name one as `branch`")
        return ref.removeprefix("refs/heads/")

    def _write(self, git: Git, folder: Path, commit: str, law: Law | None) -> None:
        git.run("worktree", "add", "--quiet", "--detach", "--no-checkout", str(folder), commit)
        plain = _without_filters(git) if law else ()
        tree = Git(folder, self._variables, _SECONDS)
        with tree.deadline():
            tree.run("read-tree", commit)
            if law is not None:
                entries = _in_their_place(_deciding(tree, commit, law), _deciding(tree, law.commit, law))
                tree.run("update-index", "-z", "--replace", "--index-info", stdin=entries)
            tree.run(*plain, "checkout-index", "--all", "--force", "--quiet")

    @contextmanager
    def _git(self, bare: Path | None = None) -> Iterator[Git]:
        git = Git(self._bare.parent, self._variables, _SECONDS, bare or self._bare)
        try:
            with git.deadline():
                yield git
        except Failed as failed:
            raise ForgeError.of(
                "fleet-git", f"{self._url}: {failed}", "See whether git can read it."
            ) from None


def _called(url: str) -> str:
    """As a clone of it is called: a workspace without a name has that of its folder, as has its state."""
    return re.split(r"[/:\\]", url.rstrip("/"))[-1].removesuffix(".git").lstrip(".") or "repository"


def _deciding(git: Git, commit: str, law: Law) -> dict[bytes, bytes]:
    """Path → mode and object of what decides, in a commit."""
    found: dict[bytes, bytes] = {}
    for line in git.run("ls-tree", "-r", "-z", commit).split(b"\0"):
        about, _, path = line.partition(b"\t")
        *folders, name = path.split(b"/")
        if name == _CONFIG or _PRIVATE in folders or os.fsdecode(path) in law.files:
            mode, _, object_ = about.split(b" ")
            found[path] = mode + b" " + object_
    return found


def _without_filters(git: Git) -> list[str]:
    """Options without the programs that this machine has for files: a commit says which of them would run."""
    names = git.run("config", "--list", "--null", "--name-only").decode("utf-8", "replace").split("\0")
    filters = [name for name in names if name.startswith("filter.")]
    return [
        part for name in filters for part in ("-c", f"{name}={'false' if name.endswith('.required') else ''}")
    ]


def _in_their_place(gone: Iterable[bytes], there: Mapping[bytes, bytes]) -> bytes:
    """What `update-index` reads to take some files out, and to put others in."""
    out = (b"0 %s\t%s\0" % (b"0" * 40, path) for path in gone)
    return b"".join([*out, *(b"%s\t%s\0" % (entry, path) for path, entry in there.items())])


def _line(printed: bytes) -> str:
    return printed.decode("utf-8", "replace").strip()
