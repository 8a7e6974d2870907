"""What has changed in a checkout since a branch, a tag or a commit, committed or not."""

from __future__ import annotations

import os
from bisect import bisect_left
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path

from rawugc_sync.git.checkout import git
from rawugc_sync.words.errors import InvalidInput

_PRIVATE = "/.rawugc/"
_SHALLOW = 'This is a shallow clone: check out the whole history (fetch-depth: 0, on GitLab GIT_DEPTH: "0").'


class Changed:
    """The files that differ from the commit `base`, the last one in common with what was named.

    `top` is the folder of the checkout; `deleted` are paths relative to it.
    """

    def __init__(self, top: Path, base: str, paths: Iterable[str], deleted: Iterable[str]) -> None:
        self.top = top
        self.base = base
        self.deleted = tuple(deleted)
        self._files = {str(top / path) for path in paths if _PRIVATE not in f"/{path}"}
        self._sorted = sorted(self._files)

    def without(self, files: Collection[Path]) -> Changed:
        """The same, these files (absolute paths without links) left out."""
        left_out = set(map(str, files))
        return Changed(self.top, self.base, self._files - left_out, self.deleted)

    def touches(self, folder: Path) -> bool:
        """Whether anything in a folder (an absolute path without links) has changed.

        What lies around it counts as well: of a submodule, git only names the folder.
        """
        prefix = f"{folder}{os.sep}"
        at = bisect_left(self._sorted, prefix)
        if at < len(self._sorted) and self._sorted[at].startswith(prefix):
            return True
        return any(str(one) in self._files for one in (folder, *folder.parents))


def changed_since(root: Path, variables: Mapping[str, str], ref: str) -> Changed:
    """What has changed since the last commit in common with `ref`; InvalidInput when that cannot be told."""
    top = git(root, variables, "rev-parse", "--show-toplevel")
    if top is None:
        detail = "It takes a checkout, and git installed; git says more: git rev-parse --show-toplevel"
        raise InvalidInput.of("no-checkout", "--changed-since: this is no checkout of git", detail)
    folder = Path(os.path.realpath(top))
    base = _base(folder, variables, ref)
    differing = ("diff", "--name-only", "--no-renames", "-z")
    names = [
        _listed(folder, variables, *differing, base),
        _listed(folder, variables, "ls-files", "--others", "--exclude-standard", "-z"),
    ]
    deleted = _listed(folder, variables, *differing, "--diff-filter=D", base)
    return Changed(folder, base, (name for some in names for name in some), deleted)


def text_at(changed: Changed, variables: Mapping[str, str], path: str) -> str | None:
    """What a file held in the commit `base`; None when it had none."""
    return git(changed.top, variables, "show", f"{changed.base}:{path}")


def _base(top: Path, variables: Mapping[str, str], ref: str) -> str:
    named = (
        None
        if ref.startswith("-")
        else git(top, variables, "rev-parse", "--verify", "--quiet", f"{ref}^{{commit}}")
    )
    shallow = git(top, variables, "rev-parse", "--is-shallow-repository") == "true"
    if named is None:
        detail = _SHALLOW if shallow else "Name a branch, a tag or a commit that it has, such as origin/main."
        raise InvalidInput.of(
            "unknown-ref", f"--changed-since {ref}: this checkout has no such commit", detail
        )
    base = git(top, variables, "merge-base", named, "HEAD")
    if base is None:
        detail = _SHALLOW if shallow else "Name one that it comes from."
        raise InvalidInput.of(
            "unknown-ref", f"--changed-since {ref}: it shares no commit with this checkout", detail
        )
    return base


def _listed(top: Path, variables: Mapping[str, str], *arguments: str) -> list[str]:
    names = git(top, variables, *arguments)
    if names is None:
        raise InvalidInput.of("no-checkout", f"--changed-since: git {arguments[0]} failed", "Run git status.")
    return [name for name in names.split("\0") if name]
