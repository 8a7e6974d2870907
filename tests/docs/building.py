"""The site as `make docs` builds it: strictly, and with the search that works from a disk."""

from __future__ import annotations

import fcntl
import os
import subprocess
import sys
from pathlib import Path

import pytest

from scripts import site_search
from scripts.reference.site import write


def build(folder: Path) -> Path:
    """Build it elsewhere: what lies in build/ stays."""
    write(folder)
    zensical = [sys.executable, "-m", "zensical", "build", "--strict", "--clean", "--config-file"]
    run = subprocess.run(
        [*zensical, str(folder / "mkdocs.yml")], check=False, capture_output=True, text=True, timeout=100
    )
    assert run.returncode == 0, run.stdout + run.stderr
    site_search.write(folder / "site")
    return folder / "site"


def built_once(temporary: pytest.TempPathFactory) -> Path:
    """The one of all workers: whoever comes first builds it, and others wait."""
    own = temporary.getbasetemp()
    folder = (own.parent if "PYTEST_XDIST_WORKER" in os.environ else own) / "site-of-all"
    folder.mkdir(exist_ok=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "ready").exists():
            build(folder / "made")
            (folder / "ready").touch()
    return folder / "made/site"
