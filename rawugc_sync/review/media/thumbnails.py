"""Pictures made small with Pillow, turned as they were taken, and without what else their file tells."""

from __future__ import annotations

import io
from dataclasses import dataclass
from importlib.util import find_spec
from typing import TYPE_CHECKING

from rawugc_sync.words.errors import InvalidInput

if TYPE_CHECKING:
    from PIL.Image import Image
    from PIL.ImageFile import ImageFile

LONGEST = 480
"""Pixels of the longer side."""

MOST_PIXELS = 60_000_000
"""Pixels of a picture that is unpacked: more than a phone takes, less than a decompression bomb has."""

_MOST_SCANS = 100
"""Passes over a JPEG: a photo has up to ten, and each goes through all of its pixels once more."""

_SCAN = b"\xff\xda"
_ORIENTATION = 0x0112
_QUALITY = 80


class NoPicture(Exception):
    """Why there is no thumbnail; the text follows "not shown: "."""


@dataclass(frozen=True, slots=True)
class Thumbnail:
    """The `data` of a small picture, how many `pixels` were unpacked for it, and whether that one `moves`."""

    content_type: str
    data: bytes
    pixels: int
    moves: bool


def installed() -> bool:
    """Whether there is Pillow, which the extra `thumbnails` brings."""
    return find_spec("PIL") is not None


def check_installed(option: str) -> None:
    """InvalidInput that names what to install for an option, where that is missing."""
    if not installed():
        raise InvalidInput.of(
            "extra-missing",
            f"{option} takes the extra `thumbnails` (PIL is not installed)",
            "Run: pip install 'rawugc-sync[thumbnails]'",
        )


def thumbnail(data: bytes, content_type: str, most_pixels: int = MOST_PIXELS) -> Thumbnail:
    """A PNG, JPEG or WebP at most 480 pixels wide and high; NoPicture if it is none, or too much of one."""
    try:
        with _opened(data, content_type) as image:
            pixels = _pixels(image, most_pixels)
            small, moves = _small(image), getattr(image, "n_frames", 1) > 1
            return Thumbnail(*_saved(small), pixels, moves)
    except NoPicture:
        raise
    except Exception as broken:  # what decoders raise at a broken file is no closed list
        raise NoPicture("it is broken, and cannot be read as a picture") from broken


def _pixels(image: Image, most: int) -> int:
    width, height = image.size
    if width * height > most:
        raise NoPicture(f"it has {width} x {height} pixels, which are too many to unpack")
    return width * height


def _opened(data: bytes, content_type: str) -> ImageFile:
    """The picture with its header read. The class is named, so no other decoder ever sees the bytes."""
    from PIL import JpegImagePlugin, PngImagePlugin, WebPImagePlugin

    source = io.BytesIO(data)
    match content_type:
        case "image/png":
            return PngImagePlugin.PngImageFile(source)
        case "image/jpeg":
            if data.count(_SCAN) > _MOST_SCANS:
                raise NoPicture("it is made of too many passes to unpack")
            return JpegImagePlugin.JpegImageFile(source)
        case "image/webp":
            return WebPImagePlugin.WebPImageFile(source)
    raise NoPicture("it is neither a PNG, nor a JPEG, nor a WebP")


def _small(image: ImageFile) -> Image:
    """The first picture in it: small, in colours that every format has, the right way up."""
    clear = image.has_transparency_data
    # A palette cannot be averaged, so it goes first; a JPEG is made small while it is unpacked.
    whole: Image = image if image.format == "JPEG" else _plain(image, clear=clear)
    whole.thumbnail((LONGEST, LONGEST))
    turned = _turned(whole, image)
    return _opaque(_plain(turned, clear=clear))


def _plain(image: Image, *, clear: bool) -> Image:
    if image.mode.startswith("I;16"):
        image = image.point(lambda value: value / 256)
    wanted = "RGBA" if clear else "L" if image.mode in ("1", "L") else "RGB"
    return image if image.mode == wanted else image.convert(wanted)


def _turned(small: Image, image: Image) -> Image:
    from PIL.Image import Transpose

    turns = {
        2: Transpose.FLIP_LEFT_RIGHT,
        3: Transpose.ROTATE_180,
        4: Transpose.FLIP_TOP_BOTTOM,
        5: Transpose.TRANSPOSE,
        6: Transpose.ROTATE_270,
        7: Transpose.TRANSVERSE,
        8: Transpose.ROTATE_90,
    }
    turn = turns.get(image.getexif().get(_ORIENTATION, 1))
    return small if turn is None else small.transpose(turn)


def _opaque(image: Image) -> Image:
    solid = image.mode == "RGBA" and image.getchannel("A").getextrema() == (255, 255)
    return image.convert("RGB") if solid else image


def _saved(image: Image) -> tuple[str, bytes]:
    """Its content type and its bytes. What the file told beside its pixels, such as a place, stays behind."""
    from PIL import features

    target = io.BytesIO()
    image.info = {}
    if image.mode != "RGBA":
        image.save(target, "JPEG", quality=_QUALITY, optimize=True)
        return "image/jpeg", target.getvalue()
    if features.check("webp"):
        image.save(target, "WEBP", quality=_QUALITY)
        return "image/webp", target.getvalue()
    image.save(target, "PNG", optimize=True)
    return "image/png", target.getvalue()
