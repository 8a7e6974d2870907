"""The licences of what is installed with rawugc-sync, all extras included.

`python -m scripts.licences PYTHON…` writes to THIRD-PARTY.md what the packages say that are installed there.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

LISTED = Path(__file__).parents[1] / "THIRD-PARTY.md"
_HEAD = """\
# What is installed with rawugc-sync

Every package that `rawugc-sync` brings, those of its extras `objectstore`, `postgres`, `sandbox` and
`thumbnails` included, with the licence that it states. None is copied into this repository.
`python -m scripts.licences PYTHON…` writes this table; `make release-check` compares it with what each Python
installs on Linux.

| package | licence |
|---|---|
"""
_EXTRAS = "objectstore,postgres,sandbox,thumbnails"
_PROBE = Path(__file__).with_name("installed.py")


def of_environment(python: Path | str) -> dict[str, str]:
    """Package → licence, of rawugc-sync's own dependencies and theirs, as far as they are installed there."""
    command = [str(python), str(_PROBE), "rawugc-sync", _EXTRAS]
    return dict(json.loads(subprocess.run(command, capture_output=True, check=True).stdout))


def table(found: Mapping[str, str]) -> str:
    """The document."""
    return _HEAD + "".join(f"| {name} | {licence} |\n" for name, licence in sorted(found.items()))


def listed() -> dict[str, str]:
    """What the document says."""
    rows = LISTED.read_text(encoding="utf-8").removeprefix(_HEAD).splitlines()
    return {name.strip(): licence.strip() for _, name, licence, _ in (row.split("|") for row in rows)}


def unlisted(found: Mapping[str, str]) -> list[str]:
    """Packages that the document does not have, or under another licence."""
    said = listed()
    return sorted(name for name, licence in found.items() if said.get(name) != licence)


if __name__ == "__main__":
    merged = {name: licence for python in sys.argv[1:] for name, licence in of_environment(python).items()}
    LISTED.write_text(table(merged), encoding="utf-8")
