"""Starts the loopback server for as long as it is needed, and reads how many requests it got.

Apart from the server itself, whose imports would make this process as large as what it measures: what a
process had in memory when it started another counts in that one's peak.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

LOG = "requests.log"


@dataclass(frozen=True, slots=True)
class Server:
    """A running server: where it answers, and the file that gets a line for each request."""

    url: str
    log: Path

    def count(self) -> int:
        """The requests since the last count."""
        requests = self.log.read_text(encoding="utf-8").count("\n")
        self.log.write_text("", encoding="utf-8")
        return requests


@contextmanager
def serving(answer: Path) -> Iterator[Server]:
    """Serve the file `answer` as the answer to `GET /api/v1/styles` until the block ends."""
    log = answer.with_name(LOG)
    log.touch()
    command = [sys.executable, "-m", "benchmarks.server", str(answer), str(log)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            port = int(process.stdout.readline())
            yield Server(f"http://127.0.0.1:{port}/api/v1", log)
        finally:
            process.terminate()
