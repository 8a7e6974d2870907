"""A pseudo-terminal with a run of the tool on it that asks."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

pty = pytest.importorskip("pty", reason="a pseudo-terminal is POSIX")
termios = pytest.importorskip("termios", reason="a pseudo-terminal is POSIX")


@contextmanager
def asked(root: Path, *command: str, sandbox: bool = True) -> Iterator[tuple[subprocess.Popen[bytes], int]]:
    """A command that waits for its approval, and the terminal that it asks on."""
    with _running(root, *command, sandbox=sandbox) as (process, ours):
        _question(ours)
        yield process, ours


def question(root: Path, *command: str, sandbox: bool = True) -> str:
    """What a command says until it waits for its approval, on a terminal so wide that nothing is folded."""
    with _running(root, *command, sandbox=sandbox, columns=1000) as (_, ours):
        return _question(ours)


def answered(root: Path, answers: str, *command: str, terminal: str = "dumb") -> str:
    """All that a command says to somebody who has typed these lines, until it ends."""
    with _running(root, *command, sandbox=False, terminal=terminal) as (process, ours):
        os.write(ours, answers.encode())
        said = b""
        with suppress(OSError):  # what Linux has for the end of a terminal
            while piece := os.read(ours, 4096):
                said += piece
        assert process.wait() == 0, said
    return said.decode()


@contextmanager
def _running(
    root: Path, *command: str, sandbox: bool, terminal: str = "dumb", columns: int = 80
) -> Iterator[tuple[subprocess.Popen[bytes], int]]:
    ours, theirs = pty.openpty()
    termios.tcsetwinsize(theirs, (24, columns))
    others = {name: value for name, value in os.environ.items() if name != "COLUMNS"}
    environment = {**others, "PYTHONPATH": os.pathsep.join(sys.path), "TERM": terminal}
    run = [
        sys.executable,
        "-m",
        "rawugc_sync",
        "-C",
        str(root),
        *(["--sandbox"] if sandbox else []),
        *command,
    ]
    process = subprocess.Popen(run, stdin=theirs, stdout=theirs, stderr=theirs, env=environment)
    os.close(theirs)
    try:
        yield process, ours
    finally:
        process.kill()
        process.wait()
        os.close(ours)


def _question(terminal: int) -> str:
    said = b""
    while b"Enter a value:" not in said:
        said += os.read(terminal, 4096)
    return said.decode()
