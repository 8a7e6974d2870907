"""Which commits have changed what a field rests on, whether or not a line of theirs is still there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass
from functools import cached_property, reduce
from pathlib import Path

from rawugc_sync.git.blame import Hand
from rawugc_sync.git.checkout import git, literally, top_of
from rawugc_sync.git.edits import Edit, contents, edits, uncommitted
from rawugc_sync.git.later import Later
from rawugc_sync.manifest.spoken import spoken
from rawugc_sync.words.provenance import Written
from rawugc_sync.workspace.workspace import Workspace

_COMMITS = 200
"""So many of the newest commits are looked into: each is two versions of all manifests that it touches."""

_BYTES = 32 * 1024 * 1024
"""So much of these versions is read."""

Pair = tuple[str, str]
"""A name, and what is said there."""
Pairs = frozenset[Pair]
Said = Mapping[str, Set[str]]
"""Name → what was said there, or is now."""


@dataclass(frozen=True, slots=True)
class Basis:
    """What fields rest on: `names` in manifests, and files with `texts`.

    `renamed` are those names that were others before, and these: each leads to the other.
    """

    names: Set[str]
    renamed: Mapping[str, str]
    texts: Set[str]


class Edited:
    """What the commits of `later`, and edits that are not committed, have made of what a workspace reads."""

    def __init__(self, workspace: Workspace, later: Later) -> None:
        self._workspace = workspace
        self._later = later
        self._paths = read_by(workspace)

    def hands(self, basis: Basis, user: Written) -> set[Hand]:
        """Those that have changed what some fields rest on; `user` is whose the uncommitted edits are."""
        commits = {one for one, changed in self._changed.items() if _is_about(changed, basis)}
        edited = _is_about(self._now, basis)
        if basis.texts:
            commits |= self._later.touching(basis.texts) or set()
            edited = edited or bool(self._git("diff", "--name-only", "HEAD", *literally(basis.texts)))
        own = {Hand(self._root, user)} if edited else set()
        return own | {Hand(self._root, Written(commit=one)) for one in commits}

    @cached_property
    def _changed(self) -> Mapping[str, Said]:
        """Commit → what it says otherwise than each of its parents, as far back as it is looked."""
        ranks = self._later.ranks or {}
        commits = sorted(self._later.touching(self._paths) or (), key=lambda one: ranks.get(one, 0))[
            :_COMMITS
        ]
        changed, said, left = dict[str, Said](), dict[str, Pairs](), _BYTES
        for edit in edits(self._root, self._variables, commits, self._paths):
            ids = {id for some in (*edit.before, edit.after) for id in some} - said.keys()
            found = contents(self._root, self._variables, ids)
            left -= sum(map(len, found.values()))
            if left < 0:
                break
            said |= {id: frozenset(spoken(data)) for id, data in found.items()}
            changed[edit.commit] = _by_name(_difference(edit, said))
        return changed

    @cached_property
    def _now(self) -> Said:
        """What edits that are not committed say otherwise."""
        ids, now = uncommitted(self._root, self._variables, self._paths)
        before = contents(self._root, self._variables, set(ids)).values()
        return _by_name(_all(map(spoken, before)) ^ _all(map(spoken, now)))

    def _git(self, *arguments: str) -> str | None:
        return git(self._root, self._variables, *arguments)

    @property
    def _root(self) -> Path:
        return self._workspace.root

    @property
    def _variables(self) -> Mapping[str, str]:
        return self._workspace.around.variables


def read_by(workspace: Workspace) -> list[str]:
    """What a workspace reads and its checkout holds, as it sees that; it may take in what lies outside."""
    root, include = workspace.root, workspace.config.include
    top = git(top_of(root), workspace.around.variables, "rev-parse", "--show-toplevel") or root.anchor
    return [".", *(one for one in include if (root / one).resolve().is_relative_to(top))]


def _difference(edit: Edit, said: Mapping[str, Pairs]) -> Pairs:
    after, *before = (_all(said.get(id, ()) for id in ids) for ids in (edit.after, *edit.before))
    return reduce(frozenset.intersection, [after ^ one for one in before])


def _all(said: Iterable[Iterable[Pair]]) -> Pairs:
    return frozenset(pair for some in said for pair in some)


def _by_name(pairs: Iterable[Pair]) -> Said:
    said: dict[str, set[str]] = {}
    for name, text in pairs:
        said.setdefault(name, set()).add(text)
    return said


def _is_about(changed: Said, basis: Basis) -> bool:
    """What only goes by another name now was not changed."""
    there = (name for name in basis.names if name in changed)
    return any(changed[name] != changed.get(basis.renamed.get(name, "")) for name in there)
