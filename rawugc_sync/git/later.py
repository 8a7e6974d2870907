"""What a checkout has seen since a commit: which commits came after it, and all who wrote them."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from functools import cached_property
from itertools import islice
from pathlib import Path

from rawugc_sync.git.checkout import edges_of, git, git_bytes, literally, top_of

_COMMIT = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")
_CONTACT = re.compile(r"[^<>]*<[^<>\s]+>")
_AT_ONCE = 500
"""So many of the newest are asked for together, whoever of them is wanted first."""
_CO_AUTHORS = "%(trailers:key=Co-authored-by,valueonly,unfold)"


class Later:
    """The commits of the checkout around a folder that are no part of `since`; without one, all of them."""

    def __init__(self, folder: Path, variables: Mapping[str, str], since: str | None) -> None:
        self._folder = folder
        self._top = top_of(folder)
        self._variables = variables
        self._since = since
        self._writers: dict[str, tuple[str, ...]] = {}

    @cached_property
    def ranks(self) -> Mapping[str, int] | None:
        """Commit → how many of them are newer; None where `since` is no part of what led here."""
        if self._since is None:
            # without a commit there is nothing to list, and nothing has failed
            return _ranked(self._git(self._top, "rev-list", "--topo-order", "HEAD") or "")
        if not _COMMIT.fullmatch(self._since):
            return None
        if self._git(self._top, "merge-base", "--is-ancestor", self._since, "HEAD") is None:
            return None
        listed = self._git(self._top, "rev-list", "--topo-order", f"{self._since}..HEAD")
        return None if listed is None else _ranked(listed)

    @cached_property
    def edges(self) -> frozenset[str]:
        """Those that seem to have written what is older than a shallow clone."""
        return edges_of(self._folder, self._variables) & (self.ranks or {}).keys()

    def touching(self, paths: Iterable[str]) -> frozenset[str] | None:
        """Those that have changed anything below some paths, which are seen from the folder.

        None where a path lies in no checkout, or in another one.
        """
        if not self.ranks:
            return frozenset()
        since = (f"^{self._since}",) if self._since else ()
        listed = self._git(self._folder, "rev-list", "HEAD", *since, *literally(paths))
        return None if listed is None else frozenset(listed.split())

    def writers(self, commits: Collection[str]) -> list[str]:
        """All who wrote some of them, the newest first, co-authors behind their commit's author."""
        ranks = self.ranks or {}
        ordered = sorted((one for one in commits if one in ranks), key=lambda one: ranks[one])
        if any(one not in self._writers for one in ordered):
            wanted = {*ordered, *islice(ranks, _AT_ONCE)} - self._writers.keys()
            self._ask(sorted(wanted, key=lambda one: ranks[one]))
        return list(dict.fromkeys(name for one in ordered for name in self._writers.get(one, ())))

    def _ask(self, commits: Iterable[str]) -> None:
        named = "".join(f"{one}\n" for one in commits)
        how = ("--no-walk=unsorted", "--no-show-signature", "--no-notes", "--encoding=UTF-8", "--stdin")
        said = self._said("log", *how, f"--format=%x00%H%n%aN <%aE>%n{_CO_AUTHORS}", stdin=named)
        told = {commit: names for commit, *names in (one.split("\n") for one in said.split("\0")[1:])}
        mapped = self._mapped({name for _, *others in told.values() for name in others})
        for commit, (author, *others) in told.items():
            both = (author, *(mapped.get(one, one).strip() for one in others))
            self._writers[commit] = tuple(one for one in both if one)

    def _mapped(self, names: Collection[str]) -> Mapping[str, str]:
        """Who co-authors are by git's mailmap, which git itself applies to authors alone."""
        contacts = sorted(name for name in names if _CONTACT.fullmatch(name.strip()))
        if not contacts:
            return {}
        given = "".join(f"{one.strip()}\n" for one in contacts)
        said = self._said("check-mailmap", "--stdin", stdin=given)
        return dict(zip(contacts, said.splitlines(), strict=False))

    def _git(self, folder: Path, *arguments: str) -> str | None:
        return git(folder, self._variables, *arguments)

    def _said(self, *arguments: str, stdin: str) -> str:
        said = git_bytes(self._top, self._variables, *arguments, stdin=stdin.encode("utf-8", "replace"))
        return (said or b"").decode("utf-8", "replace")


def _ranked(listed: str) -> Mapping[str, int]:
    return {commit: rank for rank, commit in enumerate(listed.split())}
