"""Runs the commands of a page of documentation, and holds what they print against what the page shows."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import zip_longest
from pathlib import Path

from tests.contract.project import Project
from tests.docs.blocks import blocks, finished

_EXIT = re.compile(r"  # exits with (\d+)$")


@dataclass
class Command:
    """A line behind `$ `, with the lines that go on behind `> `, what it should print and end with."""

    text: str
    shown: list[str] = field(default_factory=list)
    exit_code: int = 0


@dataclass(frozen=True)
class Aside:
    """`<!-- name: words -->`: something that happens beside the commands, which the test knows how to do."""

    name: str
    words: list[str]


def steps(page: str, section: str = "") -> Iterator[Command | Aside]:
    """The transcripts of a page in order, or all that can be typed below one of its headings."""
    for block in blocks(page):
        if section not in ("", block.heading):
            continue
        if block.language == "aside":
            name, _, words = block.text.partition(": ")
            yield Aside(name, shlex.split(words))
        elif block.language == "console":
            yield from _commands(block.text.splitlines())
        elif section and block.language in ("sh", "shell"):
            yield from map(Command, _lines(block.text))
    finished.add((page, section))


def _lines(script: str) -> list[str]:
    """Its commands: a line that ends in `\\` or `|` goes on in the next."""
    return [line.strip() for line in re.split(r"(?<![\\|])\n", script) if line.strip()]


def _commands(lines: list[str]) -> Iterator[Command]:
    command: Command | None = None
    for line, after in zip_longest(lines, lines[1:], fillvalue=""):
        if not line and after.startswith("$ "):
            continue  # only sets two commands apart
        if line.startswith("$ "):
            if command:
                yield command
            code = _EXIT.search(line)
            command = Command(_EXIT.sub("", line)[2:], exit_code=int(code[1]) if code else 0)
        elif command and line.startswith("> ") and not command.shown:
            command.text += "\n" + line[2:]
        elif command:
            command.shown.append(line)
    if command:
        yield command


def play(
    page: str,
    folder: Path,
    variables: Mapping[str, str],
    asides: Mapping[str, Callable[..., object]],
    section: str = "",
) -> list[str]:
    """Run a page, or a section, in one shell's folder; returns what each command printed."""
    printed = []
    environment = environment_of(folder, variables)
    for step in steps(page, section):
        if isinstance(step, Aside):
            asides[step.name](*step.words)
            continue
        # The folder that a command leaves is the one that the next begins in, as in a terminal.
        script = f"cd \"$(cat '{folder}/.pwd')\"\n{step.text}\ncode=$?\npwd > '{folder}/.pwd'\nexit $code"
        (folder / ".pwd").exists() or (folder / ".pwd").write_text(str(folder))
        run = subprocess.run(
            ["bash", "-c", script], env=environment, capture_output=True, text=True, check=False, timeout=60
        )
        seen = run.stdout + run.stderr
        assert run.returncode == step.exit_code, f"$ {step.text}\n{seen}\nexit {run.returncode}"
        assert_shows(step, run.stdout, run.stderr)
        printed.append(seen)
    return printed


def environment_of(home: Path, variables: Mapping[str, str]) -> dict[str, str]:
    """A clean environment with the tool on the path, and a git that knows somebody."""
    git = {
        f"GIT_{who}_{what}": text
        for who in ("AUTHOR", "COMMITTER")
        for what, text in (("NAME", "Mia"), ("EMAIL", "mia@example.com"))
    }
    return {
        "PATH": os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]]),
        "HOME": str(home),
        "LANG": "C.UTF-8",
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_CONFIG_SYSTEM": os.devnull,
        **git,
        **variables,
    }


def assert_shows(command: Command, out: str, err: str) -> None:
    """Every shown line stands in what was printed, in order on its stream; `…` stands for anything."""
    if not command.shown:
        return
    rest = {"out": out.splitlines(), "err": err.splitlines()}
    anything = False
    for shown in command.shown:
        if shown.strip() == "…":
            anything = True
            continue
        pattern = re.compile(re.escape(shown.rstrip()).replace("…", ".*"))
        found = next(
            (
                (stream, at)
                for stream, lines in rest.items()
                for at, line in enumerate(lines)
                if pattern.fullmatch(line.rstrip())
            ),
            None,
        )
        assert found, f"$ {command.text}\nshould print: {shown}\n{out}{err}"
        stream, at = found
        skipped = [line for line in rest[stream][:at] if line.strip()]
        assert anything or not skipped, f"$ {command.text}\nprints before {shown!r}: {skipped}"
        rest[stream] = rest[stream][at + 1 :]
        anything = False


def follow(project: Project, page: str) -> None:
    """Run the commands of a page in a workspace, in this process: each does what the page says."""
    for step in steps(page):
        assert isinstance(step, Command)
        run = project.run(*shlex.split(step.text)[1:])
        assert run.exit_code == step.exit_code, step.text
        assert_shows(step, run.stdout, run.stderr)


def first_column(text: str, lead: str) -> set[str]:
    """The keys in the first column of the next table of two columns behind these words."""
    table = text.partition(lead)[2].partition("|---|---|\n")[2].partition("\n\n")[0]
    return {key for line in table.splitlines() for key in re.findall(r"`(\w+)`", line.split("|")[1])}
