"""Files of the workspace can be read, and nothing else: not through `..`, not through a link."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from rawugc_sync.files.fence import OutOfBounds, inside, read


@pytest.mark.parametrize(
    ("folder", "path", "relative"),
    [
        ("", "a.md", "a.md"),
        ("brand", "copy/a.md", "brand/copy/a.md"),
        ("brand/de", "../copy/a.md", "brand/copy/a.md"),
        ("brand", "..\\copy\\a.md", "copy/a.md"),
        ("brand", "./././a.md", "brand/a.md"),
        ("", "..a/...md", "..a/...md"),
    ],
)
def test_a_path_is_relative_to_its_manifest(folder: str, path: str, relative: str) -> None:
    assert inside(folder, path) == relative


@pytest.mark.parametrize(
    "path",
    [
        "..",
        "../a.md",
        "../../etc/passwd",
        "copy/../../../a.md",
        "..\\..\\a.md",
        "/etc/passwd",
        "//server/share",
        "\\\\server\\share",
        "~/a.md",
        "~root/a.md",
        "C:\\a.md",
        "c:a.md",
        "",
        "a\0.md",
    ],
)
def test_a_path_out_of_the_workspace_is_refused(path: str) -> None:
    with pytest.raises(OutOfBounds):
        inside("", path)


def test_a_plain_file_is_read_whole(tmp_path: Path) -> None:
    (tmp_path / "brand").mkdir()
    (tmp_path / "brand/a.md").write_bytes(b"\r\n\xff")
    assert read(tmp_path, "brand/a.md") == b"\r\n\xff"


def test_the_workspace_itself_may_be_a_link(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "real/a.md").write_bytes(b"x")
    (tmp_path / "link").symlink_to("real")
    assert read(tmp_path / "link", "a.md") == b"x"


def linked_file(root: Path) -> None:
    (root / "x").symlink_to(root / "real.md")


def linked_outside(root: Path) -> None:
    (root / "x").symlink_to("/etc/hostname")


def dangling_link(root: Path) -> None:
    (root / "x").symlink_to("nowhere")


def looping_link(root: Path) -> None:
    (root / "x").symlink_to("x")


def hard_folder(root: Path) -> None:
    (root / "x").mkdir()


def pipe(root: Path) -> None:
    os.mkfifo(root / "x")


def device(root: Path) -> None:
    (root / "x").symlink_to("/dev/zero")


def nothing(root: Path) -> None:
    assert root.is_dir()


def large(root: Path) -> None:
    (root / "x").write_bytes(b"12345")


@pytest.mark.parametrize(
    ("made", "why"),
    [
        (linked_file, "is a link"),
        (linked_outside, "is a link"),
        (dangling_link, "is a link"),
        (looping_link, "is a link|cannot be read"),
        (device, "is a link"),
        (hard_folder, "is not a plain file"),
        (pipe, "is not a plain file"),
        (nothing, "does not exist"),
        (large, "is larger than"),
    ],
)
def test_what_is_no_plain_file_is_refused_without_waiting(tmp_path: Path, made: object, why: str) -> None:
    (tmp_path / "real.md").write_bytes(b"x")
    made(tmp_path)  # type: ignore[operator]
    with pytest.raises(OutOfBounds, match=why):
        read(tmp_path, "x", limit=4)


def test_a_file_behind_a_linked_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "real/a.md").write_bytes(b"x")
    (tmp_path / "copy").symlink_to("real")
    with pytest.raises(OutOfBounds, match="lies behind one"):
        read(tmp_path, "copy/a.md")


@pytest.mark.parametrize("path", [".git/config", ".GIT/config", "media/.git", "../shared/.git/config"])
def test_what_belongs_to_git_is_refused(tmp_path: Path, path: str) -> None:
    """In CI its configuration holds the token of the checkout."""
    root = tmp_path / "brand"
    (root / path).parent.mkdir(parents=True)
    (root / path).write_bytes(b"x")
    with pytest.raises(OutOfBounds, match="belongs to git"):
        read(root, path, included=["../shared"])
