"""Paths of the API: ours alone, below the base URL, whatever an id tries to be."""

from __future__ import annotations

import re
from urllib.parse import quote, unquote

from rawugc_sync.words.addresses import MAX_ID, is_id
from rawugc_sync.words.errors import InvalidInput, NotSent

BAD_PATH = "bad-path"
_PATH = re.compile(r"(?:/[A-Za-z0-9._~%:@!$&'()*+,;=-]+)+")


def segment(name: str) -> str:
    """An object's id as one segment of a path, percent-encoded (RFC 3986, section 2.1).

    Raises InvalidInput for an empty or over-long id and for one that could lead elsewhere.
    """
    if not is_id(name):
        raise InvalidInput.of("bad-id", f"{name[:MAX_ID]!r} cannot be an id of RawUGC")
    return quote(name, safe="")


def checked(path: str) -> str:
    """The path itself, when it stays below the base URL; else NotSent.

    Servers and proxies fold `..`, encoded or not, so neither may appear.
    """
    parts = {unquote(part) for part in path.split("/")}
    if not _PATH.fullmatch(path) or parts & {".", ".."} or any("/" in part for part in parts):
        raise NotSent.of(BAD_PATH, f"{path[:MAX_ID]!r} is not a path of the API", "Nothing was sent.")
    return path
