"""What a program prints, and that nothing of it is left."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from rawugc_sync.fleet.printed import printed

PATH = {"PATH": os.environ["PATH"]}


@pytest.mark.parametrize(
    ("script", "code", "out"),
    [
        ("printf abc", 0, b"abc"),
        ("printf abc; exit 3", 3, b"abc"),
        ("printf abc >&2", 0, b""),
        ("cat", 0, b""),
    ],
)
def test_the_exit_code_and_what_it_prints(tmp_path: Path, script: str, code: int, out: bytes) -> None:
    assert printed(["sh", "-c", script], tmp_path, PATH, seconds=60, most=10) == (code, out)


def test_no_more_than_is_wanted(tmp_path: Path) -> None:
    _, out = printed(["yes"], tmp_path, PATH, seconds=60, most=10)
    assert out == b"y\ny\ny\ny\ny\ny"


def test_what_hangs_is_ended_with_all_that_it_started(tmp_path: Path) -> None:
    with pytest.raises(subprocess.TimeoutExpired):
        # The second holds what the first prints to; without its end, nobody would come back from this.
        printed(["sh", "-c", "sleep 1000 & sleep 1000"], tmp_path, PATH, seconds=0.1, most=10)
