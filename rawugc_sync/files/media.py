"""Photos and videos on the disk: what can be uploaded of them, checked without asking anybody."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from rawugc_sync.files import fence
from rawugc_sync.files.position import has_position
from rawugc_sync.files.signatures import HEAD, Unfit, type_of
from rawugc_sync.words.uploads import Upload

MOST = 100_000_000
"""Bytes of one file: the stricter reading of 100 MB."""

_PIECE = 1 << 20


@dataclass(frozen=True, slots=True)
class Media:
    """A file that can be uploaded; `located` says that it is a photo that tells where it was taken."""

    file: Upload
    located: bool


def read(root: Path, path: str, included: Iterable[str] = ()) -> Media:
    """The photo or video at a path of the workspace, or of what it includes, as `fence.read` takes it.

    OutOfBounds and Unfit say why it cannot be uploaded. It never is in memory as a whole.
    """
    with fence.opened(root, path, included) as source:
        return read_from(source, path)


def read_from(source: BinaryIO, path: str) -> Media:
    """The photo or video in an open file that is called so; Unfit says why it cannot be uploaded."""
    size = source.seek(0, 2)
    if size == 0:
        raise Unfit("is empty", "Was it fetched or exported as a whole?")
    if size > MOST:
        raise Unfit(f"has {size} bytes, and RawUGC takes {MOST}", "Make it smaller.")
    source.seek(0)
    content_type = type_of(source.read(HEAD))
    located = has_position(source, content_type)
    source.seek(0)
    seen, size = hashlib.sha256(), 0
    while piece := source.read(_PIECE):
        seen.update(piece)
        size += len(piece)
    return Media(Upload(path, f"sha256:{seen.hexdigest()}", size, content_type), located)
