"""Real pictures, made with Pillow: bytes of files as people and attackers have them."""

from __future__ import annotations

import io
import struct
import zlib
from typing import Any

from PIL import Image

RED, BLUE = (200, 30, 30), (30, 30, 200)
TAKEN_AT = "Ines, kitchen table"


def saved(image: Image.Image, kind: str = "PNG", **more: Any) -> bytes:
    """The bytes of a file with this picture."""
    target = io.BytesIO()
    image.save(target, kind, **more)
    return target.getvalue()


def halves(size: tuple[int, int] = (800, 600), mode: str = "RGB") -> Image.Image:
    """Red on the left, blue on the right."""
    image = Image.new("RGB", size, RED)
    image.paste(BLUE, (size[0] // 2, 0, *size))
    return image.convert(mode)


def photo(orientation: int = 1, size: tuple[int, int] = (800, 600)) -> bytes:
    """A JPEG that tells how the camera was held, and what else nobody is to read."""
    exif = Image.Exif()
    exif[0x0112], exif[0x013B] = orientation, TAKEN_AT
    return saved(halves(size), "JPEG", exif=exif, comment=TAKEN_AT, quality=90)


def bomb(side: int = 30_000) -> bytes:
    """A PNG of a few hundred bytes whose header promises a picture of gigabytes."""
    header = struct.pack(">IIBBBBB", side, side, 8, 6, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", header) + _chunk(b"IDAT", zlib.compress(b"\0" * 9999))


def bomb_of_text() -> bytes:
    """A small PNG with a text that unpacks to much more than anybody writes."""
    png = saved(halves((4, 4)))
    text = b"Comment\0\0" + zlib.compress(b"a" * 50_000_000)
    return png[:33] + _chunk(b"zTXt", text) + png[33:]


def _chunk(kind: bytes, content: bytes) -> bytes:
    check = struct.pack(">I", zlib.crc32(kind + content))
    return struct.pack(">I", len(content)) + kind + content + check
