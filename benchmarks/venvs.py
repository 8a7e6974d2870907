"""The virtual environments: rawugc-sync from this checkout, and octoDNS from PyPI.

Neither holds pip or setuptools, whose start-up hook would slow down every process that is measured.
"""

from __future__ import annotations

import subprocess
import venv
from dataclasses import dataclass
from pathlib import Path

OCTODNS = "octodns==1.22.0"

_CHECKOUT = Path(__file__).parent.parent
_VENVS = Path(__file__).parent / ".venvs"


@dataclass(frozen=True, slots=True)
class Programs:
    """The programs to measure; `python` is the one that rawugc-sync is installed in."""

    python: str
    rawugc_sync: str
    octodns_sync: str


def installed() -> Programs:
    """Install the checkout as it is now, and octoDNS where it is missing; says where the programs are."""
    tool, octodns = install(str(_CHECKOUT), "rawugc-sync"), install(OCTODNS, "octodns")
    return Programs(str(tool / "python"), str(tool / "rawugc-sync"), str(octodns / "octodns-sync"))


def install(what: str, name: str) -> Path:
    """Install a checkout, or what PyPI has, into an environment of that name; says where its programs are."""
    into = _VENVS / name / "bin"
    installer = _made(_VENVS / "installer" / "bin", with_pip=True)
    pip = [str(installer / "python"), "-m", "pip", "--disable-pip-version-check"]
    python = str(_made(into, with_pip=False) / "python")
    subprocess.run([*pip, "--python", python, "install", "-qq", what], check=True)
    return into


def _made(programs: Path, *, with_pip: bool) -> Path:
    if not programs.exists():
        venv.create(programs.parent, symlinks=True, with_pip=with_pip)
    return programs
