"""Each dependency has its reason in CONTRIBUTING.md, and a bound where it promises nothing yet."""

from __future__ import annotations

import re
import tomllib
from importlib.metadata import version

import pytest
from packaging.requirements import Requirement
from packaging.version import Version

from tests.release.conftest import CHECKOUT

PROJECT = tomllib.loads((CHECKOUT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
NAMED = [
    *PROJECT["dependencies"],
    *(one for extra in PROJECT["optional-dependencies"].values() for one in extra),
]
DEPENDENCIES = [one for one in map(Requirement, NAMED) if one.name != PROJECT["name"]]


def table() -> list[str]:
    """The packages in the table, in its order."""
    text = (CHECKOUT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    section = text.split("## What it stands on\n", 1)[1].split("\n## ", 1)[0]
    rows = [line.split("|") for line in section.splitlines() if line.startswith("| `")]
    assert all(reason.strip() for _, _, reason, _ in rows)
    return [name for row in rows for name in re.findall(r"`([^`]+)`", row[1])]


def test_the_table_names_the_dependencies_and_no_others() -> None:
    assert table() == [one.name for one in DEPENDENCIES]


@pytest.mark.parametrize("one", DEPENDENCIES, ids=lambda one: one.name)
def test_each_has_a_lowest_version_and_the_unstable_a_highest(one: Requirement) -> None:
    signs = {specifier.operator for specifier in one.specifier}
    assert ">=" in signs
    unstable = Version(version(one.name)).major == 0
    assert "<" in signs or not unstable
