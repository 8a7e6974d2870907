"""The files of the kit, read as YAML."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

ROOT = Path(__file__).parents[2]
ACTION = ROOT / "action.yml"
WORKFLOW = ROOT / "examples/ci/github/rawugc.yml"
COMPONENT = ROOT / "templates/rawugc-sync.yml"
PIPELINE = ROOT / "examples/ci/gitlab/.gitlab-ci.yml"

BASE_URL = "https://rawugc.com/api/v1"
OURS = "OWNER/rawugc-sync@" + "0" * 40

Step = Mapping[str, Any]


def read(path: Path) -> Any:
    return YAML(typ="safe").load(path.read_text(encoding="utf-8"))


def jobs() -> Mapping[str, Any]:
    """The jobs of the workflow, by name."""
    found: Mapping[str, Any] = read(WORKFLOW)["jobs"]
    return found


def steps() -> Iterator[tuple[str, Step]]:
    """Each step on GitHub, of the action and of the workflow, with where it is."""
    yield from (("action", step) for step in read(ACTION)["runs"]["steps"])
    yield from ((name, step) for name, job in jobs().items() for step in job["steps"])
