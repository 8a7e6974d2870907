"""Which commit took a key out of YAML files: a bounded walk through the history, newest first."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from rawugc_sync.git.checkout import git, git_bytes
from rawugc_sync.words.provenance import Written

_COMMITS = 200
"""So many commits that touch a line with one of the keys are looked at."""

_KEYS = 500
_KEY = re.compile(r"[A-Za-z0-9_-]+")
_YAML = (".yaml", ".yml")

Holds = Callable[[bytes], set[str]]
"""The data of a file → which of the names that are looked for it holds."""


@dataclass(frozen=True, slots=True)
class Removals:
    """The history below a folder and some others, which are named from there."""

    folder: Path
    others: Sequence[str]
    variables: Mapping[str, str]
    user: Written

    def of(self, names: Iterable[str], keys: Iterable[str], holds: Holds) -> dict[str, Written]:
        """Name → who took it out, and in which commit, as far as that is found. `user` has committed nothing.

        `keys` stand before a colon in every line that a name hangs on; `holds` reads a file for the names.
        """
        wanted, found = set(names), dict[str, Written]()
        sought = sorted({key for key in keys if _KEY.fullmatch(key)})[:_KEYS]
        for written, before, after in self._versions(sought) if wanted and sought else ():
            gone = (holds(before) - holds(after)) & wanted
            found |= dict.fromkeys(gone, written)
            wanted -= gone
            if not wanted:
                break
        return found

    def _versions(self, keys: Sequence[str]) -> Iterator[tuple[Written, bytes, bytes]]:
        """What a file held before and after each commit that may have taken something out, newest first."""
        lines = rf"""(^|[[:space:]{{,"'])({"|".join(keys)})["']?[[:space:]]*:"""
        how = ("-c", "core.quotePath=false", "-c", "diff.relative=false", "--no-pager")
        which = (
            "-G",
            lines,
            "--diff-filter=MD",
            "--no-renames",
            "--no-ext-diff",
            "--no-textconv",
            "--name-only",
        )
        where = ("--", ".", *(f":(literal){one}" for one in self.others))
        changed = self._git(*how, "diff", *which, "HEAD", *where) or ""
        for path in _manifests(changed.split("\n")):
            yield self.user, self._data(f"HEAD:{path}"), self._now(path)
        form = "--format=%x00%H %aN <%aE>"
        bare = ("--no-show-signature", f"--max-count={_COMMITS}", form)
        said = self._git(*how, "log", *bare, *which, *where) or ""
        for told in said.split("\0")[1:]:
            head, *paths = told.split("\n")
            commit, _, author = head.partition(" ")
            for path in _manifests(paths):
                before, after = self._data(f"{commit}^:{path}"), self._data(f"{commit}:{path}")
                yield Written(author, commit), before, after

    def _now(self, path: str) -> bytes:
        top = self._git("rev-parse", "--show-toplevel")
        file = Path(top or "", path)
        return file.read_bytes() if file.is_file() else b""

    def _data(self, name: str) -> bytes:
        return git_bytes(self.folder, self.variables, "cat-file", "blob", name) or b""

    def _git(self, *arguments: str) -> str | None:
        return git(self.folder, self.variables, *arguments)


def _manifests(paths: Iterable[str]) -> Iterator[str]:
    return (path for path in paths if path.endswith(_YAML))
