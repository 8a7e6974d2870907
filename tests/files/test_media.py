"""What can be uploaded, by a file's first bytes, and what is told of a file that cannot."""

from __future__ import annotations

import hashlib
import os
import struct
from pathlib import Path

import pytest

from rawugc_sync.files import media
from rawugc_sync.files.fence import OutOfBounds
from rawugc_sync.files.signatures import Unfit
from rawugc_sync.words.uploads import Upload

from .samples import branded, exif, jpeg, mov, mp4, png, webm, webp, write

TAKEN = {
    "png": (png(), "image/png"),
    "jpeg": (jpeg(), "image/jpeg"),
    "webp": (webp(), "image/webp"),
    "mp4": (mp4(), "video/mp4"),
    "mp42": (branded(b"mp42", b"isom"), "video/mp4"),
    "m4v": (branded(b"M4V ", b"M4A "), "video/mp4"),
    "unknown brand that passes for mp4": (branded(b"abcd", b"mp41"), "video/mp4"),
    "quicktime": (mov(), "video/quicktime"),
    "old quicktime": (b"\x00\x00\x00\x08wide\x00\x00\x00\x08mdat", "video/quicktime"),
    "webm": (webm(), "video/webm"),
}

UNFIT = {
    "empty": (b"", "is empty", "as a whole"),
    "text": (b"hello", "neither a photo nor a video", "PNG, JPEG and WebP, and MP4, QuickTime and WebM"),
    "lfs": (b"version https://git-lfs.github.com/spec/v1\noid x", "a pointer of Git LFS", "git lfs pull"),
    "heic": (branded(b"heic", b"mif1"), "is a HEIC photo", "Convert it to JPEG"),
    "heif": (branded(b"mif1", b"heic"), "is a HEIC photo", "Most Compatible"),
    "avif": (branded(b"mif1", b"avif"), "is an AVIF photo", "JPEG or PNG"),
    "3gp": (branded(b"3gp4"), "is a 3GP video", "Convert it to MP4"),
    "m4a": (branded(b"M4A "), "a recording without a picture", "Name a video"),
    "cr3": (branded(b"crx "), "is a raw photo", "JPEG"),
    "strange": (branded(b"abcd"), "a kind that is not known", "MP4"),
    "gif": (b"GIF89a", "is a GIF picture", "PNG, or to MP4 if it moves"),
    "tiff": (b"II*\x00" + bytes(20), "is a TIFF or raw photo", "JPEG"),
    "avi": (b"RIFF\x00\x00\x00\x00AVI LIST", "is an AVI video", "MP4"),
    "wave": (b"RIFF\x00\x00\x00\x00WAVE", "is a RIFF file", "MP4"),
    "mkv": (b"\x1a\x45\xdf\xa3\x9fB\x82\x88matroska", "is a Matroska video", "MP4"),
    "jxl": (b"\xff\x0a" + bytes(9), "is a JPEG XL photo", "JPEG"),
    "svg": (b"<svg xmlns=''>", "is an SVG drawing", "PNG"),
    "pdf": (b"%PDF-1.7", "is a PDF document", "PNG"),
}

XMP = b"http://ns.adobe.com/xap/1.0/\x00<x:xmpmeta exif:GPSLatitude='52,31N'/>"

LOCATED = {
    "jpeg, exif": jpeg("", b"Exif\x00\x00" + exif()),
    "jpeg, exif of the other order": jpeg("", b"Exif\x00\x00" + exif(">")),
    "jpeg, xmp": jpeg("", XMP),
    "png, exif": png("", (b"eXIf", exif())),
    "png, xmp": png("", (b"iTXt", b"XML:com.adobe.xmp\x00\x00\x00\x00\x00" + XMP[29:])),
    "webp, exif": webp("odd", (b"EXIF", exif())),
    "webp, xmp": webp("", (b"XMP ", XMP[29:])),
}

