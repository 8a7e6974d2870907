"""Finds the workspaces below a folder, and tells whether the folder is one itself."""

from __future__ import annotations

import os
import posixpath
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from pathlib import Path

from rawugc_sync.manifest.config import load_config
from rawugc_sync.manifest.discover import CONFIG_NAME, OTHERS, find, has_manifests
from rawugc_sync.words.diagnostics import Diagnostic, error
from rawugc_sync.words.errors import InvalidInput
from rawugc_sync.words.shell import quote

MAX_DEPTH = 12
MAX_FOLDERS = 20_000

_STATES = ("rawugc.state*.json", "*.state.json")
_NAMED = 20
"""How many workspaces an error names."""


@dataclass(slots=True)
class Below:
    """What lies below a folder, as paths relative to it: workspaces, and files that look like states.

    `missed` tells what was not looked into.
    """

    workspaces: list[str] = field(default_factory=list)
    states: list[str] = field(default_factory=list)
    missed: list[str] = field(default_factory=list)


def look_below(root: Path) -> Below:
    """The workspaces at and below `root`, without hidden, linked and very deep folders."""
    below = Below()
    for number, (folder, names) in enumerate(_folders(root, below)):
        if number == MAX_FOLDERS:
            below.missed.append(f"only the first {MAX_FOLDERS:,} folders were looked into")
            break
        if CONFIG_NAME in names:
            below.workspaces.append(folder)
        below.states += [posixpath.normpath(f"{folder}/{name}") for name in names if is_state(name)]
    below.workspaces.sort()
    below.states.sort()
    return below


def is_state(name: str) -> bool:
    """Whether a file has the name of a state."""
    return any(fnmatchcase(name, pattern) for pattern in _STATES)


def only_below(root: Path) -> list[str]:
    """The workspaces below a folder that is none itself; none when it is one, or cannot be listed.

    It is none without a `rawugc.yaml`, and without a manifest but those that the workspaces include. Where
    one of these does not say what it includes, every manifest further down may be meant.
    """
    with suppress(OSError):
        if os.path.lexists(root / CONFIG_NAME) or has_manifests(root):
            return []
        workspaces = look_below(root).workspaces
        included = [_included(root, workspace) for workspace in workspaces]
        if None in included:
            return workspaces
        shared = [folder for folders in included for folder in folders or ()]
        own = (path for path in find(root, (), ()) if not any(path.startswith(f"{one}/") for one in shared))
        return [] if next(own, None) else workspaces
    return []


def workspaces_below(root: Path, workspaces: Sequence[str]) -> Diagnostic:
    """The error for a folder that is no workspace, with those that are meant perhaps."""
    named = [f"  -C {quote((root / path).as_posix())}" for path in workspaces[:_NAMED]]
    more = len(workspaces) - len(named)
    rest = [f"  and {more} more: rawugc-sync workspaces lists them"] if more else []
    count = "a workspace lies" if len(workspaces) == 1 else f"{len(workspaces)} workspaces lie"
    detail = "\n".join(["Name the one that is meant:", *named, *rest])
    return error("workspaces-below", f"this folder is no workspace, and {count} below it", detail)


def _folders(root: Path, below: Below) -> Iterator[tuple[str, list[str]]]:
    """Each folder that counts, relative to `root`, with the names of its files."""

    def miss(failure: OSError) -> None:
        below.missed.append(f"{failure.filename} cannot be listed: {failure.strerror}")

    for place, folders, files in os.walk(root, onerror=miss):
        folder = Path(place).relative_to(root)
        deep = len(folder.parts) >= MAX_DEPTH
        folders[:] = [] if deep else sorted(n for n in folders if not n.startswith(".") and n not in OTHERS)
        yield folder.as_posix(), files


def _included(root: Path, workspace: str) -> list[str] | None:
    """The folders that a workspace includes, relative to `root`; None when that cannot be read."""
    with suppress(InvalidInput):
        return [posixpath.normpath(f"{workspace}/{path}") for path in load_config(root / workspace).include]
    return None
