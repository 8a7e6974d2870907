"""A manifest that is not there yet: whether there may be one of this name, and making it."""

from __future__ import annotations

import uuid
from pathlib import Path

from rawugc_sync.files import durable
from rawugc_sync.manifest import discover
from rawugc_sync.manifest.config import Config
from rawugc_sync.manifest.environments import Folders, Selected
from rawugc_sync.words.errors import InvalidInput

_OTHER = "Name another one."


def check_new(root: Path, file: str, config: Config, selected: Selected | None) -> None:
    """InvalidInput unless a file, relative to `root`, can be made and would be read as a manifest."""
    reason = discover.left_out(root, file, config.manifests, config.exclude)
    if reason is None and not Folders.of(config, selected).read(file):
        reason = "lies in a folder of another environment"
    if reason is not None:
        detail = "What stands in it would not be read: name a .yaml file that this workspace reads."
        raise InvalidInput.of("left-out", f"the file {file} {reason}", detail)
    path = root / file
    if path.is_symlink() or path.exists():
        raise _taken(file)
    probe = path.with_name(f".{uuid.uuid4().hex}.probe")
    try:
        durable.create(probe, [b""])
        probe.unlink()
    except FileNotFoundError:
        folder = Path(file).parent.as_posix()
        raise _unwritable(file, f"there is no folder {folder}", "Make the folder first.") from None
    except OSError as failed:
        raise _unwritable(file, failed.strerror or str(failed), _OTHER) from None


def make(root: Path, file: str, data: bytes) -> None:
    """Write a file that is new, in one step; InvalidInput, and no file, where that fails."""
    try:
        durable.create(root / file, [data], mode=durable.PUBLIC)
    except FileExistsError:
        raise _taken(file) from None
    except OSError as failed:
        raise _unwritable(file, failed.strerror or str(failed), _OTHER) from None


def _taken(file: str) -> InvalidInput:
    return InvalidInput.of(
        "file-exists", f"the file {file} is there already", f"Nothing is overwritten. {_OTHER}"
    )


def _unwritable(file: str, why: str, detail: str) -> InvalidInput:
    return InvalidInput.of("unwritable", f"the file {file} cannot be written: {why}", detail)
