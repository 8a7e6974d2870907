"""`init` with options, and with questions: what is written is valid, in order, and what was said."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from tests.cli.driver import Tool

OPTIONS = {
    "--brand": ("Glow Lab!", "rawugc.yaml", ("workspace",), "glow-lab"),
    "--timezone": ("Europe/Berlin", "brand.yaml", ("defaults", "posts", "timezone"), "Europe/Berlin"),
    "--account": ("TikTok/@glowlab", "brand.yaml", ("defaults", "posts", "accounts"), ["tiktok/glowlab"]),
    "--state": ("git+branch://rawugc-state", "rawugc.yaml", ("state",), "git+branch://rawugc-state"),
}
"""Option → what is given, and where what of it stands."""


def read(path: Path) -> Any:
    return YAML(typ="safe").load(path.read_text(encoding="utf-8"))


def check(tool: Tool, option: str) -> None:
    _, file, keys, meant = OPTIONS[option]
    found = read(tool.root / file)
    for key in keys:
        found = found[key]
    assert found == meant


@pytest.mark.parametrize("option", OPTIONS)
def test_what_is_said_stands_in_the_files_which_are_valid_and_in_order(tool: Tool, option: str) -> None:
    run = tool("init", option, OPTIONS[option][0])
    assert (run.code, "?" in run.err) == (0, False)
    check(tool, option)
    assert tool("validate", "--strict").out == "Valid: 4 resources in 1 file.\n"
    assert tool("fmt", "--check").code == 0


@pytest.mark.parametrize("said", [("--account",), ("--timezone",), ("--account", "--timezone")])
def test_the_post_that_waits_in_a_comment_is_one_that_can_be_used(tool: Tool, said: tuple[str, ...]) -> None:
    tool("init", *(word for option in said for word in (option, OPTIONS[option][0])))
    brand = tool.root / "brand.yaml"
    text = brand.read_text()
    at = text.index("# posts:")
    brand.write_text(text[:at] + "".join(line[2:] + "\n" for line in text[at:].splitlines()))
    assert tool("validate", "--strict").out == "Valid: 5 resources in 1 file.\n"


@pytest.mark.parametrize(
    ("option", "wrong", "told"),
    [
        ("--brand", "!!", "neither a letter from a to z nor a digit"),
        ("--timezone", "Berlin", "did you mean Europe/Berlin?"),
        ("--account", "glowlab", "platform/username, such as tiktok/glowlab"),
        ("--state", "ftp://x", "no place for a state"),
        ("--example", "nobody", "nobody"),
    ],
)
def test_what_cannot_be_used_is_told_and_nothing_is_written(
    tool: Tool, option: str, wrong: str, told: str
) -> None:
    run = tool("init", option, wrong)
    assert (run.code, told in run.err) == (1, True)
    assert not list(tool.root.iterdir())


def test_an_example_takes_no_other_option(tool: Tool) -> None:
    run = tool("init", "--example", "glow-lab", "--brand", "Glow Lab")
    assert (run.code, "leave out the other options" in run.err) == (1, True)
    assert not list(tool.root.iterdir())
