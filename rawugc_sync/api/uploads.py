"""What an upload has for an answer, and how much time it may take."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from rawugc_sync.api.answers import Answer
from rawugc_sync.words.diagnostics import error
from rawugc_sync.words.errors import BadAnswer
from rawugc_sync.words.uploads import Upload

SLOWEST = 125_000
"""Bytes a second that a line takes at least: a megabit, with which 100 MB take a good 13 minutes."""

REPEATS = 2
"""How often an upload is sent again whose answer was lost."""


def deadline(usual: float, size: int) -> float:
    """Seconds for an upload of so many bytes, from its first byte to the last of its answer."""
    return usual + size / SLOWEST


def url_in(answer: Answer, file: Upload) -> str:
    """Where the file is now; BadAnswer when the answer does not speak of this file.

    {"url": "https://…", "contentType": "image/png", "size": 12345}
    """
    body = answer.body if isinstance(answer.body, Mapping) else {}
    url, kind, size = (body.get(name) for name in ("url", "contentType", "size"))
    if not _is_url(url):
        raise _bad(answer, f"the answer to the upload of {file.path} has no URL")
    if not isinstance(kind, str) or kind.partition(";")[0].strip().lower() != file.content_type:
        raise _bad(answer, f"{file.path} is {file.content_type}, and RawUGC took it for {_said(kind)}")
    if type(size) is not int or size != file.size:
        raise _bad(answer, f"{file.path} has {file.size} bytes, and RawUGC has {_said(size)} of it")
    return str(url)


def _is_url(url: Any) -> bool:
    if not isinstance(url, str) or any(char.isspace() or not char.isprintable() for char in url):
        return False
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname)


def _said(value: Any) -> str:
    return str(value)[:100] if isinstance(value, str | int) else "nothing that can be read"


def _bad(answer: Answer, summary: str) -> BadAnswer:
    return BadAnswer(error("bad-upload", summary, "It is not used. Upload it again."), answer.status)
