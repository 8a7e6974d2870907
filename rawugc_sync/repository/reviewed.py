"""Which workspaces of a repository there is something to look at in."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from typing import NamedTuple

from rawugc_sync.git.changed import changed_since
from rawugc_sync.manifest.below import look_below
from rawugc_sync.repository.homes import folders_of
from rawugc_sync.workspace.members import former_members, has_manifests
from rawugc_sync.workspace.surroundings import Surroundings


class Since(NamedTuple):
    """The workspaces that have `changed` since a commit, and those that are `gone`, by path."""

    changed: list[str]
    gone: list[str]


def workspaces_since(root: Path, around: Surroundings, since: str, written: Collection[Path] = ()) -> Since:
    """Those at and below `root`, what they include counted in.

    What a review has `written` itself (absolute, without links) is no change.
    Of one whose `rawugc.yaml` cannot be used, its own folder alone counts. InvalidInput when it cannot be
    told what has changed.
    """
    changed = changed_since(root, around.variables, since).without(written)
    folders = folders_of(root) if _is_anything(root) else {}
    return Since(
        [path for path, some in folders.items() if any(map(changed.touches, some))],
        [one.path for one in former_members(root, changed, around.variables)],
    )


def _is_anything(root: Path) -> bool:
    """Whether there is a workspace at all: without a `rawugc.yaml` it is one by its manifests, or its state.

    Once the last one is deleted, what is left of the repository is none that has changed.
    """
    below = look_below(root)
    return bool(below.workspaces) or has_manifests(root) or any("/" not in one for one in below.states)
