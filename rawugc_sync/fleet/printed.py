"""What a program prints: no more than is wanted of it, in time, and nothing that it started outlives it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path


def printed(
    command: Sequence[str], folder: Path, variables: Mapping[str, str], *, seconds: float, most: int
) -> tuple[int, bytes]:
    """Its exit code and what it prints: at most one byte more than `most`, after which it is ended.

    OSError where it cannot be run; TimeoutExpired after so many seconds.
    """
    with subprocess.Popen(  # noqa: S603  (what fleet.yaml says, and no shell)
        command,
        cwd=folder,
        env=dict(variables),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        start_new_session=True,  # so that it is ended with all that it started
    ) as process:
        late = threading.Event()
        timer = threading.Timer(seconds, _too_late, [process, late])
        timer.start()
        try:
            assert process.stdout is not None
            out = process.stdout.read(most + 1)
            if len(out) <= most:
                process.wait()
        finally:
            timer.cancel()
            _end(process)
    if late.is_set():
        raise subprocess.TimeoutExpired(command[0], seconds)
    return process.returncode, out


def _too_late(process: subprocess.Popen[bytes], late: threading.Event) -> None:
    late.set()
    _end(process)


def _end(process: subprocess.Popen[bytes]) -> None:
    with suppress(ProcessLookupError):
        if sys.platform == "win32":
            process.kill()
        else:
            os.killpg(process.pid, signal.SIGKILL)
