"""What people typed, checked against the limits of the API page before anything is asked or sent."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

from rawugc_sync.files import fence
from rawugc_sync.resources.traits import utf16_length
from rawugc_sync.words.addresses import is_id
from rawugc_sync.words.errors import InvalidInput


def text(name: str, value: str, most: int) -> str:
    """A text of 1 to `most` UTF-16 units; InvalidInput calls it by `name`, as in "the query"."""
    if not value.strip():
        raise InvalidInput.of("empty-text", f"{name} is empty", "Is a variable not set?")
    if any("\ud800" <= char <= "\udfff" for char in value):
        raise InvalidInput.of("bad-text", f"{name} is not UTF-8")
    if (length := utf16_length(value)) > most:
        summary = (
            f"{name} is {length} characters long, {length - most} more than the {most} that RawUGC takes"
        )
        raise InvalidInput.of("too-long", summary)
    return value


MOST_BYTES = 100_000
"""Of a text in a file: far more than any that the API takes."""


def file_text(path: Path) -> str:
    """The text of a UTF-8 file, without its last newline; InvalidInput when it cannot be read."""
    try:
        with fence.plain(path) as file:
            data = file.read(MOST_BYTES + 1)
        if len(data) > MOST_BYTES:
            raise InvalidInput.of(
                "unreadable", f"{path} has more than {MOST_BYTES} bytes", "Make it shorter."
            )
        return data.decode("utf-8-sig").replace("\r\n", "\n").removesuffix("\n")
    except (fence.OutOfBounds, OSError) as failed:
        raise InvalidInput.of("unreadable", f"the file {path} {failed}") from None
    except UnicodeDecodeError:
        raise InvalidInput.of(
            "unreadable", f"{path} is not UTF-8", "Save it as plain text in UTF-8."
        ) from None


def id(value: str, kind: str) -> str:
    """An id; InvalidInput unless it can be one of `kind`, as in "an account"."""
    if not is_id(value):
        raise InvalidInput.of("bad-id", f"{value[:60]!r} cannot be the id of {kind}")
    return value


def url(value: str) -> str:
    """A URL that RawUGC may fetch; InvalidInput when it is none."""
    try:
        parts = urlsplit(value)
        usable = parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        usable = False
    if not usable or any(char.isspace() or not char.isprintable() for char in value):
        detail = "It begins with https:// or http://, and RawUGC has to reach it."
        raise InvalidInput.of("bad-url", f"{value[:200]!r} is no URL", detail)
    return value
