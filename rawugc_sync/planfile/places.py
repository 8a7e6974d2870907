"""Where a plan, or what shows it, may be written."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from rawugc_sync.manifest import discover
from rawugc_sync.manifest.discover import CONFIG_NAME
from rawugc_sync.state.places import is_local
from rawugc_sync.words.documents import APPROVALS, RECEIPTS, RUNS
from rawugc_sync.words.errors import InvalidInput, RawugcError
from rawugc_sync.workspace.workspace import Workspace

_MANIFESTS = (".yaml", ".yml")


def check_place(option: str, path: Path, workspace: Workspace, *, example: str) -> None:
    """InvalidInput where nothing may or can be written: as a manifest, or over what the workspace needs.

    `option` names the file, `example` is a name that would do.
    """
    place = path.parent.resolve() / path.name
    if path.is_dir() or not place.parent.is_dir():
        what = "is a folder" if path.is_dir() else "is in no folder that exists"
        way_out = f"Name a file, such as {option} {example}."
        raise InvalidInput.of("plan-file", f"{option}: {path} {what}", way_out)
    if taken := _taken(place, workspace):
        detail = f"Give it another name, such as {option} {example}."
        raise InvalidInput.of("plan-file", f"{option}: {path} {taken}", detail)


def check_apart(files: Mapping[str, Path | None]) -> None:
    """InvalidInput where two of these are one file; the keys name them, such as `--html`."""
    seen: dict[Path, str] = {}
    for name, path in files.items():
        if path is None:
            continue
        first = seen.setdefault(path.resolve(), name)
        if first != name:
            summary = f"{first} and {name} are both {path}"
            raise InvalidInput.of("plan-file", summary, "Give each of them a file of its own.")


def _taken(place: Path, workspace: Workspace) -> str | None:
    """Why a file may not be written; the text completes "the file …"."""
    root = workspace.root.resolve()
    try:
        config = workspace.config
    except RawugcError:  # what is wrong with it is to be told in the file as well
        return "may be a manifest" if place.suffix in _MANIFESTS else None
    if place == root / CONFIG_NAME:
        return "is the configuration"
    if is_local(config.state) and place == (root / config.state).resolve():
        return "is the state"
    if is_local(config.state) and place in _beside(root / config.state):
        return "is kept with the state"
    globs = {"": (config.manifests, config.exclude), **dict.fromkeys(config.include, ((), ()))}
    for folder, (include, exclude) in globs.items():
        base = (root / folder).resolve()
        if place.is_relative_to(base):
            inside = place.relative_to(base).as_posix()
            if discover.left_out(base, inside, include, exclude) is None:
                return "would be read as a manifest"
    return None


def _beside(state: Path) -> frozenset[Path]:
    """The files that are kept beside a state."""
    return frozenset(state.resolve().parent / kind.file for kind in (APPROVALS, RUNS, RECEIPTS))
