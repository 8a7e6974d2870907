"""Files on their way to RawUGC: what is uploaded, and the text of a field that it stands for."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Self, TypeVar

from rawugc_sync.words.addresses import Value
from rawugc_sync.words.values import leaves, mapped

T = TypeVar("T")

IMAGES = frozenset({"image/png", "image/jpeg", "image/webp"})
VIDEOS = frozenset({"video/mp4", "video/quicktime", "video/webm"})

SHA256 = re.compile(r"sha256:[0-9a-f]{64}")
_MB = 1_000_000


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as it was read: `path` from the workspace, `sha256` as `sha256:…`, `size` in bytes.

    `content_type` is one of those that `POST /upload` takes, by its first bytes.
    """

    path: str
    sha256: str
    size: int
    content_type: str

    @property
    def told_size(self) -> str:
        """`1.2 MB`, or `47 kB` of a smaller one, and never nothing."""
        if self.size < _MB:
            return f"{max(1, round(self.size / 1e3))} kB"
        return f"{self.size / _MB:.1f} MB"


@dataclass(frozen=True, slots=True)
class Uploaded:
    """Where a content is that was uploaded, and when that was (Unix ms)."""

    url: str
    at: int


@dataclass(frozen=True, slots=True)
class Content:
    """What is known of the content `sha256`: the file that has it, and the URL that it was uploaded to."""

    sha256: str
    file: Upload | None = None
    url: str | None = None


class Late(str):
    """The text of a field that stands for another one, which is known only once it is sent.

    As JSON it is what a reader is to see of it.
    """

    __slots__ = ()

    def as_json(self) -> Value:
        raise NotImplementedError


class FileUrl(Late):
    """Stands for the URL of a file: the text is the SHA-256 of its content, and two are equal when that is.

    As JSON it is a mapping with one key, so that no text that people write is taken for one.
    `file` is where the content can be read, if that is known.
    """

    file: Upload | None

    def __new__(cls, sha256: str, file: Upload | None = None) -> Self:
        made = super().__new__(cls, sha256)
        made.file = file
        return made

    @classmethod
    def of(cls, file: Upload) -> Self:
        return cls(file.sha256, file)

    def as_json(self) -> dict[str, str]:
        return {"file": str(self)}


def plain(value: Value) -> Any:
    """A value as JSON has it: every late one as its mapping."""
    return mapped(value, lambda leaf: leaf.as_json() if isinstance(leaf, Late) else leaf)


NO_FILES: Mapping[str, Upload] = {}


def restored(value: Any, files: Mapping[str, Upload] = NO_FILES) -> Value:
    """The way back from `plain`; `files` are those that are known, by their SHA-256."""
    match value:
        case {"file": str(sha256)} if len(value) == 1 and SHA256.fullmatch(sha256):
            return FileUrl(sha256, files.get(sha256))
        case dict():
            return {name: restored(item, files) for name, item in value.items()}
        case list():
            return [restored(item, files) for item in value]
    return value


def named(value: Value, urls: Mapping[str, FileUrl]) -> Value:
    """A value with each URL that is the one of a known file as that file."""
    return mapped(value, lambda leaf: put_for(leaf, urls))


def put_for(leaf: Value, known: Mapping[str, T]) -> Value | T:
    """What a text stands for, if it is known; what stands for something already stays."""
    return known.get(leaf, leaf) if isinstance(leaf, str) and not isinstance(leaf, Late) else leaf


def late_in(value: Value) -> Iterator[Late]:
    """The late values in a body or in fields, in order."""
    return (leaf for leaf in leaves(value) if isinstance(leaf, Late))


def files_in(value: Value) -> Iterator[FileUrl]:
    """The files among them."""
    return (one for one in late_in(value) if isinstance(one, FileUrl))
