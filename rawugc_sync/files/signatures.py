"""What a file is by its first bytes: one of the types that RawUGC takes, or what it has to become."""

from __future__ import annotations

LFS_POINTER = b"version https://git-lfs.github.com/spec/"
HEAD = 4096
"""How many first bytes tell it."""

_PHOTO = "Convert it to JPEG or PNG."
_CLIP = "Convert it to MP4."
_FOR_PHONES = "Convert it to JPEG (on an iPhone: Settings, Camera, Formats, Most Compatible)."

_TAKEN = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
)
_OTHERS = (
    (b"GIF8", "a GIF picture", "Convert it to PNG, or to MP4 if it moves."),
    (b"II*\x00", "a TIFF or raw photo", _PHOTO),
    (b"MM\x00*", "a TIFF or raw photo", _PHOTO),
    (b"BM", "a BMP picture", _PHOTO),
    (b"8BPS", "a document of Photoshop", _PHOTO),
    (b"\xff\x0a", "a JPEG XL photo", _PHOTO),
    (b"\x00\x00\x00\x0cJXL ", "a JPEG XL photo", _PHOTO),
    (b"\x00\x00\x00\x0cjP  ", "a JPEG 2000 photo", _PHOTO),
    (b"<svg", "an SVG drawing", "Convert it to PNG."),
    (b"<?xml", "an SVG drawing or other XML", "Convert it to PNG."),
    (b"%PDF-", "a PDF document", "Export its pages as PNG."),
    (b"\x30\x26\xb2\x75", "a WMV video", _CLIP),
    (b"FLV", "a Flash video", _CLIP),
    (b"\x00\x00\x01\xba", "an MPEG video", _CLIP),
    (b"\x00\x00\x01\xb3", "an MPEG video", _CLIP),
    (b"OggS", "an Ogg file", _CLIP),
    (b"PK\x03\x04", "a ZIP archive", "Unpack it, and name the file in it."),
)
_EBML = b"\x1a\x45\xdf\xa3"

_HEIC = frozenset({b"heic", b"heix", b"hevc", b"hevx", b"heim", b"heis", b"hevm", b"hevs", b"mif1", b"msf1"})
_AVIF = frozenset({b"avif", b"avis"})
_AUDIO = frozenset({b"M4A ", b"M4B ", b"M4P "})
_MP4 = (b"iso", b"mp4", b"avc1", b"M4V", b"MSNV", b"mmp4", b"dash", b"f4v ", b"XAVC")
_OLD_QUICKTIME = frozenset({b"moov", b"mdat", b"wide", b"pnot"})
"""The first atoms of a QuickTime film that does not begin with its brand."""


class Unfit(Exception):
    """A file that cannot be uploaded: the text completes "the file x …", `way_out` says what to do."""

    def __init__(self, complaint: str, way_out: str) -> None:
        super().__init__(complaint)
        self.way_out = way_out


def type_of(head: bytes) -> str:
    """The content type of a file that begins like this; Unfit for anything that RawUGC does not take."""
    for beginning, content_type in _TAKEN:
        if head.startswith(beginning):
            return content_type
    if head.startswith(LFS_POINTER):
        raise Unfit("is a pointer of Git LFS, not the file itself", "Fetch it: git lfs pull")
    if head[:4] == b"RIFF":
        return _riff(head[8:12])
    if head.startswith(_EBML):
        return _ebml(head)
    if head[4:8] == b"ftyp":
        return _branded(head)
    if head[4:8] in _OLD_QUICKTIME:
        return "video/quicktime"
    for beginning, what, way_out in _OTHERS:
        if head.startswith(beginning):
            raise Unfit(f"is {what}, which RawUGC does not take", way_out)
    raise Unfit(
        "is neither a photo nor a video that RawUGC takes",
        "It takes PNG, JPEG and WebP, and MP4, QuickTime and WebM.",
    )


def _riff(form: bytes) -> str:
    if form == b"WEBP":
        return "image/webp"
    what = "an AVI video" if form == b"AVI " else "a RIFF file"
    raise Unfit(f"is {what}, which RawUGC does not take", _CLIP)


def _ebml(head: bytes) -> str:
    if b"webm" in head[:64]:
        return "video/webm"
    raise Unfit("is a Matroska video, which RawUGC does not take", _CLIP)


def _branded(head: bytes) -> str:
    """By the brands of ISO/IEC 14496-12: the first one says what it is, the others what it can pass for."""
    size = min(int.from_bytes(head[:4], "big"), len(head))
    major = head[8:12]
    all_of_them = {major, *(head[at : at + 4] for at in range(16, size - 3, 4))}
    if all_of_them & _AVIF:
        raise Unfit("is an AVIF photo, which RawUGC does not take", _PHOTO)
    if major in _HEIC:
        raise Unfit("is a HEIC photo, as phones take them, which RawUGC does not take", _FOR_PHONES)
    if major == b"crx ":
        raise Unfit("is a raw photo, which RawUGC does not take", _PHOTO)
    if major.startswith((b"3g", b"3G")):
        raise Unfit("is a 3GP video, as phones take them, which RawUGC does not take", _CLIP)
    if major in _AUDIO:
        raise Unfit("is a recording without a picture", "Name a video.")
    if major == b"qt  ":
        return "video/quicktime"
    if any(brand.startswith(_MP4) for brand in all_of_them):
        return "video/mp4"
    raise Unfit("is a video of a kind that is not known", _CLIP)
