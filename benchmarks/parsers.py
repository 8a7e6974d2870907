"""The two C parsers that ruamel.yaml offers, over the same large manifest: `python -m benchmarks.parsers`.

Each is installed into an environment of its own; the newer one has no wheels, and is compiled there by Zig,
which comes from PyPI.
"""

from __future__ import annotations

import subprocess
import tempfile
from pathlib import Path
from typing import NamedTuple

from benchmarks.corpus import write
from benchmarks.table import table
from benchmarks.venvs import install

COUNT, ROUNDS = 10_000, 9
_TIMED = """
import importlib, statistics, sys, time
parser, text = importlib.import_module(sys.argv[1]), open(sys.argv[2], encoding="utf-8").read()
seconds = []
for _ in range(int(sys.argv[3])):
    begun = time.process_time()
    events = sum(1 for _ in iter(parser.CParser(text).get_event, None))
    seconds.append(time.process_time() - begun)
print(events, min(seconds), statistics.median(seconds), max(seconds))
"""


class Parser(NamedTuple):
    """The extra that brings it, and the module that has it."""

    extra: str
    module: str


PARSERS = (Parser("oldlibyaml", "_ruamel_yaml"), Parser("libyaml", "_ruamel_yaml_clibz"))


def main() -> None:
    """Print events, and the least, the median and the most milliseconds for all of them."""
    with tempfile.TemporaryDirectory() as folder:
        write(Path(folder), COUNT, COUNT)
        (manifest,) = (path for path in Path(folder).rglob("*.yaml") if path.name != "rawugc.yaml")
        print(table(("parser", "events", "min", "median", "max"), [_row(one, manifest) for one in PARSERS]))


def _row(parser: Parser, manifest: Path) -> list[str]:
    python = install(f"ruamel.yaml[{parser.extra}]>=0.19.1", parser.extra) / "python"
    command = [str(python), "-c", _TIMED, parser.module, str(manifest), str(ROUNDS)]
    events, *seconds = subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()
    return [parser.extra, events, *(f"{float(one) * 1000:.0f} ms" for one in seconds)]


if __name__ == "__main__":
    main()
