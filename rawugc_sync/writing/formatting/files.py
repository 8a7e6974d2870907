"""What `fmt` does with the files of a workspace: which ones, and what becomes of each."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from rawugc_sync.files import durable, fence
from rawugc_sync.manifest.config import Config
from rawugc_sync.manifest.discover import CONFIG_NAME, find
from rawugc_sync.resources.resource_type import ResourceType
from rawugc_sync.words.diagnostics import Source
from rawugc_sync.words.errors import InvalidInput
from rawugc_sync.writing.formatting.manifest import formatted
from rawugc_sync.writing.formatting.places import config_place, manifest_place


@dataclass(frozen=True, slots=True)
class Reformatted:
    """A file, relative to the workspace, as it is and in canonical style."""

    file: str
    before: bytes
    after: bytes

    @property
    def changed(self) -> bool:
        return self.before != self.after


def within(root: Path, name: str) -> str:
    """A file or folder that is named from `root`, relative to it; InvalidInput when it lies elsewhere."""
    try:
        return fence.inside("", Path(os.path.relpath(root / name, root)).as_posix())
    except (fence.OutOfBounds, ValueError) as bad:
        raise InvalidInput.of("unreadable", f"{name} {bad}", "Name a file of this workspace.") from None


def files_of(root: Path, config: Config, folder: str) -> list[str]:
    """The manifests in a folder (all are in "."), and `rawugc.yaml`; InvalidInput where there are none."""
    try:
        files = find(root, config.manifests, config.exclude)
    except OSError as failed:
        raise InvalidInput.of(
            "unreadable", f"{failed.filename} cannot be listed: {failed.strerror}"
        ) from None
    if (root / CONFIG_NAME).exists():
        files.append(CONFIG_NAME)
    files = [file for file in files if folder == "." or file.startswith(f"{folder}/")]
    if not files:
        place = "this folder" if folder == "." else folder
        raise InvalidInput.of("no-manifests", f"there are no manifests in {place}", "Name another one.")
    return files


def reformat(root: Path, file: str, types: Mapping[str, ResourceType]) -> Reformatted:
    """A file of the workspace in canonical style; InvalidInput says why it cannot be."""
    try:
        data = fence.read(root, file)
    except fence.OutOfBounds as bad:
        raise InvalidInput.of("unreadable", f"the manifest {bad}", source=Source(file, 1, 1)) from None
    return reformat_data(data, file, types)


def reformat_data(data: bytes, file: str, types: Mapping[str, ResourceType]) -> Reformatted:
    """What a file holds in canonical style; InvalidInput says why it cannot be."""
    place = config_place(types) if file == CONFIG_NAME else manifest_place(types)
    return Reformatted(file, data, formatted(data, file, place))


def write(root: Path, reformatted: Reformatted) -> None:
    """Put the canonical style into the file, in one step; InvalidInput leaves it as it was."""
    try:
        durable.replace(root / reformatted.file, reformatted.after)
    except OSError as failed:
        raise InvalidInput.of(
            "unwritable",
            f"cannot be written: {failed.strerror}",
            "It is left as it was.",
            source=Source(reformatted.file, 1, 1),
        ) from None
