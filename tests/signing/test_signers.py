"""The signers' file is read as the checkout has it, and never from outside of the workspace."""

from __future__ import annotations

from pathlib import Path

import pytest

from rawugc_sync.signing.signers import signers_text
from rawugc_sync.words.errors import InvalidInput

LINE = "ana ssh-ed25519 AAAA Bo Öster\n"


@pytest.mark.parametrize("path", [".rawugc-signers", "legal/signers", "./legal/../.rawugc-signers"])
def test_it_is_read_as_it_stands(tmp_path: Path, path: str) -> None:
    (tmp_path / "legal").mkdir()
    (tmp_path / path).write_bytes(LINE.encode())
    assert signers_text(tmp_path, path) == LINE


@pytest.mark.parametrize(
    ("path", "why"),
    [
        ("missing", "does not exist"),
        ("../outside", "lies outside of the workspace"),
        ("/etc/passwd", "is not relative to the manifest"),
        ("link", "is a link, or lies behind one"),
        (".git/config", "belongs to git, which may keep tokens there"),
        ("folder", "is not a plain file"),
        ("latin", "is not UTF-8"),
        ("large", "is larger than 1024 KiB"),
        ("", "has no usable name"),
        ("a\0b", "has no usable name"),
    ],
)
def test_what_cannot_be_read_is_refused(tmp_path: Path, path: str, why: str) -> None:
    root = tmp_path / "glow-lab"
    (root / "folder").mkdir(parents=True)
    (root / ".git").mkdir()
    for file in (tmp_path / "outside", root / ".git/config"):
        file.write_text(LINE)
    (root / "link").symlink_to(tmp_path / "outside")
    (root / "latin").write_bytes(b"\xff")
    (root / "large").write_bytes(b"#" * 1024 * 1025)
    with pytest.raises(InvalidInput) as refused:
        signers_text(root, path)
    (one,) = refused.value.diagnostics
    assert (one.code, one.summary) == ("signers", f"The signers' file {path} {why}")
    assert "NAME ssh-ed25519" in one.detail
