"""The file that has GitHub or GitLab review each pull request, apply what was merged, and watch for drift."""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

_SAFE = re.compile(r"[A-Za-z0-9_./-]+")

_KIT = Path(__file__).parent / "ci_files"
"""What is written, for a workspace at the top of a repository. `examples/ci` shows the same files."""


class CiFile(NamedTuple):
    """Where the file goes, and its text."""

    path: Path
    text: str


def ci_file(root: Path, place: str) -> CiFile:
    """The file for `github` or `gitlab`, at the top of the repository that a workspace lies in.

    InvalidInput where there is one already, or the workspace lies in a folder that no job can be told.
    """
    from rawugc_sync.words.errors import InvalidInput

    top = _top(root)
    folder = root.resolve().relative_to(top).as_posix()
    if not _SAFE.fullmatch(folder):
        raise InvalidInput.of(
            "folder",
            f"the folder {folder} has characters that mean something in a CI file",
            "Rename it: letters, digits, and any of . _ - are fine.",
        )
    name = "rawugc" if folder == "." else f"rawugc-{folder.replace('/', '-')}"
    path = top / (".gitlab-ci.yml" if place == "gitlab" else f".github/workflows/{name}.yml")
    if path.exists() or path.is_symlink():
        raise InvalidInput.of(
            "exists",
            f"{path.relative_to(top)} exists already",
            f"To take over its jobs by hand: rawugc-sync -C FOLDER init --ci {place}, with an empty folder "
            "outside of this repository.",
        )
    return CiFile(path, _text(place, folder, name))


def _text(place: str, folder: str, name: str) -> str:
    text = (_KIT / f"{place}.yml").read_text(encoding="utf-8")
    text = text.replace("name: rawugc\n", f"name: {name}\n")
    return re.sub(r"((?:working-directory|folder): )\"\.\"", rf'\g<1>"{folder}"', text)


def _top(root: Path) -> Path:
    """The folder of the checkout that a folder lies in; itself outside of one."""
    here = root.resolve()
    return next((one for one in (here, *here.parents) if (one / ".git").exists()), here)
