"""Files of generated media, fetched whole or not at all, and never over a file that is there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from urllib.parse import urlsplit

from rawugc_sync.api.client import Reader
from rawugc_sync.api.fetch import Way, fetched
from rawugc_sync.direct import checked
from rawugc_sync.direct.media import medium_at, medium_of, shown
from rawugc_sync.direct.whole import Object, objects
from rawugc_sync.files import durable
from rawugc_sync.resources.generation.facts import COMPLETED, FAILED
from rawugc_sync.resources.media import Medium
from rawugc_sync.words.addresses import Address
from rawugc_sync.words.errors import BadAnswer, InvalidInput
from rawugc_sync.words.recorded import Record

ENDINGS = {
    "video/mp4": ".mp4",
    "video/quicktime": ".mov",
    "video/webm": ".webm",
    "image/png": ".png",
    "image/jpeg": ".jpg",
    "image/webp": ".webp",
    "audio/mpeg": ".mp3",
    "audio/mp4": ".m4a",
    "audio/wav": ".wav",
    "audio/x-wav": ".wav",
}
"""Media type → how the name of a file ends."""

_UNKNOWN = ".bin"


@dataclass(frozen=True, slots=True)
class Asked:
    """What is to be downloaded: the version `id` of an `object`, which are mostly the same."""

    medium: Medium
    id: str
    object: str

    @classmethod
    def by_id(cls, id: str) -> Asked:
        """The medium with an id; InvalidInput when it cannot be the id of one."""
        return cls(medium_of(id), id, id)

    @classmethod
    def recorded(cls, address: Address, record: Record) -> Asked:
        """What a state has at an address: the version that it has recorded last."""
        last = record.outputs.get("id", record.id)
        return cls(medium_at(address), checked.id(str(last), "a medium"), record.id)


@dataclass(frozen=True, slots=True)
class Found:
    """The files of what was asked for, as URL → the endings that its name may get."""

    id: str
    files: Mapping[str, frozenset[str]]


def find(reader: Reader, asked: Asked) -> Found:
    """Where the files of an object are; InvalidInput unless it is completed.

    Of an edited video it is the last version's, or that of the version whose own id is asked for.
    """
    return _found(asked, shown(reader, asked.object, asked.medium))


def _found(asked: Asked, found: Object) -> Found:
    medium, id = asked.medium, asked.id
    if found.get("status") != COMPLETED:
        summary = f"{id} is {str(found.get('status'))[:20]}, so it has no file"
        raise InvalidInput.of("no-file", summary, _way_out(id, found))
    versions = objects(found, "versions")
    edited = [one for one in versions if one.get(medium.type_.calls.id_field) == id and _version(one) > 1]
    newest = max(edited or versions, key=_version, default={})
    present = [(newest.get(name) or found.get(name), types) for name, types in medium.files.items()]
    usable = {url: _endings(types) for url, types in present if isinstance(url, str) and url}
    if not usable:
        raise BadAnswer.of("bad-answer", f"RawUGC shows {id} as completed, and no URL of a file")
    return Found(id, usable)


def _endings(types: frozenset[str]) -> frozenset[str]:
    """How a file of one of these types may end; a type may be a whole family of them, as `audio`."""
    return frozenset(end for kind, end in ENDINGS.items() if types & {kind, kind.partition("/")[0]})


def _way_out(id: str, found: Object) -> str:
    if found.get("status") == FAILED:
        return str(found.get("failMessage") or "RawUGC does not say why.")[:200]
    return f"Wait for it: rawugc-sync media wait {id}"


def _version(version: Object) -> float:
    number = version.get("version")
    return number if isinstance(number, int | float) else 0


def check_free_names(found: Iterable[Found], folder: Path) -> None:
    """InvalidInput where a file is in the way that one of these may be called like."""
    for one in found:
        for ending in sorted(frozenset().union(*one.files.values())):
            _check_free(folder / f"{one.id}{ending}")


def download(found: Found, folder: Path, way: Way) -> Iterator[Path]:
    """Fetch an object's files into a folder, as `vid_1.mp4`; yields each once it is there.

    InvalidInput where a file of that name is, or the folder cannot be written.
    """
    for url in found.files:
        with fetched(url, way) as file:
            path = folder / f"{found.id}{_ending(file.kind, url)}"
            _make(folder)
            try:
                _check_free(path)
                durable.create(path, file.chunks, mode=durable.PUBLIC)
            except FileExistsError:
                raise _taken(path) from None
            except OSError as failed:
                why = f"the file {path} cannot be written: {failed.strerror or failed}"
                raise InvalidInput.of("unwritable", why) from None
        yield path


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as failed:
        there = isinstance(failed, FileExistsError)
        why = "is there, and is no folder" if there else f"cannot be made: {failed.strerror}"
        raise InvalidInput.of("unwritable", f"{folder} {why}", "Pass another --dir.") from None


def _check_free(path: Path) -> None:
    if path.is_symlink() or path.exists():
        raise _taken(path)


def _taken(path: Path) -> InvalidInput:
    return InvalidInput.of(
        "file-exists",
        f"the file {path} is there already",
        "Nothing is overwritten: move it, or pass another --dir.",
    )


def _ending(kind: str, url: str) -> str:
    """By the media type; where that says nothing, by the URL."""
    if kind in ENDINGS:
        return ENDINGS[kind]
    with suppress(ValueError):
        named = PurePosixPath(urlsplit(url).path).suffix.lower()
        if named in ENDINGS.values() or named == ".jpeg":
            return named
    return _UNKNOWN
