"""Commands, options and help: what is there, what is not, and what it costs to ask."""

from __future__ import annotations

import importlib
import json
import os
import pkgutil
import subprocess
import sys
from pathlib import Path

import click
import pytest

import rawugc_sync.cli
from rawugc_sync import __version__
from rawugc_sync.cli._group import COMMANDS, module_of
from tests.cli.driver import Tool

NOT_COMMANDS = {"main"}


def command(name: str) -> click.Command:
    found: click.Command = importlib.import_module(module_of(name)).command
    return found


def leaves() -> list[tuple[str, ...]]:
    """Every command that does something, with the group that it belongs to."""
    found: list[tuple[str, ...]] = []
    for name in COMMANDS:
        one = command(name)
        found += [(name, sub) for sub in one.commands] if isinstance(one, click.Group) else [(name,)]
    return found


def test_the_table_of_commands_is_what_lies_on_disk() -> None:
    modules = {m.name for m in pkgutil.iter_modules(rawugc_sync.cli.__path__) if not m.name.startswith("_")}
    named = {module_of(name).rpartition(".")[2] for name in COMMANDS}
    assert named == modules - NOT_COMMANDS


@pytest.mark.parametrize("name", list(COMMANDS))
def test_the_table_of_commands_says_what_the_command_says(name: str) -> None:
    assert (command(name).help or "").partition("\n")[0] == COMMANDS[name]


@pytest.mark.parametrize("path", leaves(), ids=" ".join)
def test_every_command_explains_itself_and_its_exit_codes(tool: Tool, path: tuple[str, ...]) -> None:
    run = tool(*path, "--help")
    assert (run.code, run.err) == (0, "")
    assert "Exit code" in run.out


@pytest.mark.parametrize("path", leaves(), ids=" ".join)
def test_every_option_of_a_command_says_what_it_does(path: tuple[str, ...]) -> None:
    one = command(path[0])
    leaf = one.commands[path[1]] if isinstance(one, click.Group) else one
    assert all(option.help for option in leaf.params if isinstance(option, click.Option))


def test_help_lists_every_command_in_the_order_of_a_first_day(tool: Tool) -> None:
    for run in (tool("--help"), tool("-h")):
        places = [run.out.index(f"\n  {name} ") for name in COMMANDS]
        assert places == sorted(places)
        assert run.code == 0
        assert "RAWUGC_API_KEY" in run.out


def test_version(tool: Tool) -> None:
    run = tool("--version")
    assert (run.code, run.out, run.err) == (0, f"rawugc-sync, version {__version__}\n", "")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("paln",), "No such command 'paln'. Did you mean plan?"),
        (("zzz",), "No such command 'zzz'."),
        (("plan", "--detialed-exitcode"), "--detailed-exitcode"),
        (("plan", "--sandbox"), "--sandbox goes before the command."),
        (("validate", "--format", "yaml"), "'yaml' is not one of"),
        (("plan", "--max-deletes", "-1"), "-1 is not in the range"),
        (("plan", "surplus"), "unexpected extra argument"),
        (("show",), "Missing argument 'PLANFILE'"),
        (("state",), "Usage"),
        (("state", "lst"), "lst"),
        (("schema", "plans"), "'plans' is not one of"),
        (("-C", "nowhere", "validate"), "-C nowhere: no such folder"),
        (("-C", "", "validate"), "-C is empty, and names no folder"),
        (("-C", "", "--sandbox", "apply", "--auto-approve"), "-C is empty, and names no folder"),
        (("apply", "plan.json", "--target", "x"), "leave out the other options"),
        (("--nope",), "No such option"),
    ],
)
def test_wrong_usage_is_told_on_stderr_and_ends_in_1(
    tool: Tool, arguments: tuple[str, ...], said: str
) -> None:
    run = tool(*arguments)
    assert (run.code, run.out) == (1, "")
    assert said in run.err


def test_a_folder_without_a_command_is_wrong_usage(tool: Tool) -> None:
    run = tool()
    assert (run.code, "Missing command" in run.err) == (1, True)


HEAVY = {"httpx", "httpcore", "deepdiff", "jinja2", "asyncio", "concurrent.futures", "sqlite3"}
REVIEW = {
    *("icalendar", "PIL", "rawugc_sync.review", "rawugc_sync.planning.review"),
    *("rawugc_sync.git.blame", "rawugc_sync.git.removals", "rawugc_sync.manifest.stretches"),
    "rawugc_sync.resources.networks",
}
"""What a plan that nobody reviews, and that has no caption, does not need."""
PROBE = """
import json, sys
from rawugc_sync.cli.main import main
code = main(sys.argv[1:])
print(json.dumps(sorted(sys.modules)), file=sys.stderr)
"""


@pytest.mark.parametrize(
    ("arguments", "unwanted"),
    [
        (("--version",), HEAVY | {"pydantic", "ruamel"}),
        (("--help",), HEAVY | {"pydantic", "ruamel"}),
        (("plan", "--help"), HEAVY | {"pydantic", "ruamel"}),
        (("validate",), HEAVY | REVIEW),
        (("--sandbox", "plan"), {"jinja2", *REVIEW}),
        (("fmt",), HEAVY),
    ],
)
def test_a_quick_command_imports_nothing_heavy(
    tmp_path: Path, arguments: tuple[str, ...], unwanted: set[str]
) -> None:
    (tmp_path / "brand.yaml").write_text("personas:\n  p: {name: N, description: D}\n")
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run(
        [sys.executable, "-c", PROBE, *arguments],
        capture_output=True,
        text=True,
        check=True,
        cwd=tmp_path,
        env=environment,
    )
    assert not unwanted & set(json.loads(done.stderr))
