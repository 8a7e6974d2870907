"""Photos and videos of a few bytes: enough for whoever looks at how a file begins."""

from __future__ import annotations

import struct
import zlib
from pathlib import Path


def png(content: str = "", *chunks: tuple[bytes, bytes]) -> bytes:
    """A picture that differs with `content`, with further chunks (name, content)."""
    head = (b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0))
    pixel = (b"IDAT", zlib.compress(b"\x00\x00\x00\x00"))
    parts = (head, (b"tEXt", b"Comment\x00" + content.encode()), *chunks, pixel, (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        for name, data in parts
    )


def jpeg(content: str = "", *segments: bytes) -> bytes:
    """A photo that differs with `content`, with further APP1 segments."""
    parts = ((0xE0, b"JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00"), *((0xE1, one) for one in segments))
    heads = b"".join(b"\xff%c" % marker + struct.pack(">H", len(data) + 2) + data for marker, data in parts)
    return b"\xff\xd8" + heads + b"\xff\xda\x00\x02" + content.encode() + b"\xff\xd9"


def webp(content: str = "", *chunks: tuple[bytes, bytes]) -> bytes:
    parts = ((b"VP8 ", content.encode().ljust(11, b"\x00")), *chunks)
    body = b"WEBP" + b"".join(
        name + struct.pack("<I", len(data)) + data + b"\x00" * (len(data) % 2) for name, data in parts
    )
    return b"RIFF" + struct.pack("<I", len(body)) + body


def branded(major: bytes, *others: bytes, content: str = "") -> bytes:
    """What begins with its brands, as MP4, QuickTime and HEIC do."""
    brands = major + b"\x00\x00\x00\x00" + b"".join(others)
    return struct.pack(">I", len(brands) + 8) + b"ftyp" + brands + b"\x00\x00\x00\x08mdat" + content.encode()


def mp4(content: str = "") -> bytes:
    return branded(b"isom", b"iso2", b"avc1", content=content)


def mov(content: str = "") -> bytes:
    return branded(b"qt  ", content=content)


def webm(content: str = "") -> bytes:
    return b"\x1a\x45\xdf\xa3\x9fB\x86\x81\x01B\x82\x84webm" + content.encode()


def exif(order: str = "<", *, degrees: int = 1, gps: bool = True, longitude: bool = True) -> bytes:
    """Exif with a GPS directory: 52/`degrees` north and as far east, or without the one or the other."""
    mark = b"II*\x00" if order == "<" else b"MM\x00*"
    if not gps:
        return mark + struct.pack(f"{order}IHI", 8, 0, 0)
    first = struct.pack(f"{order}IHHHIII", 8, 1, 0x8825, 4, 1, 26, 0)
    tags = (2, 4) if longitude else (2,)
    at = 26 + 2 + 12 * len(tags) + 4
    entries = b"".join(struct.pack(f"{order}HHII", tag, 5, 3, at) for tag in tags)
    numbers = struct.pack(f"{order}IIIIII", 52, degrees, 31, degrees, 0, degrees)
    return mark + first + struct.pack(f"{order}H", len(tags)) + entries + bytes(4) + numbers


def write(root: Path, name: str, data: bytes) -> Path:
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path
