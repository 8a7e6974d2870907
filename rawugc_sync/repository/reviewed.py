"""Which workspaces of a repository there is something to look at in."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from rawugc_sync.git.changed import changed_since
from rawugc_sync.repository.homes import folders_of
from rawugc_sync.workspace.surroundings import Surroundings


def changed_workspaces(
    root: Path, around: Surroundings, since: str, written: Collection[Path] = ()
) -> list[str]:
    """Those at and below `root`, by path, that have changed since a commit, what they include counted in.

    What a review has `written` itself (absolute, without links) is no change.
    Of one whose `rawugc.yaml` cannot be used, its own folder alone counts. InvalidInput when it cannot be
    told what has changed.
    """
    changed = changed_since(root, around.variables, since).without(written)
    return [path for path, folders in folders_of(root).items() if any(map(changed.touches, folders))]
