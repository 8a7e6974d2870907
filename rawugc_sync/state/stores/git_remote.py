"""A remote repository, seen from a private one: commits are made, fetched and pushed, files are read."""

from __future__ import annotations

import os
import shutil
import tempfile
import weakref
from collections.abc import Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import NamedTuple

from rawugc_sync.git.program import Failed, Git
from rawugc_sync.state.stores.git_checkout import REMOTE, Entry, LocalRepository

_NEW = "refs/rawugc/new"
# It does not live long enough for git to tidy it up.
_OWN: Sequence[Entry] = (("gc.auto", "0"), ("maintenance.auto", "false"))


class File(NamedTuple):
    """A file in a commit: the id and the bytes of its blob."""

    id: str
    data: bytes


class Update(NamedTuple):
    """What a push does to a ref that was seen at `old`; None is no ref.

    With a lease it is only done when the ref is still there, else only when `new` follows what is there.
    """

    ref: str
    old: str | None
    new: str | None
    lease: bool = True


class Remote:
    """One remote of a checkout, whose own objects, refs and files stay as they are.

    The private repository is empty at first, and goes with this object. Every method raises Failed.
    """

    def __init__(self, checkout: LocalRepository, remote: str, environment: Mapping[str, str]) -> None:
        way = checkout.way_to(remote)
        try:
            folder = tempfile.mkdtemp(prefix="rawugc-git-")
        except OSError as failed:
            raise Failed(f"no folder for temporary files: {failed.strerror}") from None
        weakref.finalize(self, shutil.rmtree, folder, ignore_errors=True)
        self._author = checkout.author
        self._git = Git(checkout.top, {**environment, **_only([*way, *_OWN])})
        self._repository = {"GIT_DIR": folder}
        self._here: set[str] = set()
        self.atomic = True
        """Whether the server makes all updates of a push or none; until it has said that it cannot."""
        with self.deadline():
            self._git.run(
                "init",
                "--quiet",
                "--bare",
                "--template=",
                f"--object-format={checkout.object_format}",
                folder,
            )

    def deadline(self) -> AbstractContextManager[None]:
        """All that is done within ends in time, together."""
        return self._git.deadline()

    def look(self, refs: Sequence[str]) -> dict[str, str]:
        """Those of the refs that are there, and the commits that they point to."""
        lines = self._run("ls-remote", REMOTE, *refs).decode("utf-8", "replace").splitlines()
        found = {ref: commit for commit, _, ref in (line.partition("\t") for line in lines)}
        return {ref: found[ref] for ref in refs if ref in found}

    def file(self, commit: str, path: str) -> File | None:
        """A file of a commit of the remote."""
        self._fetch(commit)
        head, _, rest = self._run("cat-file", "--batch", stdin=f"{commit}:{path}\n".encode()).partition(b"\n")
        id, _, about = head.decode("utf-8", "replace").partition(" ")
        kind, _, size = about.partition(" ")
        return File(id, rest[: int(size)]) if kind == "blob" else None

    def paths(self, commit: str) -> list[str]:
        """The files in a commit of the remote."""
        self._fetch(commit)
        listed = self._run("ls-tree", "-r", "-z", "--name-only", commit)
        return [os.fsdecode(path) for path in listed.split(b"\0") if path]

    def id_of(self, data: bytes) -> str:
        """The id that a file has with these bytes."""
        return self._run("hash-object", "--stdin", stdin=data).decode("ascii").strip()

    def commit(self, message: str, files: Mapping[str, bytes], parent: str | None) -> str:
        """Make a commit, which is the parent's but for these files; its id."""
        if parent:
            self._fetch(parent)
        commands = [
            f"commit {_NEW}\nmark :1\ncommitter {self._author} now\n".encode("utf-8", "surrogateescape"),
            _data(message.encode("utf-8", "backslashreplace")),
            f"from {parent}\n".encode() if parent else b"",
            *(f"M 100644 inline {path}\n".encode() + _data(data) for path, data in files.items()),
            b"\nget-mark :1\ndone\n",
        ]
        made = self._run(
            "fast-import", "--quiet", "--force", "--done", "--date-format=now", stdin=b"".join(commands)
        )
        id = made.decode("ascii").strip()
        self._here.add(id)
        return id

    def push(self, updates: Sequence[Update]) -> None:
        """All of the updates, or none; where a server cannot do that, one after the other."""
        if self.atomic and len(updates) > 1:
            try:
                self._push(["--atomic"], updates)
            except Failed as failed:
                if "not support --atomic" not in str(failed):
                    raise
                self.atomic = False
            else:
                return
        for update in updates:
            self._push([], [update])

    def _push(self, options: Sequence[str], updates: Iterable[Update]) -> None:
        leases = [f"--force-with-lease={u.ref}:{u.old or ''}" for u in updates if u.lease]
        specs = [f"{u.new or ''}:{u.ref}" for u in updates]
        self._run("push", "--porcelain", *options, *leases, REMOTE, *specs)

    def _fetch(self, commit: str) -> None:
        """This commit without those before it."""
        if commit not in self._here:
            self._run("fetch", "--quiet", "--depth=1", "--no-tags", "--no-write-fetch-head", REMOTE, commit)
            self._here.add(commit)

    def _run(self, *arguments: str, stdin: bytes = b"") -> bytes:
        return self._git.run(*arguments, stdin=stdin, **self._repository)


def _only(entries: Sequence[Entry]) -> dict[str, str]:
    """The environment in which git has this configuration and no other."""
    nothing = os.devnull
    numbered = {
        f"GIT_CONFIG_{what}_{at}": text
        for at, entry in enumerate(entries)
        for what, text in zip(("KEY", "VALUE"), entry, strict=True)
    }
    return {
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_CONFIG_SYSTEM": nothing,
        "GIT_CONFIG_GLOBAL": nothing,
        "GIT_CONFIG_PARAMETERS": "",
        "GIT_CONFIG_COUNT": str(len(entries)),
        **numbered,
    }


def _data(content: bytes) -> bytes:
    return b"data %d\n%b\n" % (len(content), content)
