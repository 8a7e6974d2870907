"""`docs/plan-json.md` against the schema: its example and its tables name what is there, in its order."""

from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from rawugc_sync.planfile.schema import plan_schema
from rawugc_sync.words.deadlines import Otherwise
from rawugc_sync.words.names import name_of
from tests.docs.blocks import plays
from tests.docs.transcripts import Command, Shell, environment_of, rawugc, steps

BRAND = "personas: {skin: {name: Skin, description: Thirty-somethings.}}\n"
PAGE = (Path(__file__).parents[2] / "docs/plan-json.md").read_text(encoding="utf-8")
SCHEMA = plan_schema()
CHANGE = SCHEMA["$defs"]["ChangeJson"]
EXAMPLE: dict[str, Any] = json.loads(re.findall(r"```json\n(.*?)```", PAGE, re.DOTALL)[0])


def table(heading: str) -> str:
    return PAGE.partition(f"\n## {heading}\n\n")[2].partition("\n\n")[0]


def rows(heading: str) -> list[str]:
    """The keys in the first column of the table below a heading, without what is inside of them."""
    firsts = re.findall(r"^\| (`[^|]+`) \|", table(heading), re.MULTILINE)
    return [key.partition(".")[0] for first in firsts for key in re.findall(r"`([^`]+)`", first)]


@pytest.mark.parametrize(
    ("shown", "schema"), [(EXAMPLE, SCHEMA), (EXAMPLE["resource_changes"][0], CHANGE)], ids=["plan", "change"]
)
def test_the_example_has_each_key_of_the_schema_in_its_order(
    shown: dict[str, Any], schema: dict[str, Any]
) -> None:
    assert list(shown) == list(schema["properties"])


def test_the_names_of_the_example_are_those_of_its_digests() -> None:
    (change,) = EXAMPLE["resource_changes"]
    named = [(EXAMPLE["digest"], EXAMPLE["name"]), (change["digest"], change["digest_name"])]
    for digest, name in named:
        assert name == name_of(digest.replace("…", "")) + "-…"


@pytest.mark.parametrize(("heading", "schema"), [("Top level", SCHEMA), ("A change", CHANGE)])
def test_a_table_explains_each_key_once(heading: str, schema: dict[str, Any]) -> None:
    assert sorted(set(rows(heading))) == sorted(schema["properties"])
    firsts = re.findall(r"^\| (`[^|]+`) \|", table(heading), re.MULTILINE)
    assert [one for one, count in Counter(firsts).items() if count > 1] == []


def test_every_way_it_may_go_otherwise_is_explained() -> None:
    table = PAGE.partition("| `otherwise` |")[2].partition("\n\n")[0]
    assert set(re.findall(r"^\| `(\w+)` \|", table, re.MULTILINE)) == set(Otherwise)


@pytest.mark.parametrize(("after", "exit_code"), [(BRAND, 0), ("personas: {}\n", 1)])
@plays("plan-json.md", "Rules of your own")
def test_its_line_of_jq_fails_where_something_is_deleted(tmp_path: Path, after: str, exit_code: int) -> None:
    (command,) = steps("plan-json.md", "Rules of your own")
    assert isinstance(command, Command)
    with rawugc() as url:
        variables = {"RAWUGC_API_KEY": "ruk_docs", "RAWUGC_BASE_URL": url}
        shell = Shell(tmp_path, environment_of(tmp_path, variables))
        (tmp_path / "b.yaml").write_text(BRAND, encoding="utf-8")
        assert shell.run("rawugc-sync apply --auto-approve").returncode == 0
        (tmp_path / "b.yaml").write_text(after, encoding="utf-8")
        assert shell.run(command.text).returncode == exit_code
