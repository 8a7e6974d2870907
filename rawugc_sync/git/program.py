"""Runs the git program: it asks nobody, ends in time, and takes no other repository for its own."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

DEADLINE = 30.0
"""Seconds that git has for all steps of one attempt."""

_QUIET: Mapping[str, str] = {
    "LC_ALL": "C",
    "GIT_TERMINAL_PROMPT": "0",
    "GCM_INTERACTIVE": "never",
    "SSH_ASKPASS_REQUIRE": "never",
}
# What a hook around us sets would lead git to another repository; traces would be taken for messages.
_APART: int = getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0)
"""On Windows, what a session of its own is elsewhere."""
_ASTRAY = re.compile(
    r"GIT_(DIR|WORK_TREE|INDEX_FILE|COMMON_DIR|OBJECT_DIRECTORY|ALTERNATE_OBJECT_DIRECTORIES|NAMESPACE|PREFIX"
    r"|SHALLOW_FILE|GRAFT_FILE|QUARANTINE_PATH|CURL_VERBOSE|TRACE.*)|SSH_ASKPASS"
)
OURS = ("-c", "safe.bareRepository=explicit")
"""First arguments of git. A commit may hold the files of a bare repository in some folder: git, run in there,
would take that for the repository, with the programs that its `config` names."""
_CREDENTIALS = re.compile(r"(?<=://)[^/@\s]+@")
_NOISE = (
    "hint:",
    "error: failed to push some refs",
    "Please make sure you have the correct access rights",
    "and the repository exists.",
)


class Failed(Exception):
    """git is missing, was too slow, or ended in an error; the text is what it said, in one line."""


class Git:
    """git in one folder, in an environment without what would make it ask, or lead it elsewhere."""

    def __init__(self, folder: Path, environment: Mapping[str, str], seconds: float = DEADLINE) -> None:
        self._seconds = seconds
        self._folder = folder
        self._environment = {**not_astray(environment), **_QUIET}
        self._until = 0.0

    @contextmanager
    def deadline(self) -> Iterator[None]:
        """All that is run within ends in time, together."""
        self._until = time.monotonic() + self._seconds
        yield

    def run(self, *arguments: str, stdin: bytes = b"", **more: str) -> bytes:
        """What git prints; Failed when it cannot. `more` is added to the environment."""
        program = shutil.which("git", path=self._environment.get("PATH"))
        if program is None:
            raise Failed("the git program is not installed")
        try:
            with subprocess.Popen(  # noqa: S603  (a list, and no shell)
                [program, *OURS, *arguments],
                cwd=self._folder,
                env={**self._environment, **more},
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                start_new_session=True,  # no terminal to ask on, and Ctrl-C does not end it halfway
                creationflags=_APART,
            ) as process:
                out, err = self._ended(process, stdin)
        except OSError as failed:
            raise Failed(f"git cannot be run: {failed.strerror}") from None
        if process.returncode:
            raise Failed(_told(out, err) or f"git {arguments[0]} ended with {process.returncode}")
        return out

    def _ended(self, process: subprocess.Popen[bytes], stdin: bytes) -> tuple[bytes, bytes]:
        try:
            return process.communicate(stdin, timeout=max(0.0, self._until - time.monotonic()))
        except subprocess.TimeoutExpired:
            _kill(process)
            raise Failed(f"no answer within {self._seconds:.0f} s") from None
        except BaseException:
            _kill(process)
            raise


def not_astray(environment: Mapping[str, str]) -> dict[str, str]:
    """An environment in which git finds the repository around the folder that it runs in, and no other."""
    return {name: value for name, value in environment.items() if not _ASTRAY.fullmatch(name)}


def _kill(process: subprocess.Popen[bytes]) -> None:
    """End it with all that it started."""
    with suppress(ProcessLookupError):
        if sys.platform == "win32":
            process.kill()
        else:
            os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _told(out: bytes, err: bytes) -> str:
    """The reasons that git gives, each once, without the credentials that a URL may hold."""
    refused = [line.split("\t")[-1] for line in _lines(out) if line.startswith("!\t")]
    reasons = [line.removeprefix("fatal: ") for line in _lines(err) if line and not line.startswith(_NOISE)]
    return _CREDENTIALS.sub("", "; ".join(dict.fromkeys(reasons + refused)))


def _lines(data: bytes) -> list[str]:
    return [line.strip() for line in data.decode("utf-8", "replace").splitlines()]
