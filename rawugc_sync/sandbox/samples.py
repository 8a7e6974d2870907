"""What generated files hold here: a few bytes that begin as a file of their type does."""

from __future__ import annotations

from zlib import compress, crc32


def sample(ending: str, name: str) -> tuple[str, bytes]:
    """Content type and content of a file with this ending; no two of different names are alike."""
    make = {"mp4": _mp4, "png": _png, "jpg": _jpeg, "jpeg": _jpeg, "mp3": _mp3}[ending]
    return make(name.encode())


def _mp4(note: bytes) -> tuple[str, bytes]:
    kind = b"ftypmp42\0\0\0\0mp42isom"
    boxes = (kind, b"free" + note)
    return "video/mp4", b"".join(_length(box, also=4) + box for box in boxes)


def _png(note: bytes) -> tuple[str, bytes]:
    """One white pixel."""
    header = b"IHDR" + b"\0\0\0\1\0\0\0\1\x08\0\0\0\0"
    chunks = (header, b"tEXtComment\0" + note, b"IDAT" + compress(b"\0\xff"), b"IEND")
    body = b"".join(_length(chunk, also=-4) + chunk + crc32(chunk).to_bytes(4, "big") for chunk in chunks)
    return "image/png", b"\x89PNG\r\n\x1a\n" + body


def _jpeg(note: bytes) -> tuple[str, bytes]:
    """Its header and a comment, and no picture."""
    header = b"\xff\xe0\0\x10JFIF\0\1\1\0\0\1\0\1\0\0"
    comment = b"\xff\xfe" + (len(note) + 2).to_bytes(2, "big") + note
    return "image/jpeg", b"\xff\xd8" + header + comment + b"\xff\xd9"


def _mp3(note: bytes) -> tuple[str, bytes]:
    return "audio/mpeg", b"ID3\3\0\0\0\0\0\0" + note


def _length(content: bytes, also: int) -> bytes:
    return (len(content) + also).to_bytes(4, "big")
