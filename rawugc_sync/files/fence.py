"""Reads files of the workspace and what it includes: no `..` out of them, no link, only plain files."""

from __future__ import annotations

import os
import posixpath
import re
import stat
from collections.abc import Iterable
from pathlib import Path
from typing import BinaryIO

MAX_BYTES = 16 * 1024 * 1024

_DRIVE = re.compile(r"[A-Za-z]:")


class OutOfBounds(Exception):
    """A file that must not or cannot be read; the text completes "the file x …"."""


def home(path: str, included: Iterable[str] = ()) -> str | None:
    """The root that a normalised path lies in: "" is the workspace, else an `included` one; else None."""
    if path != ".." and not path.startswith("../"):
        return ""
    return next((root for root in included if path == root or path.startswith(f"{root}/")), None)


def inside(folder: str, path: str, included: Iterable[str] = ()) -> str:
    """`path`, written in a manifest of `folder`, relative to the root of the workspace.

    All use forward slashes. OutOfBounds when it leads out of the workspace and the `included` folders;
    from one of these there is no way into the workspace, nor into another one.
    """
    if not path or "\0" in path:
        raise OutOfBounds("has no usable name")
    if path.startswith(("/", "~", "\\")) or _DRIVE.match(path):
        raise OutOfBounds("is not relative to the manifest")
    joined = posixpath.normpath(posixpath.join(folder, path.replace("\\", "/")))
    included = tuple(included)
    here, there = home(folder, included), home(joined, included)
    if there is None or (here and here != there):
        raise OutOfBounds(f"lies outside of {here or 'the workspace'}")
    return joined


def read(root: Path, relative: str, limit: int = MAX_BYTES, included: Iterable[str] = ()) -> bytes:
    """The bytes of a plain file below `root` or in an `included` folder; OutOfBounds that says why not."""
    with opened(root, relative, included) as file:
        if os.fstat(file.fileno()).st_size > limit:
            raise OutOfBounds(f"is larger than {limit // 1024} KiB")
        return file.read(limit + 1)


def opened(root: Path, relative: str, included: Iterable[str] = ()) -> BinaryIO:
    """A plain file below `root` or in an `included` folder, open; OutOfBounds that says why not."""
    if not _usable(relative):
        raise OutOfBounds("has no usable name")
    if home(posixpath.normpath(relative), included) is None:
        raise OutOfBounds("lies outside of the workspace")
    if ".git" in relative.casefold().split("/"):
        raise OutOfBounds("belongs to git, which may keep tokens there")
    path = os.path.normpath(Path(os.path.realpath(root), *relative.split("/")))
    if os.path.normcase(os.path.realpath(path)) != os.path.normcase(path):
        raise OutOfBounds("is a link, or lies behind one")
    return plain(path, getattr(os, "O_NOFOLLOW", 0))


def _usable(path: str) -> bool:
    """Whether the operating system can have a file of this name."""
    try:
        return b"\0" not in os.fsencode(path)
    except UnicodeEncodeError:
        return False


def plain(path: str | Path, flags: int = 0) -> BinaryIO:
    """A plain file anywhere, open, and never waited for; OutOfBounds that says why not."""
    try:
        handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | flags)
    except FileNotFoundError:
        raise OutOfBounds("does not exist") from None
    except OSError as failed:
        raise OutOfBounds(f"cannot be read ({failed.strerror})") from None
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        os.close(handle)
        raise OutOfBounds("is not a plain file")
    return os.fdopen(handle, "rb")
