"""`docs/api-coverage.md`: every endpoint has a client call, a way to reach it, a sandbox route and a test."""

from __future__ import annotations

import pkgutil
import re
from functools import partial
from pathlib import Path
from typing import NamedTuple

import pytest

from rawugc_sync.cli._group import AT_ONCE
from rawugc_sync.resources import registered
from rawugc_sync.sandbox import COLLECTIONS, routes
from rawugc_sync.sandbox.routing import match
from tests.cli.test_help import leaves

ROOT = Path(__file__).parent.parent


class Row(NamedTuple):
    """An endpoint, and what stands for it where; cells hold names between backticks."""

    endpoint: str
    client: str
    reached: str
    sandbox: str
    test: str


def rows() -> list[Row]:
    page = (ROOT / "docs/api-coverage.md").read_text(encoding="utf-8")
    lines = [line.strip("| ").split(" | ") for line in page.splitlines() if line.startswith("| `")]
    return [Row(*map(str.strip, cells)) for cells in lines]


def names(cell: str) -> list[str]:
    return re.findall(r"`([^`]+)`", cell)


ROWS = rows()
each_row = pytest.mark.parametrize("row", ROWS, ids=[names(row.endpoint)[0] for row in ROWS])


def test_every_endpoint_has_a_row_and_every_row_an_endpoint() -> None:
    told = [names(row.endpoint) for row in ROWS]
    assert sorted(told) == sorted([f"{method} {template}"] for method, template in routes(COLLECTIONS))


@each_row
def test_its_call_is_there(row: Row) -> None:
    assert names(row.client)
    for name in names(row.client):
        words = name.split(".")
        begin = next((at for at, word in enumerate(words) if word[0].isupper()), len(words) - 1)
        where, what = ".".join(words[:begin]), ".".join(words[begin:])
        assert callable(pkgutil.resolve_name(f"rawugc_sync.{where}:{what}"))


@each_row
def test_it_is_reached_by_a_command_or_a_manifest(row: Row) -> None:
    known = {*registered(), *map(" ".join, leaves())}
    assert names(row.reached)
    assert set(names(row.reached)) <= known


@each_row
def test_its_route_in_the_sandbox_is_the_one_that_serves_it(row: Row) -> None:
    method, template = names(row.endpoint)[0].split()
    route, _ = match(COLLECTIONS, method, re.sub(r"\{\w+\}", "id", template))
    endpoint = route.endpoint.func if isinstance(route.endpoint, partial) else route.endpoint
    module = endpoint.__module__.removeprefix("rawugc_sync.sandbox.")
    assert names(row.sandbox) == [f"{module}.{endpoint.__name__}"]


@each_row
def test_its_tests_are_there(row: Row) -> None:
    assert names(row.test)
    for name in names(row.test):
        file, function = name.split("::")
        text = (ROOT / "tests" / file).read_text(encoding="utf-8")
        assert f"\ndef {function}(" in text


def test_every_command_that_acts_at_once_is_for_some_endpoint() -> None:
    told = {name for row in ROWS for name in names(row.reached)}
    at_once = {" ".join(path) for path in leaves() if path[0] in AT_ONCE}
    assert at_once <= told
