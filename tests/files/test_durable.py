"""Files that are there as a whole or not at all."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from rawugc_sync.files import durable


def test_a_new_file_holds_all_that_came(tmp_path: Path) -> None:
    durable.create(tmp_path / "a", [b"one", b"", b" two"])
    assert (tmp_path / "a").read_bytes() == b"one two"
    assert (tmp_path / "a").stat().st_mode & 0o777 == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["a"]


def test_a_file_that_is_there_stays_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"old")
    with pytest.raises(FileExistsError):
        durable.create(tmp_path / "a", [b"new"])
    assert (tmp_path / "a").read_bytes() == b"old"
    assert [path.name for path in tmp_path.iterdir()] == ["a"]


def test_a_link_that_leads_nowhere_is_in_the_way_too(tmp_path: Path) -> None:
    (tmp_path / "a").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(FileExistsError):
        durable.create(tmp_path / "a", [b"new"])
    assert not (tmp_path / "elsewhere").exists()


def test_what_breaks_off_leaves_nothing(tmp_path: Path) -> None:
    def breaking() -> Iterator[bytes]:
        yield b"half"
        raise ConnectionError

    with pytest.raises(ConnectionError):
        durable.create(tmp_path / "a", breaking())
    assert list(tmp_path.iterdir()) == []
