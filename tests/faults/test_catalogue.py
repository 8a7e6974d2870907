"""The table of faults names tests that exist."""

from __future__ import annotations

import re
from fnmatch import fnmatchcase
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TABLE = (ROOT / "docs" / "faults.md").read_text(encoding="utf-8")
TESTS = {
    name
    for file in (ROOT / "tests").rglob("test_*.py")
    for name in re.findall(
        r"^    ?(?:async )?def (test_\w+)|^def (test_\w+)", file.read_text(encoding="utf-8"), re.M
    )
    for name in name
    if name
}
NAMED = sorted(set(re.findall(r"(?<![\w/])(test_\w+\*?)(?!\w*\.py)", TABLE)))
FILES = sorted(set(re.findall(r"(?:tests/[\w/]+/)?test_\w+\.py", TABLE)))


@pytest.mark.parametrize("name", NAMED)
def test_a_test_that_the_table_names_exists(name: str) -> None:
    assert any(fnmatchcase(test, name) for test in TESTS)


@pytest.mark.parametrize("name", FILES)
def test_a_file_that_the_table_names_exists(name: str) -> None:
    assert any(str(file).endswith(name) for file in (ROOT / "tests").rglob("test_*.py"))


@pytest.mark.parametrize(
    ("group", "last"), [("H", 52), ("P", 15), ("S", 16), ("M", 27), ("T", 9)], ids=lambda value: str(value)
)
def test_every_case_of_the_catalogue_has_a_row(group: str, last: int) -> None:
    first_cells = " ".join(re.findall(r"^\| ([^|]+) \|", TABLE, re.M))
    numbered = {int(number) for number in re.findall(rf"\b{group}(\d+)", first_cells)}
    for begin, end in re.findall(rf"\b{group}(\d+)-{group}?(\d+)", first_cells):
        numbered.update(range(int(begin), int(end) + 1))
    assert set(range(1, last + 1)) - numbered == set()
