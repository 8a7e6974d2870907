"""Writes octoDNS's half: a zone of N TXT records of about 400 characters as two YAML files, 1 % apart.

A program of its own, so that its memory is not counted among that of what is measured.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Iterator
from pathlib import Path

from benchmarks.corpus import CHANGED_EACH
from benchmarks.words import sentences

CONFIG = "octodns.yaml"
ZONE = "example.com."

_CONFIG = f"""\
providers:
  desired:
    class: octodns.provider.yaml.YamlProvider
    directory: ./desired
    enforce_order: false
  live:
    class: octodns.provider.yaml.YamlProvider
    directory: ./live
    enforce_order: false
zones:
  {ZONE}:
    sources: [desired]
    targets: [live]
"""


def write(folder: Path, count: int) -> None:
    """Fill `folder` with `CONFIG` and the two zone files."""
    (folder / CONFIG).write_text(_CONFIG, encoding="utf-8")
    for name, changed in (("desired", True), ("live", False)):
        (folder / name).mkdir()
        records = "".join(_records(count, changed=changed))
        (folder / name / f"{ZONE}yaml").write_text(f"---\n{records}", encoding="utf-8")


def _records(count: int, *, changed: bool) -> Iterator[str]:
    dice = random.Random(count)
    for number in range(count):
        text = sentences(dice, 400)
        if changed and number % CHANGED_EACH == 0:
            text = f"{text[:380]} this is new"
        yield f"record-{number:05}:\n  ttl: 300\n  type: TXT\n  value: {text}\n"


if __name__ == "__main__":
    write(Path(sys.argv[1]), int(sys.argv[2]))
