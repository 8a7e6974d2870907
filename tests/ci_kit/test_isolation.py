"""No shell step takes a module of the checkout, which may be a stranger's, for one of Python."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

_ROOT = Path(__file__).parents[2]
_CALL = re.compile(r"(?<![\w/.-])python3? +(-\S+)")


@pytest.mark.parametrize("file", ["action.yml", "templates/rawugc-sync.yml"])
def test_python_is_isolated_from_the_folder_it_runs_in(file: str) -> None:
    calls = _CALL.findall((_ROOT / file).read_text(encoding="utf-8"))
    assert calls
    assert set(calls) == {"-I"}


@pytest.mark.parametrize(("isolated", "ran"), [([], True), (["-I"], False)])
def test_that_is_what_keeps_a_planted_module_out(tmp_path: Path, isolated: list[str], ran: bool) -> None:
    (tmp_path / "venv.py").write_text("open('ran', 'w').close()\n")
    subprocess.run([sys.executable, *isolated, "-m", "venv", "--help"], cwd=tmp_path, check=False)
    assert (tmp_path / "ran").exists() is ran
