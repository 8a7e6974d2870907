"""The workspaces at and below a folder, and which of them a file is part of."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from rawugc_sync.manifest.below import look_below
from rawugc_sync.workspace.members import members_of, nearest


def all_workspaces(root: Path) -> list[str]:
    """By path, those at and below `root`; where there is none with a `rawugc.yaml`, the folder itself."""
    return look_below(root).workspaces or ["."]


def folders_of(root: Path) -> dict[str, tuple[Path, ...]]:
    """Path of each workspace → where everything lies that it may be made of, its own folder first.

    Of one whose `rawugc.yaml` cannot be used, its own folder alone counts.
    """
    members, broken = members_of(root, all_workspaces(root))
    folders = {one.path: one.folders for one in members}
    folders |= {one.path: (Path(os.path.realpath(root / one.path)),) for one in broken}
    return dict(sorted(folders.items()))


class Homes:
    """Where files belong. Paths are as seen from `root`, with forward slashes and without `..`."""

    def __init__(self, root: Path) -> None:
        self._top = Path(os.path.realpath(root))
        self._folders = folders_of(root)
        self._bases = [*self._folders, *self.shared(self._folders)]

    def workspaces(self, path: str) -> list[str]:
        """Those that a file is part of, also by what they include; of a folder those inside, too."""
        place = self._top / path
        return [one for one, folders in self._folders.items() if any(_meet(place, f) for f in folders)]

    def shared(self, workspaces: Iterable[str]) -> list[str]:
        """The folders at and below `root` that these workspaces include."""
        included = (one for path in workspaces for one in self._folders[path][1:])
        below = {one.relative_to(self._top).as_posix() for one in included if one.is_relative_to(self._top)}
        return sorted(below)

    def base(self, path: str) -> str | None:
        """The innermost workspace, or folder that some include, that a file or folder is, or lies in."""
        return nearest(f"{path}/", self._bases)

    def is_workspace(self, base: str) -> bool:
        return base in self._folders

    def inside(self, folder: str) -> list[str]:
        """Such workspaces and folders inside of a folder that lies in none."""
        return [one for one in self._bases if one.startswith(f"{folder}/") or folder == "."]


def _meet(place: Path, folder: Path) -> bool:
    return place.is_relative_to(folder) or folder.is_relative_to(place)
