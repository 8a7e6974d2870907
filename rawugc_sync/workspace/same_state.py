"""Workspaces of one repository that would take one state for their own, and destroy what the other made."""

from __future__ import annotations

import os
import posixpath
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from rawugc_sync.git.checkout import git
from rawugc_sync.manifest.discover import CONFIG_NAME
from rawugc_sync.state.places import is_local, keeps_several
from rawugc_sync.words.diagnostics import Diagnostic, error
from rawugc_sync.workspace.members import Member, members_of

Kept = tuple[str, str]
"""Where a state is, and its name there."""

_WAY_OUT = (
    "Each would destroy what the other has made. Give one of them a `{}:` of its own, and see whose "
    "the state is: rawugc-sync state list."
)


def same_state(
    root: Path, variables: Mapping[str, str], kept: Iterable[tuple[str, str]]
) -> Iterator[Diagnostic]:
    """An error for each workspace beside `root` in its repository that has one of these states, too.

    Of each of `kept`, the URL and the name. Without git, and outside of a repository, nothing is known.
    """
    own = _reachable(kept)
    if not own:
        return
    here = Path(os.path.realpath(root))
    for other in _repository(root, variables):
        if other.folder != here and (both := own & _reachable(other.kept)):
            yield _clash(CONFIG_NAME, other, min(both))


def same_states(root: Path, variables: Mapping[str, str], members: Sequence[Member]) -> Iterator[Diagnostic]:
    """As `same_state`, for all these workspaces below `root`: an error for each two of the repository."""
    if not any(_reachable(one.kept) for one in members):
        return
    listed = {one.folder for one in members}
    first: dict[Kept, Member] = {}
    for one in _repository(root, variables):
        clashing: dict[str, Diagnostic] = {}
        for kept in sorted(_reachable(one.kept)):
            other = first.setdefault(kept, one)
            if other is not one and listed & {one.folder, other.folder}:
                clashing.setdefault(other.path, _clash(_config(other), one, kept))
        yield from clashing.values()


def _repository(root: Path, variables: Mapping[str, str]) -> list[Member]:
    """The workspaces of the checkout around `root`, as seen from there; broken ones are told elsewhere."""
    listed = git(
        root,
        variables,
        *("ls-files", "--cached", "--others", "--exclude-standard", "-z"),
        *("--", f":(top,glob)**/{CONFIG_NAME}"),
    )
    folders = {posixpath.dirname(path) or "." for path in (listed or "").split("\0") if path}
    there = sorted(one for one in folders if os.path.lexists(root / one / CONFIG_NAME))
    return members_of(root, there)[0]


def _reachable(kept: Iterable[tuple[str, str]]) -> set[Kept]:
    """Those of these states that other workspaces can reach."""
    return {_kept(url, name) for url, name in kept if _is_shared(url)}


def _is_shared(url: str) -> bool:
    """Whether a URL says where a state is; where variables do, each workspace may have its own."""
    return not is_local(url) and not url.startswith("env://")


def _kept(url: str, name: str) -> Kept:
    place = url.removesuffix("?remote=origin").rstrip("/")
    return place, name if keeps_several(url) else ""


def _clash(config: str, other: Member, kept: Kept) -> Diagnostic:
    _, name = kept
    called = f", both called {name}" if name else ""
    summary = f"{config} and {_config(other)} share one state{called}"
    return error("same-state", summary, _WAY_OUT.format("workspace" if name else "state"))


def _config(member: Member) -> str:
    return posixpath.normpath(f"{member.path}/{CONFIG_NAME}")
