"""Writes what a pull has worked out: the files first, each in one step, and then the state."""

from __future__ import annotations

import os
from collections.abc import Mapping

from rawugc_sync.applying.ledger import Ledger
from rawugc_sync.files import durable, fence
from rawugc_sync.pulling.wish import Pulled
from rawugc_sync.words.errors import InvalidInput
from rawugc_sync.workspace.workspace import Workspace


def commit(workspace: Workspace, pulled: Pulled) -> None:
    """Write the files and record them. Only with the lock held.

    A run that dies between the two is made good by the next: what was edited equals what is live, and
    what is new is adopted by its natural key, or asked for where several have the same one.
    InvalidInput when a file is no longer what was read.
    """
    newest = _is_newest(workspace, pulled)
    write(workspace, pulled.before, pulled.files, "Pull again.")
    if pulled.records:
        applied = workspace.applying(workspace.manifests()) if newest else None
        ledger = Ledger(workspace.keeper, pulled.state, pulled.organization_id, pulled.moves, applied)
        ledger.refresh(pulled.records)
        ledger.save("Pull")


def write(workspace: Workspace, before: Mapping[str, bytes], files: Mapping[str, bytes], again: str) -> None:
    """Write files (path → data), each in one step, once none of them differs from what was read `before`.

    InvalidInput where one does, with `again` as the way out, and where one cannot be written.
    """
    for path in files:
        _check(workspace, path, before.get(path), again)
    for path, data in sorted(files.items()):
        _write(workspace, path, data, again)


def _is_newest(workspace: Workspace, pulled: Pulled) -> bool:
    """Whether the records rest from now on upon the files as they are written here, committed or not.

    Else what was applied last stays as it is: without git, and in an older checkout, which misses it.
    """
    history = workspace.circumstances.history
    last = pulled.state.applied if pulled.state else None
    return history is not None and (last is None or history.contains(last) is True)


def _check(workspace: Workspace, path: str, before: bytes | None, again: str) -> None:
    try:
        now = fence.read(workspace.root, path)
    except fence.OutOfBounds:
        now = None
    if now != before:
        detail = f"Nothing was written. {again}"
        raise InvalidInput.of("moved", f"the file {path} has changed while this ran", detail)


def _write(workspace: Workspace, path: str, data: bytes, again: str) -> None:
    place = workspace.root / path
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        durable.private_folder(workspace.private.path)
        durable.replace(place, data, new_mode=0o666 & ~_umask(), scratch=workspace.private.path)
    except OSError as failed:
        detail = f"What was written before it stays. Make room. {again}"
        raise InvalidInput.of(
            "unwritable", f"the file {path} cannot be written: {failed.strerror}", detail
        ) from None


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
