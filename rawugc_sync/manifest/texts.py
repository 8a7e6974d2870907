"""Why the bytes of a file can be no text, before they are published as a caption."""

from __future__ import annotations

import re

from rawugc_sync.files.signatures import LFS_POINTER

_CONFLICT = re.compile(rb"^<{7} .*^>{7} ", re.MULTILINE | re.DOTALL)
_PLAIN = "Save the text as plain text in UTF-8."
_BEGINNINGS = (
    (b"PK\x03\x04", "a ZIP archive, as documents of Word and Pages are"),
    (b"PK\x05\x06", "an empty ZIP archive"),
    (b"{\\rtf", "an RTF document"),
    (b"%PDF-", "a PDF document"),
    (b"\xd0\xcf\x11\xe0", "a document of an old Office"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"\x89PNG", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF8", "a GIF picture"),
    (b"\xff\xfe", "UTF-16 text"),
    (b"\xfe\xff", "UTF-16 text"),
)


def no_text(data: bytes) -> tuple[str, str] | None:
    """What the bytes are instead of a text, which completes "the file x is …", and what to do; else None."""
    if data.startswith(LFS_POINTER):
        return "a pointer of Git LFS, not the text itself", "Fetch the text: git lfs pull"
    for beginning, what in _BEGINNINGS:
        if data.startswith(beginning):
            return what, _PLAIN
    if b"\0" in data:
        return "no text: it holds NUL bytes", _PLAIN
    if b"<<<<<<< " in data and _CONFLICT.search(data.replace(b"\r", b"")):
        return (
            "in conflict: git left its markers in it",
            "Keep one side, and remove the lines with <<<, ===, >>>.",
        )
    return None
