"""`docs/plan-json.md` against the schema: its example and its tables name what is there, in its order."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from rawugc_sync.planfile.schema import plan_schema
from rawugc_sync.words.deadlines import Otherwise
from rawugc_sync.words.names import name_of

PAGE = (Path(__file__).parents[2] / "docs/plan-json.md").read_text(encoding="utf-8")
SCHEMA = plan_schema()
CHANGE = SCHEMA["$defs"]["ChangeJson"]
EXAMPLE: dict[str, Any] = json.loads(re.findall(r"```json\n(.*?)```", PAGE, re.DOTALL)[0])


def rows(heading: str) -> list[str]:
    """The keys in the first column of the table below a heading, without what is inside of them."""
    table = PAGE.partition(f"\n## {heading}\n\n")[2].partition("\n\n")[0]
    firsts = re.findall(r"^\| (`[^|]+`) \|", table, re.MULTILINE)
    return [key.partition(".")[0] for first in firsts for key in re.findall(r"`([^`]+)`", first)]


@pytest.mark.parametrize(
    ("shown", "schema"), [(EXAMPLE, SCHEMA), (EXAMPLE["resource_changes"][0], CHANGE)], ids=["plan", "change"]
)
def test_the_example_has_keys_of_the_schema_in_its_order(
    shown: dict[str, Any], schema: dict[str, Any]
) -> None:
    assert list(shown) == [key for key in schema["properties"] if key in shown]


def test_the_names_of_the_example_are_those_of_its_digests() -> None:
    (change,) = EXAMPLE["resource_changes"]
    named = [(EXAMPLE["digest"], EXAMPLE["name"]), (change["digest"], change["digest_name"])]
    for digest, name in named:
        assert name == name_of(digest.replace("…", "")) + "-…"


@pytest.mark.parametrize(
    ("heading", "schema", "shown"),
    [("Top level", SCHEMA, EXAMPLE), ("A change", CHANGE, EXAMPLE["resource_changes"][0])],
    ids=["plan", "change"],
)
def test_a_table_has_a_row_for_each_key_of_the_example_and_none_that_is_not_there(
    heading: str, schema: dict[str, Any], shown: dict[str, Any]
) -> None:
    found = set(rows(heading))
    assert found <= set(schema["properties"])
    assert found >= set(shown)


def test_every_way_it_may_go_otherwise_is_explained() -> None:
    table = PAGE.partition("| `otherwise` |")[2].partition("\n\n")[0]
    assert set(re.findall(r"^\| `(\w+)` \|", table, re.MULTILINE)) == set(Otherwise)
