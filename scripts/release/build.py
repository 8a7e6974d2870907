"""Builds source distribution and wheel of a checkout: the wheel from what the other holds."""

from __future__ import annotations

import sys
import tarfile
from dataclasses import dataclass
from pathlib import Path

from scripts.release.outcome import Failed
from scripts.release.program import run

EPOCH = "1577836800"
"""The second that all files in a package are of: 2020, the same for each build."""


@dataclass(frozen=True, slots=True)
class Built:
    """The two files of a release."""

    sdist: Path
    wheel: Path

    @property
    def files(self) -> tuple[Path, Path]:
        return (self.sdist, self.wheel)


def build(source: Path, into: Path) -> Built:
    """Build below a folder that is not there yet; takes what is installed beside this, and no network."""
    (sdist,) = _hatchling(source, into, "sdist")
    with tarfile.open(sdist) as archive:
        archive.extractall(into / "unpacked", filter="data")
    (unpacked,) = (into / "unpacked").iterdir()
    (wheel,) = _hatchling(unpacked, into, "wheel")
    return Built(sdist, wheel)


def _hatchling(source: Path, into: Path, target: str) -> list[Path]:
    ending = {"sdist": "*.tar.gz", "wheel": "*.whl"}[target]
    command = [sys.executable, "-m", "hatchling", "build", "-t", target, "-d", into]
    run(command, source, {"SOURCE_DATE_EPOCH": EPOCH})
    return list(into.glob(ending))


def same(one: Built, two: Built) -> str:
    """That two builds are the same byte for byte; says how large they are."""
    for first, second in zip(one.files, two.files, strict=True):
        if first.name != second.name or first.read_bytes() != second.read_bytes():
            raise Failed(f"{first.name} comes out different when it is built again")
    return ", ".join(f"{path.name} ({path.stat().st_size:,} bytes)" for path in one.files)
