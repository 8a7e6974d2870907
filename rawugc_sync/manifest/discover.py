"""Finds the manifests of a workspace."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path

CONFIG_NAME = "rawugc.yaml"
_SUFFIXES = (".yaml", ".yml")
OTHERS = ("node_modules", "bower_components", "site-packages", "venv", "__pycache__")
"""Folders of other tools, which are large and hold nothing of ours."""


def find(
    root: Path,
    include: Sequence[str],
    exclude: Sequence[str],
    planned: Iterable[str] = (),
    misnamed: list[str] | None = None,
) -> list[str]:
    """Paths relative to `root`, with forward slashes, sorted; with those of `planned` that would be read.

    Left out are `rawugc.yaml`, hidden files and folders, folders of other tools and those that are
    workspaces of their own, and what the globs leave out. Raises OSError for a folder that cannot be
    listed. `misnamed` takes those that are no manifests only for the capitals in `.YAML`.
    """
    found = {path for path in planned if left_out(root, path, include, exclude) is None}
    for folder, folders, files in os.walk(root, onerror=_fail):
        here = Path(folder)
        folders[:] = [name for name in folders if _is_ours(here / name)]
        prefix = "" if here == root else here.relative_to(root).as_posix() + "/"
        found |= {prefix + name for name in files if _is_manifest(name)}
        if misnamed is not None:
            others = (
                prefix + name for name in files if _is_manifest(name.lower()) and not _is_manifest(name)
            )
            misnamed += [path for path in others if not _matches(path, exclude)]
    return sorted(p for p in found if (not include or _matches(p, include)) and not _matches(p, exclude))


def find_included(root: Path, included: Iterable[str], exclude: Sequence[str]) -> list[str]:
    """Paths of the manifests in `included` folders, all as seen from `root`, sorted; OSError as for `find`.

    `exclude` counts here, too: it names them as they are seen from the workspace.
    """
    found = [f"{folder}/{path}" for folder in included for path in find(root / folder, (), ())]
    return sorted(path for path in found if not _matches(path, exclude))


def listed(paths: Iterable[str], include: Sequence[str], exclude: Sequence[str]) -> list[str]:
    """What `find` would find in a folder that holds these files."""
    files = list(paths)
    others = {folder for path in files if (folder := _folder_of_workspace(path))}
    return [
        path
        for path in files
        if _is_manifest(path.rpartition("/")[2])
        and not any(one in others or one.rpartition("/")[2].startswith(".") for one in _folders(path))
        and (not include or _matches(path, include))
        and not _matches(path, exclude)
    ]


def listed_included(paths: Iterable[str], included: Iterable[str], exclude: Sequence[str]) -> list[str]:
    """What `find_included` would find, were these all files."""
    files, found = list(paths), []
    for folder in included:
        below = [path.removeprefix(f"{folder}/") for path in files if path.startswith(f"{folder}/")]
        found += [f"{folder}/{path}" for path in listed(below, (), ())]
    return [path for path in found if not _matches(path, exclude)]


def _folder_of_workspace(path: str) -> str:
    folder, _, name = path.rpartition("/")
    return folder if name == CONFIG_NAME else ""


def _folders(path: str) -> list[str]:
    """The folders that a file lies in, the outermost first."""
    parts = path.split("/")[:-1]
    return ["/".join(parts[: at + 1]) for at in range(len(parts))]


def has_manifests(folder: Path) -> bool:
    """Whether manifests lie in a folder itself, whatever is below it; OSError as for `find`."""
    with os.scandir(folder) as entries:
        return any(_is_manifest(entry.name) and entry.is_file() for entry in entries)


def left_out(root: Path, path: str, include: Sequence[str], exclude: Sequence[str]) -> str | None:
    """Why a file would not be read as a manifest, there or not; None when it would be.

    The text completes "the file x …".
    """
    *folders, name = path.split("/")
    if not _is_manifest(name):
        return "is no manifest by its name"
    here = root
    for folder in folders:
        here /= folder
        if not _is_ours(here):
            return "lies in a folder that is hidden, a link, another tool's, or a workspace of its own"
    if include and not _matches(path, include):
        return "is not among the `manifests` of rawugc.yaml"
    return "is left out by `exclude` in rawugc.yaml" if _matches(path, exclude) else None


def unused(patterns: Iterable[str], paths: Iterable[str]) -> list[str]:
    """The globs that match none of the paths."""
    listed = list(paths)
    return [pattern for pattern in patterns if not any(_matches(path, [pattern]) for path in listed)]


def _fail(failure: OSError) -> None:
    raise failure


def _is_manifest(name: str) -> bool:
    return name.endswith(_SUFFIXES) and not name.startswith(".") and name != CONFIG_NAME


def _is_ours(folder: Path) -> bool:
    if folder.name.startswith(".") or folder.name in OTHERS:
        return False
    return not folder.is_symlink() and not (folder / CONFIG_NAME).exists()


def _matches(path: str, patterns: Sequence[str]) -> bool:
    return any(re.fullmatch(_regex(pattern), path) for pattern in patterns)


@cache
def _regex(pattern: str) -> str:
    """A glob as a regular expression: `**/` any folders, `*` and `?` within one."""
    parts = re.split(r"(\*\*/|\*\*|\*|\?)", pattern.removeprefix("./"))
    special = {"**/": "(?:.*/)?", "**": ".*", "*": "[^/]*", "?": "[^/]"}
    return "".join(special.get(part, re.escape(part)) for part in parts)
