"""Runs the commands of a page of documentation, and holds what they print against what the page shows."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import zip_longest
from pathlib import Path
from types import MappingProxyType

from rawugc_sync.sandbox import Options, Store
from rawugc_sync.sandbox.serve import serving
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
    shell = Shell(folder, environment_of(folder, variables))
    shell.left.unlink(missing_ok=True)
    for step in steps(page, section):
        if isinstance(step, Aside):
            asides[step.name](*step.words)
            continue
        run = shell.run(step.text)
        seen = run.stdout + run.stderr
        assert run.returncode == step.exit_code, f"$ {step.text}\n{seen}\nexit {run.returncode}"
        assert_shows(step, run.stdout, run.stderr)
        printed.append(seen)
    return printed


@dataclass(frozen=True)
class Shell:
    """A shell without a terminal: the next command has the folder and the variables that one leaves."""

    folder: Path
    environment: Mapping[str, str]

    @property
    def left(self) -> Path:
        """The folder and the variables that a command has left."""
        return self.folder / ".shell"

    def run(self, command: str) -> subprocess.CompletedProcess[str]:
        before = f"set -a\n. '{self.left}'\n" if self.left.exists() else f"set -a\ncd '{self.folder}'\n"
        after = f"code=$?\n{{ export -p; printf 'cd %q\\n' \"$PWD\"; }} > '{self.left}'\nexit $code"
        return subprocess.run(
            ["bash", "-c", f"{before}{command}\n{after}"],
            env=self.environment,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )


@contextmanager
def rawugc() -> Iterator[str]:
    """The URL of one that is empty, in the time of this machine."""
    store = Store.open()
    with serving(store, Options(rate_limit=1_000_000), lambda: int(time.time() * 1000)) as url:
        yield url
    store.close()


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


NOTHING: Mapping[str, Callable[..., object]] = MappingProxyType({})
ASKING = ("apply", "hold", "resume")


def follow(
    project: Project, page: str, section: str = "", asides: Mapping[str, Callable[..., object]] = NOTHING
) -> None:
    """Run the commands of a page, or a section, in a workspace, in this process."""
    for step in steps(page, section):
        if isinstance(step, Aside):
            asides[step.name](*step.words)
        else:
            type_in(project, step)


def type_in(project: Project, command: Command) -> None:
    """Run one; what would ask on a terminal is told to go on. It does what the page says."""
    words = shlex.split(command.text, comments=True)[1:]
    asks = words[0] in ASKING and not {"--auto-approve", "--out"} & set(words)
    run = project.run(*words, *(["--auto-approve"] if asks else []))
    assert run.exit_code == command.exit_code, command.text
    assert_shows(command, run.stdout, run.stderr)


def first_column(text: str, lead: str) -> set[str]:
    """The keys in the first column of the next table of two columns behind these words."""
    table = text.partition(lead)[2].partition("|---|---|\n")[2].partition("\n\n")[0]
    return {key for line in table.splitlines() for key in re.findall(r"`(\w+)`", line.split("|")[1])}
