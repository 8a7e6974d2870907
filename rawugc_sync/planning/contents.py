"""Where the files that changes name can be looked at: on the disk, or where they were uploaded to."""

from __future__ import annotations

from collections.abc import Iterable

from rawugc_sync.planning.inputs import World
from rawugc_sync.words.planned import Change
from rawugc_sync.words.uploads import Content, FileUrl, Upload, files_in


def contents(world: World, changes: Iterable[Change]) -> tuple[Content, ...]:
    """One for each content that they name before or after, sorted: what was replaced is looked at as well."""
    files: dict[str, Upload | None] = {}
    for change in changes:
        for one in _named(change):
            files[str(one)] = files.get(str(one)) or one.file
    urls = _urls(world)
    return tuple(Content(sha256, files[sha256], urls.get(sha256)) for sha256 in sorted(files))


def _named(change: Change) -> Iterable[FileUrl]:
    touched = [side for one in change.fields for side in (one.before, one.after)]
    return files_in([change.before, change.after, *touched])


def _urls(world: World) -> dict[str, str]:
    """SHA-256 → the URL of an upload, else the one that it stands in for on an object that was taken over."""
    adopted = {str(file): url for record in world.records.values() for url, file in record.adopted.items()}
    uploads = world.state.uploads if world.state else {}
    return {**adopted, **{sha256: one.url for sha256, one in uploads.items()}}
