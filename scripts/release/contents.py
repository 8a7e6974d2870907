"""What a wheel has to hold, and what each package that comes with it is licensed under."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from zipfile import ZipFile

from scripts.release import CHECKOUT
from scripts.release.build import Built
from scripts.release.outcome import Failed

MUST = (
    "rawugc_sync/py.typed",
    "rawugc_sync/examples/glow-lab/rawugc.yaml",
    "rawugc_sync/review/page/templates/page.html",
)
_NEVER = ("/.rawugc/", "__pycache__", "/.git/")


def held(built: Built) -> str:
    """That nothing is missing and nothing is in it that was left lying about."""
    with ZipFile(built.wheel) as archive:
        names = archive.namelist()
    missing = [name for name in (*MUST, *_pages()) if name not in names]
    left = [name for name in names if any(part in f"/{name}" for part in _NEVER)]
    if missing or left:
        raise Failed(f"missing: {missing}; left in it: {left}")
    return f"{len(names)} files"


def _pages() -> Iterator[str]:
    """Where each page lies that `rawugc-sync help` shows; what a site needs beside them may be there, too."""
    docs = CHECKOUT / "docs"
    return (f"rawugc_sync/help/pages/{page.relative_to(docs).as_posix()}" for page in docs.rglob("*.md"))


def handed_out(built: Built, sbom: Path, out: Path) -> str:
    """Copy what is to be published into a folder."""
    out.mkdir(parents=True, exist_ok=True)
    for path in (*built.files, sbom):
        (out / path.name).write_bytes(path.read_bytes())
    return str(out)
