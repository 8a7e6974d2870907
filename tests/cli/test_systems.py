"""What differs from system to system: line endings, what a console can show, and how paths are written."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path, PureWindowsPath

import pytest

from rawugc_sync.files.fence import OutOfBounds, inside
from tests.cli.driver import Tool

CHECKOUT = Path(__file__).parents[2]


@pytest.fixture
def example(tool: Tool) -> Tool:
    """The example, applied."""
    shutil.copytree(CHECKOUT / "examples/glow-lab", tool.root, dirs_exist_ok=True)
    shutil.rmtree(tool.root / ".rawugc", ignore_errors=True)
    assert tool.sandboxed("apply", "--auto-approve").code == 0
    return tool


def test_a_checkout_with_other_line_endings_asks_for_nothing(example: Tool) -> None:
    """As git hands them out on Windows, where it is left to itself."""
    for path in (*example.root.rglob("*.yaml"), *example.root.rglob("*.md")):
        path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert example.sandboxed("plan", "--detailed-exitcode").code == 0


def test_manifests_are_formatted_the_same_on_each_system(example: Tool) -> None:
    assert example("fmt").code == 0
    formatted = {path: path.read_bytes() for path in example.root.rglob("*.yaml")}
    for path, content in formatted.items():
        path.write_bytes(content.replace(b"\n", b"\r\n"))
    assert example("fmt").code == 0
    assert {path: path.read_bytes() for path in formatted} == formatted


@pytest.mark.parametrize(
    ("encoding", "line"),
    [
        ("utf-8", "│ Your skin is not difficult."),
        ("cp1252", "| Your skin is not difficult."),
        ("ascii", "| Your"),
    ],
)
def test_a_plan_can_be_read_where_a_console_lacks_signs(tool: Tool, encoding: str, line: str) -> None:
    tool("init", "--example", "glow-lab")
    planned = printed(tool.root, encoding, "--sandbox", "plan")
    assert line in planned
    assert "27 to add" in planned


def printed(root: Path, encoding: str, *arguments: str) -> str:
    """What the tool writes into a pipe, whose encoding it is not asked about."""
    done = subprocess.run(
        [sys.executable, "-m", "rawugc_sync", "-C", str(root), *arguments],
        env={**os.environ, "PYTHONIOENCODING": encoding, "PYTHONPATH": str(CHECKOUT)},
        capture_output=True,
        check=True,
    )
    return done.stdout.decode(encoding)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        (r"..\photos\serum.jpg", "photos/serum.jpg"),
        ("../photos/serum.jpg", "photos/serum.jpg"),
        (str(PureWindowsPath("deep") / "serum.jpg"), "catalog/deep/serum.jpg"),
    ],
)
def test_a_file_is_the_same_however_its_path_is_written(written: str, meant: str) -> None:
    assert inside("catalog", written) == meant


@pytest.mark.parametrize(
    "written",
    [r"C:\keys\id", "C:keys", r"\\server\share\id", r"\keys", r"..\..\keys", "~/keys", r"\\?\C:\keys"],
)
def test_no_spelling_of_windows_leads_out_of_the_workspace(written: str) -> None:
    with pytest.raises(OutOfBounds):
        inside("catalog", written)
