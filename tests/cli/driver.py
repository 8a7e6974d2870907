"""Runs the tool in this process, in a workspace of its own, with the sandbox or a transport behind it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from io import StringIO
from pathlib import Path
from typing import Any

import httpx

from rawugc_sync.cli.main import main
from rawugc_sync.workspace.surroundings import Surroundings


class StandingClock:
    """January 2027; time passes only for those who sleep."""

    def __init__(self) -> None:
        self._slept = 0.0

    def now(self) -> float:
        return 1_800_000_000.0 + self._slept

    def monotonic(self) -> float:
        return self._slept

    def sleep(self, seconds: float) -> None:
        """Wakes at once, that much later."""
        self._slept += seconds


@dataclass(frozen=True)
class Run:
    """What one run printed, and its exit code."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


@dataclass(frozen=True)
class Tool:
    """`rawugc-sync` in one folder."""

    root: Path
    variables: Mapping[str, str] = field(default_factory=dict)
    transport: httpx.BaseTransport | None = None

    def __call__(self, *arguments: str) -> Run:
        around = Surroundings(self.variables, StandingClock(), self.transport)
        out, err = StringIO(), StringIO()
        with redirect_stdout(out), redirect_stderr(err):
            code = main(["-C", str(self.root), *arguments], around)
        return Run(code, out.getvalue(), err.getvalue())

    def sandboxed(self, *arguments: str) -> Run:
        """A run against the built-in RawUGC."""
        return self("--sandbox", *arguments)

    def write(self, files: Mapping[str, str | bytes]) -> None:
        for name, content in files.items():
            path = self.root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(
                content if isinstance(content, bytes) else content.encode("utf-8", "surrogateescape")
            )
