"""The examples of each command: two lines in its `--help`, which the command line takes as they stand."""

from __future__ import annotations

import shlex
from pathlib import Path

import click
import pytest

from rawugc_sync.cli._usages import EXAMPLES
from rawugc_sync.cli.main import cli
from rawugc_sync.help import site
from tests.cli.driver import Tool
from tests.cli.test_help import leaves

LINES = [(name, line) for name, lines in EXAMPLES.items() for line in lines]
FILES = ("plan.json", "photos/serum.jpg", "clips/launch.mp4", "brief.md")
"""What an example names that has to be there."""


def test_every_command_has_examples_and_no_other_has() -> None:
    assert EXAMPLES.keys() == {" ".join(path) for path in leaves()}


@pytest.mark.parametrize("path", leaves(), ids=" ".join)
def test_its_help_ends_with_two_examples(tool: Tool, path: tuple[str, ...]) -> None:
    *_, heading, first, second = tool(*path, "--help").out.splitlines()
    assert heading == "  Examples:"
    assert [first, second] == [f"    rawugc-sync {line}" for line in EXAMPLES[" ".join(path)]]
    assert first != second


@pytest.mark.parametrize("group", sorted({path[0] for path in leaves() if len(path) > 1}))
def test_the_help_of_a_group_has_an_example_of_two_of_its_commands(tool: Tool, group: str) -> None:
    *_, heading, first, second = tool(group, "--help").out.splitlines()
    assert heading == "  Examples:"
    known = {
        f"    rawugc-sync {lines[0]}" for name, lines in EXAMPLES.items() if name.startswith(f"{group} ")
    }
    assert {first, second} <= known


@pytest.mark.parametrize("path", [path for path in leaves() if len(path) > 1], ids=" ".join)
def test_the_help_of_a_group_has_the_whole_of_what_a_command_does(tool: Tool, path: tuple[str, ...]) -> None:
    shown = " ".join(tool(*path[:-1], "--help").out.split())
    usage, does, *_ = tool(*path, "--help").out.split("\n\n")
    assert usage.startswith("Usage: ")
    assert f" {path[-1]} {' '.join(does.split())} " in f"{shown} "


@pytest.mark.parametrize(("name", "line"), LINES, ids=[line for _, line in LINES])
def test_the_command_line_takes_an_example_as_it_stands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, line: str
) -> None:
    monkeypatch.chdir(tmp_path)
    for file in FILES:
        Path(file).parent.mkdir(exist_ok=True)
        Path(file).write_bytes(b"x")
    context = cli.make_context("rawugc-sync", shlex.split(line))
    words: list[str] = []
    while isinstance(group := context.command, click.Group):
        word, found, rest = group.resolve_command(context, [*context._protected_args, *context.args])
        assert found is not None
        words.append(str(word))
        context = found.make_context(word, rest, parent=context)
    assert " ".join(words) == name


def test_with_a_site_its_help_ends_with_the_address_of_its_page(
    tool: Tool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(site, "SITE", "https://docs.example")
    assert tool("state", "mv", "--help").out.endswith(
        "\n\n  https://docs.example/reference/commands/state-mv.html\n"
    )
