"""Prints as JSON what is installed with a package, and under which licence.

`installed.py PACKAGE EXTRA,EXTRA` stands alone, since the Python of the environment in question runs it.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from importlib.metadata import Distribution, PackageNotFoundError, distribution

_NAME = re.compile(r"[A-Za-z0-9._-]+")
_EXTRAS = re.compile(r"[A-Za-z0-9._-]+\s*\[([^\]]*)\]")
_CONDITION = re.compile(r"extra\s*==\s*['\"]([^'\"]+)")
_LONGEST = 60
"""Some packages have the whole text of their licence in that field."""


def reached(package: str, extras: frozenset[str]) -> dict[str, str]:
    """Package → licence, of all that one leads to; what is not installed has no need to be there."""
    ahead, seen, found = [(_normal(package), extras)], set(), {}
    while ahead:
        one = ahead.pop()
        if one in seen:
            continue
        seen.add(one)
        try:
            installed = distribution(one[0])
        except PackageNotFoundError:
            continue
        found[one[0]] = _licence(installed)
        ahead += _needed(installed, one[1])
    return {name: licence for name, licence in found.items() if name != _normal(package)}


def _needed(installed: Distribution, extras: frozenset[str]) -> Iterator[tuple[str, frozenset[str]]]:
    for text in installed.requires or ():
        condition = _CONDITION.search(text)
        if condition and condition[1] not in extras:
            continue
        inner = _EXTRAS.match(text)
        yield _normal(text), frozenset(inner[1].replace(" ", "").split(",")) if inner else frozenset()


def _normal(text: str) -> str:
    found = _NAME.match(text)
    assert found, text
    return re.sub(r"[-_.]+", "-", found[0]).lower()


def _licence(installed: Distribution) -> str:
    said = installed.metadata
    classes = [one for one in said.get_all("Classifier") or () if one.startswith("License ::")]
    short = (said["License"] or "").strip().splitlines() or ["?"]
    return str(
        said["License-Expression"]
        or ", ".join(one.split(" :: ")[-1] for one in classes)
        or short[0][:_LONGEST]
    )


if __name__ == "__main__":
    print(json.dumps(reached(sys.argv[1], frozenset(sys.argv[2].split(",")))))