PLACELESS = {
    "no metadata": jpeg(),
    "no gps": jpeg("", b"Exif\x00\x00" + exif(gps=False)),
    "half a position": jpeg("", b"Exif\x00\x00" + exif(longitude=False)),
    "0/0 degrees": jpeg("", b"Exif\x00\x00" + exif(degrees=0)),
    "cut exif": jpeg("", b"Exif\x00\x00" + exif()[:30]),
    "exif that points nowhere": jpeg("", b"Exif\x00\x00II*\x00" + struct.pack("<I", 1 << 30)),
    "xmp of something else": jpeg("", b"http://ns.adobe.com/xap/1.0/\x00<x:xmpmeta/>"),
    "a word in the picture": jpeg("GPSLatitude"),
    "cut jpeg": jpeg("", XMP)[:20],
    "cut png": png("", (b"eXIf", exif()))[:50],
    "empty webp": webp()[:12],
    "video": mp4("GPSLatitude"),
}


@pytest.mark.parametrize(("content", "content_type"), TAKEN.values(), ids=TAKEN)
def test_a_file_is_known_by_its_first_bytes_whatever_its_name(
    tmp_path: Path, content: bytes, content_type: str
) -> None:
    write(tmp_path, "media/file.txt", content)
    found = media.read(tmp_path, "media/file.txt")
    digest = f"sha256:{hashlib.sha256(content).hexdigest()}"
    assert found.file == Upload("media/file.txt", digest, len(content), content_type)
    assert not found.located


@pytest.mark.parametrize(("content", "complaint", "way_out"), UNFIT.values(), ids=UNFIT)
def test_what_cannot_be_uploaded_is_told_with_what_to_do(
    tmp_path: Path, content: bytes, complaint: str, way_out: str
) -> None:
    write(tmp_path, "file.jpg", content)
    with pytest.raises(Unfit, match=complaint) as unfit:
        media.read(tmp_path, "file.jpg")
    assert way_out in unfit.value.way_out


@pytest.mark.parametrize(("over", "fits"), [(0, True), (1, False)])
def test_a_file_has_at_most_100_000_000_bytes(tmp_path: Path, over: int, fits: bool) -> None:
    path = write(tmp_path, "file.mp4", mp4())
    os.truncate(path, 100_000_000 + over)
    if fits:
        assert media.read(tmp_path, "file.mp4").file.size == 100_000_000
        return
    with pytest.raises(Unfit, match="has 100000001 bytes, and RawUGC takes 100000000"):
        media.read(tmp_path, "file.mp4")


@pytest.mark.parametrize("content", LOCATED.values(), ids=LOCATED)
def test_a_photo_that_tells_where_it_was_taken_is_found_out(tmp_path: Path, content: bytes) -> None:
    write(tmp_path, "photo", content)
    assert media.read(tmp_path, "photo").located


@pytest.mark.parametrize("content", PLACELESS.values(), ids=PLACELESS)
def test_a_photo_that_does_not_is_not_suspected(tmp_path: Path, content: bytes) -> None:
    write(tmp_path, "photo", content)
    assert not media.read(tmp_path, "photo").located


@pytest.mark.parametrize(
    ("path", "wrong"),
    [
        ("../out.png", "lies outside"),
        ("link.png", "is a link"),
        ("linked/in.png", "is a link, or lies behind one"),
        ("folder", "is not a plain file"),
        ("none.png", "does not exist"),
        (".git/x.png", "belongs to git"),
    ],
)
def test_it_is_read_within_the_fence(tmp_path: Path, path: str, wrong: str) -> None:
    root = tmp_path / "workspace"
    write(tmp_path, "out.png", png())
    write(root, "folder/in.png", png())
    (root / "link.png").symlink_to(root / "folder" / "in.png")
    (root / "linked").symlink_to(root / "folder")
    with pytest.raises(OutOfBounds, match=wrong):
        media.read(root, path)
