"""Where the artefacts lie, and a workspace with one of each in it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from rawugc_sync.state.document import VERSION
from tests.contract.project import Project, RawUGC

HERE = Path(__file__).parent
BRAND = (HERE / "brand.yaml").read_text(encoding="utf-8")
CONFIG = "workspace: glow\nstate: rawugc.state.json\nlimits:\n  maxDeletes: 5\n"
EDITS = (("Reads labels.", "Reads every label."), ("2031-03-04 09:00", "2031-03-05 10:30"))
VERSIONS = range(1, VERSION + 1)
JOURNALS = range(2, VERSION + 1)


def text_of(version: int, name: str) -> str:
    """An artefact as it was written."""
    return (HERE / f"v{version}" / name).read_text(encoding="utf-8")


def plan_of(version: int) -> dict[str, Any]:
    """The plan that a version printed."""
    read: dict[str, Any] = json.loads(text_of(version, "plan.json"))
    return read


def edited() -> str:
    """The manifest with both edits."""
    text = BRAND
    for old, new in EDITS:
        assert text.count(old) == 1
        text = text.replace(old, new)
    return text


def project(root: Path, rawugc: RawUGC, manifest: str) -> Project:
    """A workspace of which everything in the manifest is live, and nothing of that is known to it."""
    before = Project(root / "before", rawugc, rawugc.clock)
    before.write({"rawugc.yaml": CONFIG, "brand.yaml": manifest})
    before.applied()
    after = Project(root / "after", rawugc, rawugc.clock)
    after.write({"rawugc.yaml": CONFIG, "brand.yaml": BRAND})
    return after


def keys(value: object, path: str = "") -> Iterator[str]:
    """Each key of a document, with those that it lies below."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield f"{path}/{key}"
            yield from keys(inner, f"{path}/{key}")
    elif isinstance(value, list):
        for inner in value:
            yield from keys(inner, f"{path}/*")
