"""The page on installing names the extras that there are, and runs the container as its file says."""

from __future__ import annotations

import re
import tomllib

from tests.docs.blocks import DOCS

CHECKOUT = DOCS.parent
PROJECT = tomllib.loads((CHECKOUT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
PAGE = (DOCS / "engineers/installing.md").read_text(encoding="utf-8")
OUR_OWN = {"dev", "docs"}


def test_each_extra_for_users_has_its_row() -> None:
    rows = re.findall(r"^\| `(\w+)` \|", PAGE, re.MULTILINE)
    assert sorted(rows) == sorted(set(PROJECT["optional-dependencies"]) - OUR_OWN)


def test_it_names_the_pythons_of_the_package() -> None:
    found = re.findall(r":: 3\.(\d+)$", "\n".join(PROJECT["classifiers"]), re.MULTILINE)
    minors = sorted(map(int, found))
    assert f"Python 3.{minors[0]} to 3.{minors[-1]}" in PAGE


def test_the_container_runs_as_its_file_says() -> None:
    containerfile = (CHECKOUT / "Containerfile").read_text(encoding="utf-8")
    (shown,) = re.findall(r"^\| run it \| `(.*)` \|$", PAGE, re.MULTILINE)
    said = re.search(r"^#   (docker run .*?) \\\n#     (.*)$", containerfile, re.MULTILINE)
    assert said
    assert shown == f"{said[1]} {said[2]}"
