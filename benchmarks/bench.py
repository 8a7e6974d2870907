"""`make bench`: measures all commands in turn, round after round, and prints the medians and the ratios."""

from __future__ import annotations

import argparse
import platform
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.corpus import CHANGED_EACH, LIVE, WORKSPACE
from benchmarks.measure import Case, Sample, check, medians, run
from benchmarks.serving import Server, serving
from benchmarks.targets import SIZES, judged, measured
from benchmarks.venvs import OCTODNS, Programs, installed
from benchmarks.zones import CONFIG

_YARDSTICKS = Path(__file__).parent / "yardsticks"
_PER_FILE = 1_000
_SHORT_RUNS = 3
"""Runs in one round of what takes less than half a second."""


@dataclass(slots=True)
class Series:
    """One command with all that is known of it; `server` is the one it asks, if any."""

    case: Case
    runs: int
    server: Server | None = None
    samples: list[Sample] = field(default_factory=list)


def main() -> None:
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="two rounds instead of five")
    rounds = 2 if parser.parse_args().quick else 5
    programs = installed()
    with tempfile.TemporaryDirectory() as folder, ExitStack() as servers:
        series = [*_plans(Path(folder), programs, servers), *_short(Path(folder), programs)]
        requests = _checked(series)
        for number in range(rounds):
            _say(f"round {number + 1} of {rounds}\n")
            for one in series:
                one.samples += [run(one.case) for _ in range(one.runs)]
    samples = {s.case.name: medians(s.samples) for s in series}
    sys.stdout.write(f"{_about(rounds)}\n\n{measured(samples, requests)}\n\n{judged(samples, requests)}\n")


def _plans(folder: Path, programs: Programs, servers: ExitStack) -> Iterator[Series]:
    for size in SIZES:
        here = folder / str(size)
        here.mkdir()
        _generate("corpus", here, size, _PER_FILE)
        _generate("zones", here, size)
        server = servers.enter_context(serving(here / LIVE))
        changed = size // CHANGED_EACH
        runs = 1 if size == max(SIZES) else _SHORT_RUNS
        plan = Case(
            f"plan {size}",
            [programs.rawugc_sync, "plan"],
            here / WORKSPACE,
            f"0 to add, {changed} to change, 0 to destroy",
            {"RAWUGC_API_KEY": "bench", "RAWUGC_BASE_URL": server.url},
        )
        sync = [programs.octodns_sync, "--config-file", CONFIG]
        yield Series(plan, runs, server)
        yield Series(Case(f"octoDNS {size}", sync, here, f"Updates={changed},"), runs)


def _short(folder: Path, programs: Programs) -> Iterator[Series]:
    ten = folder / "ten-files"
    ten.mkdir()
    _generate("corpus", ten, 100, 10)
    tool, bare = [programs.rawugc_sync], [programs.python, str(_YARDSTICKS / "click_app.py")]
    imports = [programs.python, str(_YARDSTICKS / "imports.py")]
    cases = (
        Case("--version", [*tool, "--version"], folder, "version"),
        Case("click --version", [*bare, "--version"], folder, "version"),
        Case("--help", [*tool, "--help"], folder, "Commands:"),
        Case("click --help", [*bare, "--help"], folder, "Commands:"),
        Case("validate", [*tool, "validate"], ten / WORKSPACE, "Valid: 100 resources in 10 files."),
        Case("imports", imports, folder, "ready"),
    )
    return (Series(case, _SHORT_RUNS) for case in cases)


def _generate(module: str, *arguments: object) -> None:
    command = [sys.executable, "-m", f"benchmarks.{module}", *map(str, arguments)]
    subprocess.run(command, check=True)


def _checked(series: Sequence[Series]) -> dict[str, int]:
    """Have each command show that it does what is measured; the requests of those that make any."""
    requests = {}
    for one in series:
        check(one.case)
        if one.server:
            requests[one.case.name] = one.server.count()
    return requests


def _about(rounds: int) -> str:
    return f"{OCTODNS}, Python {platform.python_version()}, {rounds} interleaved rounds; whole processes"


def _say(text: str) -> None:
    sys.stderr.write(text)
    sys.stderr.flush()


if __name__ == "__main__":
    main()
