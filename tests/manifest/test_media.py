"""Photos and videos that a manifest names as files: what they become, and what is told at their lines."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

import pytest

from rawugc_sync.manifest.load import Manifests
from rawugc_sync.words.addresses import Address
from rawugc_sync.words.uploads import FileUrl, Upload
from tests.files.samples import branded, exif, jpeg, mov, mp4, png, webp
from tests.manifest.conftest import Files, Load

Errors = Callable[[Files], list[str]]

PRODUCT = Address("products", "serum")
FILES: Files = {"photos/a.png": png("a"), "photos/b.webp": webp("b"), "clip.mp4": mp4(), "clip.mov": mov()}


def photos_of(manifests: Manifests) -> list[str]:
    photos: list[str] = manifests.desired[PRODUCT].fields["photos"]
    return photos


def sha256(content: bytes) -> str:
    return f"sha256:{hashlib.sha256(content).hexdigest()}"


def test_files_and_urls_stand_side_by_side(loaded: Load) -> None:
    text = """
    products:
      serum:
        name: Serum
        photos: [{file: ../photos/a.png}, https://x.test/1.png, {file: ../photos/b.webp}]
    """
    manifests = loaded({**FILES, "catalog/serum.yaml": text})
    assert manifests.diagnostics == []
    first, second, third = photos_of(manifests)
    assert isinstance(first, FileUrl)
    assert first.file == Upload("photos/a.png", sha256(png("a")), len(png("a")), "image/png")
    assert second == "https://x.test/1.png"
    assert third == sha256(webp("b"))


def test_a_video_may_be_a_file(loaded: Load) -> None:
    text = "posts: {p: {videoUrl: {file: clip.mov}, accounts: [tiktok/x], mode: draft}}"
    manifests = loaded({**FILES, "posts.yaml": text})
    assert manifests.desired[Address("posts", "p")].fields["videoUrl"] == sha256(mov())


def test_a_reference_takes_the_file_with_it(loaded: Load) -> None:
    text = """
    products:
      serum: {name: Serum, photos: "${products.cream.photos}"}
      cream: {name: Cream, photos: [{file: photos/a.png}]}
    """
    assert photos_of(loaded({**FILES, "a.yaml": text})) == [sha256(png("a"))]


@pytest.mark.parametrize(
    ("content", "complaint", "way_out"),
    [
        (b"", "is empty", ""),
        (b"version https://git-lfs.github.com/spec/v1\n", "is a pointer of Git LFS", "git lfs pull"),
        (branded(b"heic"), "is a HEIC photo", "Convert it to JPEG"),
        (b"GIF89a", "is a GIF picture", "Convert it to PNG"),
        (b"hello", "is neither a photo nor a video", "PNG, JPEG and WebP"),
        (mp4(), "cannot be a file of the type video/mp4", "It takes image/jpeg, image/png, image/webp."),
    ],
)
def test_a_file_that_cannot_be_uploaded_is_told_at_its_line(
    errors: Errors, content: bytes, complaint: str, way_out: str
) -> None:
    text = """products:
  serum:
    name: Serum
    photos:
      - https://x.test/1.png
      - file: it.png
"""
    (line,) = errors({"brand.yaml": text, "it.png": content})
    assert line.startswith("brand.yaml:6:9 products.serum.photos: ")
    assert complaint in line
    assert way_out in line


@pytest.mark.parametrize(
    ("path", "complaint"),
    [
        ("none.png", "does not exist"),
        ("../../etc/passwd", "lies outside of the workspace"),
        ("photos", "is not a plain file"),
        ("''", "has no usable name"),
    ],
)
def test_it_is_looked_for_in_the_workspace_alone(errors: Errors, path: str, complaint: str) -> None:
    text = f"products: {{serum: {{name: S, photos: [{{file: {path}}}]}}}}"
    (line,) = errors({**FILES, "brand.yaml": text})
    assert line.startswith("brand.yaml:1:38 products.serum.photos: the file ")
    assert complaint in line


@pytest.mark.parametrize(
    ("field", "complaint"),
    [
        (
            "videoUrl: {file: photos/a.png}, content: c",
            "posts.p.videoUrl: cannot be a file of the type image/png",
        ),
        (
            "videoUrl: https://x.test/v.mp4, content: '${posts.q.videoUrl}'",
            "posts.p.content: cannot be a file of the type video/mp4",
        ),
        (
            "videoUrl: https://x.test/v.mp4, content: 'See ${posts.q.videoUrl}'",
            "posts.p.content: ${posts.q.videoUrl} is a file, which cannot stand inside a text",
        ),
    ],
)
def test_a_file_stands_only_where_a_file_of_its_type_can(errors: Errors, field: str, complaint: str) -> None:
    text = f"""
    posts:
      p: {{accounts: [tiktok/x], mode: draft, {field}}}
      q: {{accounts: [tiktok/x], mode: draft, videoUrl: {{file: clip.mp4}}}}
    """
    (line,) = errors({**FILES, "posts.yaml": text})
    assert complaint in line


def test_a_photo_that_tells_where_it_was_taken_is_warned_of_once(loaded: Load) -> None:
    text = """
    products:
      serum: {name: Serum, photos: [{file: home.jpg}, {file: home.jpg}]}
    """
    (warning,) = loaded({"a.yaml": text, "home.jpg": jpeg("", b"Exif\x00\x00" + exif())}).diagnostics
    assert (warning.code, warning.address, warning.field) == ("photo-location", "products.serum", "photos")
    assert str(warning.source) == "a.yaml:3:37"
    assert "home.jpg" in warning.summary


def test_the_bytes_of_a_file_are_no_part_of_what_the_manifests_hold(loaded: Load) -> None:
    """They may be a hundred megabytes."""
    manifests = loaded({**FILES, "a.yaml": "products: {serum: {name: S, photos: [{file: photos/a.png}]}}"})
    assert manifests.sources is not None
    assert list(manifests.sources.data) == ["a.yaml"]
