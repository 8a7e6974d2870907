"""What counts of a checkout, as a digest, and whether it contains what was applied from another one."""

from __future__ import annotations

import hashlib
import posixpath
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from rawugc_sync.git.checkout import Checkout
from rawugc_sync.manifest import discover
from rawugc_sync.manifest.config import Config
from rawugc_sync.manifest.environments import Folders
from rawugc_sync.words.recorded import Applied


@dataclass(frozen=True, slots=True)
class Basis:
    """What a run rests on: the digest of the files that count, and whether they are those of the commit.

    `taken` are the files that manifests take in: no glob finds them.
    """

    digest: str
    clean: bool
    taken: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Counting:
    """Which files of a commit are manifests of a workspace, or of one of its environments."""

    config: Config
    folders: Folders

    def manifests(self, files: Mapping[str, str]) -> set[str]:
        """Those among the paths of a commit, as seen from the workspace."""
        include, exclude = self.config.manifests, self.config.exclude
        own = discover.listed((path for path in files if not path.startswith("../")), include, exclude)
        return {
            *(path for path in own if self.folders.read(path)),
            *discover.listed_included(files, self.config.include, exclude),
        }


class History:
    """A checkout with what counts of it. `data` gives the files that a run reads now, path → bytes.

    `state` is the path of a state that lies on this machine, else None.
    """

    def __init__(
        self,
        checkout: Checkout,
        counting: Counting,
        data: Callable[[], Mapping[str, bytes]],
        state: str | None,
    ) -> None:
        self.commit = checkout.commit
        self._checkout = checkout
        self._counting = counting
        self._data = data
        self._state = state

    @cached_property
    def state_is_inside(self) -> bool:
        """Whether the state is part of the checkout: it is as old as that, and each write makes it dirty."""
        return self._state is not None and self._checkout.keeps(self._state)

    @cached_property
    def now(self) -> Basis:
        """What a run here and now rests on."""
        return self.basis(self._data())

    def basis(self, data: Mapping[str, bytes]) -> Basis:
        """What a run rests on that reads these files."""
        committed = self._files([self.commit])[self.commit]
        ids = {path: self._id(content, committed.get(path)) for path, content in data.items()}
        taken = tuple(sorted(ids.keys() - self._counting.manifests(ids)))
        return Basis(_digest(ids), ids == self._counted(committed, taken), taken)

    def contains(self, applied: Applied) -> bool | None:
        """Whether nothing of what was applied is missing here; None when it cannot be told."""
        if applied.commit is None:
            return True
        within = self._checkout.contains(applied.commit)
        if applied.digest is None or within is None:
            return within
        if within:
            return applied.clean or self._contains_uncommitted(applied)
        return self._contains_rewritten(applied)

    def moves(self, last: Applied | None, now: Applied) -> bool:
        """Whether `now`, which contains the last apply, takes its place when nothing of the state changes."""
        if not now.clean or self.state_is_inside:
            return False
        return last is None or last.commit != now.commit or not last.clean

    def _contains_uncommitted(self, applied: Applied) -> bool | None:
        """It was applied on top of a commit that is here, before it was committed itself.

        Whoever has not committed either goes on from there, as far as anybody can tell.
        """
        return self.state_is_inside or not self.now.clean or self._has_since(applied)

    def _contains_rewritten(self, applied: Applied) -> bool | None:
        """Its commit is not in the history here: it is newer, aside, or was squashed or forced away."""
        assert applied.commit is not None
        if self._checkout.has_remote:
            newer = self._checkout.on_default_branch(applied.commit)
            if newer is not False:
                return None if newer is None else False
        return self._has_since(applied)

    def _has_since(self, applied: Applied) -> bool | None:
        """Whether a commit has its digest, of those since the histories parted.

        Before that it would be a state of things that was left on purpose: a revert that was reverted.
        """
        assert applied.commit is not None
        commits = self._checkout.since_parting(applied.commit, self._roots)
        if commits is None:
            return True if self.now.digest == applied.digest else None
        files = self._files(commits)
        return any(_digest(self._counted(files[one], applied.taken)) == applied.digest for one in commits)

    @property
    def _roots(self) -> list[str]:
        """The workspace and what it includes, from the top, as far as they are in the repository."""
        prefix = self._checkout.prefix
        roots = [
            posixpath.normpath(posixpath.join(prefix, one)) for one in ("", *self._counting.config.include)
        ]
        return ["" if root == "." else root for root in roots if not root.startswith("..")]

    def _files(self, commits: list[str]) -> dict[str, dict[str, str]]:
        """Commit → path as seen from the workspace → id."""
        top = self._checkout.prefix or "."
        found = self._checkout.files(commits, self._roots)
        return {
            commit: {posixpath.relpath(path, top): id for path, id in found.get(commit, {}).items()}
            for commit in commits
        }

    def _counted(self, files: Mapping[str, str], taken: Iterable[str]) -> dict[str, str]:
        counted = {*self._counting.manifests(files), *taken}
        return {path: files[path] for path in counted if path in files}

    def _id(self, content: bytes, committed: str | None) -> str:
        """The id that git has for a file; where it turns line endings, that of the commit."""
        ids = [self._blob(content), self._blob(content.replace(b"\r\n", b"\n"))]
        return committed if committed in ids else ids[0]

    def _blob(self, content: bytes) -> str:
        named: Any = hashlib.sha1 if len(self.commit) == 40 else hashlib.sha256
        return str(named(b"blob %d\0%b" % (len(content), content)).hexdigest())


def _digest(ids: Mapping[str, str]) -> str:
    lines = "".join(f"{ids[path]} {len(path)} {path}\n" for path in sorted(ids))
    return "sha256:" + hashlib.sha256(lines.encode("utf-8", "surrogateescape")).hexdigest()
