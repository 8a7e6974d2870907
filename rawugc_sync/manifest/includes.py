"""`include:` in `rawugc.yaml`: folders outside of the workspace whose manifests are read with its own."""

from __future__ import annotations

import os
import posixpath
import re
import stat
from collections.abc import Iterator
from pathlib import Path

from rawugc_sync.manifest import nodes
from rawugc_sync.manifest.discover import CONFIG_NAME
from rawugc_sync.manifest.nodes import MappingNode, Scalar, SequenceNode
from rawugc_sync.words.diagnostics import Diagnostic, error

_ABSOLUTE = re.compile(r"[/\\~]|[A-Za-z]:")
_DETAIL = "Name a folder beside the workspace, as seen from it, such as ../shared."


def normal(path: str) -> str:
    """The one spelling of a path, which stands in every place that is told: `../shared/` → `../shared`."""
    return posixpath.normpath(path.replace("\\", "/"))


def unfit(root: Path, tree: MappingNode) -> Iterator[Diagnostic]:
    """The error for each folder that the workspace at `root` cannot include; `tree` is its `rawugc.yaml`."""
    listed = tree.entries.get("include")
    taken: dict[Path, str] = {}
    for item in listed.items if isinstance(listed, SequenceNode) else ():
        if not isinstance(item, Scalar):
            continue  # which is told with the other values of a wrong kind
        if complaint := _complaint(Path(os.path.realpath(root)), item.text, taken):
            yield error("include", f"{item.text} {complaint}", _DETAIL, field="include", **nodes.at(item))


def _complaint(root: Path, text: str, taken: dict[Path, str]) -> str | None:
    """Why a folder cannot be included; if it can, it is added to `taken` (folder → as written)."""
    if not text or "\0" in text:
        return "has no usable name"
    if _ABSOLUTE.match(text):
        return "is not relative to the workspace"
    folder = Path(os.path.normpath(root / normal(text)))
    if root.is_relative_to(folder):
        return "holds the workspace itself"
    if folder.is_relative_to(root):
        return "lies in the workspace, whose manifests are read anyway"
    for other, name in taken.items():
        if folder.is_relative_to(other) or other.is_relative_to(folder):
            return f"shares files with {name}, which is included already"
    taken[folder] = text
    try:
        return _unusable(root, folder)
    except OSError as failed:
        return f"cannot be read ({failed.strerror})"


def _unusable(root: Path, folder: Path) -> str | None:
    if os.path.normcase(os.path.realpath(folder)) != os.path.normcase(folder):
        return "is a link, or lies behind one"
    try:
        mode = folder.lstat().st_mode
    except (FileNotFoundError, NotADirectoryError):
        return "does not exist"
    if not stat.S_ISDIR(mode):
        return "is no folder"
    if os.path.lexists(folder / CONFIG_NAME):
        return f"is a workspace of its own: it has a {CONFIG_NAME}"
    checkout = next((one for one in (root, *root.parents) if os.path.lexists(one / ".git")), None)
    if checkout and not folder.is_relative_to(checkout):
        return "lies outside of the git checkout of the workspace"
    return None
