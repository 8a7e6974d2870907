"""Whether a photo says where it was taken: in its Exif (JEITA CP-3451) or its XMP, as phones write them."""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator, Mapping
from typing import BinaryIO

POSITION = "photo-location"
WITHOUT = "Whoever gets it can read the place. Export it without its location, unless that is meant."
"""The code of the warning about such a photo, and what to do."""

_MOST = 1 << 20
"""Bytes of metadata that are looked at in one piece."""

_EXIF, _XMP = b"Exif\x00\x00", b"http://ns.adobe.com/xap/1.0/\x00"
_IN_XMP = b"GPSLatitude"
_GPS_IFD, _LATITUDE, _LONGITUDE = 0x8825, 2, 4


def has_position(photo: BinaryIO, content_type: str) -> bool:
    """Whether a photo, read from its beginning, carries a GPS position; False for what cannot be read."""
    pieces = _PIECES.get(content_type)
    if pieces is None:
        return False
    try:
        return any(_tells(piece) for piece in pieces(photo))
    except (struct.error, ValueError):
        return False


def _tells(piece: bytes) -> bool:
    if piece[:2] in (b"II", b"MM"):
        return _is_in_exif(piece)
    return _IN_XMP in piece


def _jpeg(photo: BinaryIO) -> Iterator[bytes]:
    """The metadata before the picture: each segment is a marker and a length."""
    photo.seek(2)
    while len(head := photo.read(4)) == 4 and head[0] == 0xFF and head[1] != 0xDA:
        content = photo.read(struct.unpack(">H", head[2:])[0] - 2)
        if head[1] == 0xE1 and content.startswith((_EXIF, _XMP)):
            yield content.removeprefix(_EXIF).removeprefix(_XMP)


def _png(photo: BinaryIO) -> Iterator[bytes]:
    """The metadata among the chunks: length, name, content and a checksum."""
    photo.seek(8)
    while len(head := photo.read(8)) == 8 and head[4:] != b"IEND":
        yield from _chunk(photo, head[4:], struct.unpack(">I", head[:4])[0], (b"eXIf", b"iTXt"))
        photo.seek(4, 1)


def _webp(photo: BinaryIO) -> Iterator[bytes]:
    """The metadata among the chunks: name, length and content, filled up to an even length."""
    photo.seek(12)
    while len(head := photo.read(8)) == 8:
        length = struct.unpack("<I", head[4:])[0]
        yield from _chunk(photo, head[:4], length, (b"EXIF", b"XMP "))
        photo.seek(length % 2, 1)


def _chunk(photo: BinaryIO, name: bytes, length: int, wanted: tuple[bytes, ...]) -> Iterator[bytes]:
    if name in wanted and length <= _MOST:
        yield photo.read(length).removeprefix(_EXIF)
    else:
        photo.seek(length, 1)


_PIECES: Mapping[str, Callable[[BinaryIO], Iterator[bytes]]] = {
    "image/jpeg": _jpeg,
    "image/png": _png,
    "image/webp": _webp,
}


def _is_in_exif(exif: bytes) -> bool:
    """Whether both halves of a position stand in the GPS directory that the first directory names."""
    order = "<" if exif[:2] == b"II" else ">"
    first = _directory(exif, order, struct.unpack_from(f"{order}I", exif, 4)[0])
    if _GPS_IFD not in first:
        return False
    gps = _directory(exif, order, first[_GPS_IFD])
    return all(tag in gps and _is_number(exif, order, gps[tag]) for tag in (_LATITUDE, _LONGITUDE))


def _directory(exif: bytes, order: str, at: int) -> dict[int, int]:
    """Tag → its value, or where that stands."""
    (number,) = struct.unpack_from(f"{order}H", exif, at)
    entries = (struct.unpack_from(f"{order}HHII", exif, at + 2 + 12 * n) for n in range(number))
    return {tag: value for tag, _, _, value in entries}


def _is_number(exif: bytes, order: str, at: int) -> bool:
    """Whether the degrees are a fraction: without a position, phones write 0/0."""
    return bool(struct.unpack_from(f"{order}II", exif, at)[1])
