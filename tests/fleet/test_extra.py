"""Without the extra `fleet`: what needs it says how to install it, and the rest works."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

COMMANDS = [
    ["migrate"],
    ["work"],
    ["serve"],
    ["status"],
    ["runs"],
    ["runs", "brands/b01"],
    ["enqueue", "brands/b01", "--kind", "plan"],
    ["link", "brands/b01", "--role", "legal", "--person", "ana"],
]
_EACH = """
import sys
sys.modules.update(dict.fromkeys(sys.argv[1].split(",")))
from rawugc_sync.cli.main import main
for command in sys.argv[2:]:
    print(main(["fleet", *command.split(" ")]), file=sys.stderr)
"""


@pytest.mark.parametrize("missing", ["procrastinate", "psycopg,psycopg_pool", "starlette"])
def test_what_needs_the_extra_says_how_to_install_it(tmp_path: Path, missing: str) -> None:
    (tmp_path / "fleet.yaml").write_text("repositories: [{url: brands, tenant: t}]\n")
    run = _run(tmp_path, missing, COMMANDS)
    first = missing.partition(",")[0]
    told = f"""\
error: this takes the extra `fleet` ({first} is not installed)
  Run: pip install 'rawugc-sync[fleet]'
  rawugc-sync help extra-missing
1 error
1
"""
    assert (run.stdout, run.stderr) == ("", told * len(COMMANDS))


def test_once_and_validate_need_nothing_of_it(tmp_path: Path) -> None:
    repository = tmp_path / "brands"
    subprocess.run(["git", "init", "--quiet", repository], check=True)
    (tmp_path / "fleet.yaml").write_text("repositories: [{url: brands, tenant: t}]\n")
    run = _run(tmp_path, "procrastinate,psycopg,psycopg_pool,starlette", [["validate"], ["once"]])
    assert run.stdout.startswith("fleet.yaml: valid, 1 repository\nTENANT")
    assert "it has no default branch" in run.stderr
    assert "extra" not in run.stderr


def _run(folder: Path, missing: str, commands: list[list[str]]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", _EACH, missing, *map(" ".join, commands)],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
        capture_output=True,
        text=True,
        check=False,
    )
