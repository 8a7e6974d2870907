"""`fmt`: which files it goes through, what it prints, writes and refuses."""

from __future__ import annotations

import io
import sys
from pathlib import Path

import pytest

from rawugc_sync.cli.main import main
from tests.cli.driver import Tool

ROOT = Path(__file__).parents[2]
MESSY = "personas:\n    p: {description: D,   name: N}   # p\n"
NEAT = "personas:\n  p: {name: N, description: D} # p\n"
BROKEN = "personas:\n  p: ~\n"


def contents(tool: Tool, *names: str) -> list[str]:
    return [(tool.root / name).read_bytes().decode() for name in names]


def test_every_manifest_and_the_configuration_are_formatted_and_named(tool: Tool) -> None:
    tool.write(
        {
            "b.yaml": MESSY,
            "a/c.yml": MESSY.replace("p:", "q:"),
            "neat.yaml": NEAT.replace("p:", "r:"),
            "rawugc.yaml": "limits: {maxDeletes:  1}\nworkspace: w\n",
            "other/rawugc.yaml": "",
            "other/d.yaml": MESSY,
        }
    )
    run = tool("fmt")
    assert (run.code, run.out, run.err) == (0, "a/c.yml\nb.yaml\nrawugc.yaml\n", "")
    assert contents(tool, "b.yaml", "other/d.yaml") == [NEAT, MESSY]
    assert contents(tool, "rawugc.yaml") == ["workspace: w\nlimits: {maxDeletes: 1}\n"]
    again = tool("fmt")
    assert (again.code, again.out, again.err) == (0, "", "")


def test_the_globs_of_the_configuration_hold(tool: Tool) -> None:
    tool.write({"a.yaml": MESSY, "drafts/b.yaml": MESSY, "rawugc.yaml": 'exclude: ["drafts/**"]\n'})
    assert tool("fmt").out == "a.yaml\n"
    assert tool("fmt", "drafts/b.yaml").out == "drafts/b.yaml\n"


def test_check_names_and_writes_nothing(tool: Tool) -> None:
    tool.write({"a.yaml": MESSY, "b.yaml": NEAT})
    run = tool("fmt", "--check")
    assert (run.code, run.out, run.err) == (2, "a.yaml\n", "")
    assert contents(tool, "a.yaml") == [MESSY]
    assert tool("fmt", "--check", "b.yaml").code == 0


DIFF = """\
--- a/a.yaml
+++ b/a.yaml
@@ -1,2 +1,2 @@
 personas:
-    p: {description: D,   name: N}   # p
+  p: {name: N, description: D} # p
"""


@pytest.mark.parametrize(("check", "code"), [((), 0), (("--check",), 2)])
def test_diff_shows_and_writes_nothing(tool: Tool, check: tuple[str, ...], code: int) -> None:
    tool.write({"a.yaml": MESSY})
    run = tool("fmt", "--diff", *check)
    assert (run.code, run.out, run.err) == (code, DIFF, "")
    assert contents(tool, "a.yaml") == [MESSY]


def test_a_diff_cannot_steer_the_terminal_or_the_log(tool: Tool) -> None:
    tool.write({"a.yaml": "vars:\n  a:  '\N{RIGHT-TO-LEFT OVERRIDE}'\n\n\n\n::error::x:   {}\n"})
    shown = tool("fmt", "--diff").out
    assert "\\u202e" in shown
    assert shown.isascii()
    assert not any(line.lstrip().startswith("::") for line in shown.split("\n"))


def test_a_file_with_errors_is_reported_and_left_alone_and_the_others_are_formatted(tool: Tool) -> None:
    tool.write({"a.yaml": BROKEN, "b.yaml": MESSY})
    assert tool("fmt", "--check").code == 1
    run = tool("fmt")
    assert (run.code, run.out) == (1, "b.yaml\n")
    assert run.err.startswith("a.yaml:2:3: error: `p` is null\n")
    assert contents(tool, "a.yaml", "b.yaml") == [BROKEN, NEAT]


def test_files_and_folders_are_named_in_any_way_and_formatted_once(tool: Tool) -> None:
    tool.write({"a/b.yaml": MESSY, "a/c.yaml": MESSY, "ab.yaml": MESSY})
    run = tool("fmt", "a", "./a/b.yaml", str(tool.root / "a/c.yaml"))
    assert (run.code, run.out) == (0, "a/b.yaml\na/c.yaml\n")
    assert contents(tool, "ab.yaml") == [MESSY]


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("../elsewhere.yaml", "../elsewhere.yaml lies outside of the workspace"),
        ("/etc/passwd", "/etc/passwd lies outside of the workspace"),
        ("link.yaml", "link.yaml:1:1: error: the manifest is a link, or lies behind one"),
        ("behind/a.yaml", "behind/a.yaml:1:1: error: the manifest is a link, or lies behind one"),
        ("behind", "there are no manifests in behind"),
        ("empty", "there are no manifests in empty"),
        ("nowhere.yaml", "nowhere.yaml:1:1: error: the manifest does not exist"),
    ],
)
def test_what_is_not_a_file_of_the_workspace_is_refused(tool: Tool, name: str, said: str) -> None:
    outside = tool.root / "elsewhere.yaml"
    workspace = Tool(tool.root / "workspace")
    workspace.write({"a.yaml": MESSY, "empty/readme.md": ""})
    tool.write({"elsewhere.yaml": MESSY, "folder/a.yaml": MESSY})
    (workspace.root / "link.yaml").symlink_to(outside)
    (workspace.root / "behind").symlink_to(tool.root / "folder")
    run = workspace("fmt", name, "a.yaml")
    assert (run.code, run.out) == (1, "a.yaml\n")
    assert said in run.err
    assert contents(tool, "elsewhere.yaml", "folder/a.yaml") == [MESSY, MESSY]


def test_a_workspace_without_manifests_is_told(tool: Tool) -> None:
    run = tool("fmt")
    assert (run.code, run.out) == (1, "")
    assert "there are no manifests in this folder" in run.err


def test_a_broken_configuration_is_told(tool: Tool) -> None:
    tool.write({"a.yaml": MESSY, "rawugc.yaml": "workspce: x\n"})
    run = tool("fmt")
    assert (run.code, run.out) == (1, "")
    assert "rawugc.yaml:1:1: error: workspce" in run.err


def test_a_file_that_cannot_be_written_is_told_and_the_others_are_formatted(tool: Tool) -> None:
    """There is no room for the name of the new file beside it."""
    name = "a" * 245 + ".yaml"
    tool.write({name: MESSY, "b.yaml": MESSY})
    run = tool("fmt")
    assert (run.code, run.out) == (1, "b.yaml\n")
    assert "cannot be written" in run.err
    assert contents(tool, name) == [MESSY]


def test_a_file_keeps_its_mode(tool: Tool) -> None:
    tool.write({"a.yaml": MESSY})
    (tool.root / "a.yaml").chmod(0o640)
    assert tool("fmt").code == 0
    assert (tool.root / "a.yaml").stat().st_mode & 0o777 == 0o640


# -- stdin


def given(monkeypatch: pytest.MonkeyPatch, data: bytes) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))


def test_stdin_goes_to_stdout_byte_for_byte(
    monkeypatch: pytest.MonkeyPatch, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    given(monkeypatch, "vars:\r\n    ä:   🙂\r\n".encode())
    assert main(["fmt", "-"]) == 0
    assert capsysbinary.readouterr() == ("vars:\n  ä: 🙂\n".encode(), b"")


@pytest.mark.parametrize(
    ("options", "code", "out"),
    [
        (("--check",), 2, "stdin\n"),
        (("--diff",), 0, DIFF.replace("/a.yaml", "/stdin")),
        (("--check", "--diff"), 2, DIFF.replace("/a.yaml", "/stdin")),
    ],
)
def test_stdin_is_checked_and_compared(
    tool: Tool, monkeypatch: pytest.MonkeyPatch, options: tuple[str, ...], code: int, out: str
) -> None:
    given(monkeypatch, MESSY.encode())
    run = tool("fmt", "-", *options)
    assert (run.code, run.out, run.err) == (code, out, "")


def test_stdin_with_errors_gives_no_output(tool: Tool, monkeypatch: pytest.MonkeyPatch) -> None:
    given(monkeypatch, BROKEN.encode())
    run = tool("fmt", "-")
    assert (run.code, run.out) == (1, "")
    assert run.err.startswith("stdin:2:3: error: `p` is null\n")


def test_stdin_stands_alone(tool: Tool) -> None:
    run = tool("fmt", "-", "a.yaml")
    assert (run.code, "- stands for stdin, and alone" in run.err) == (1, True)


# -- what it is for


@pytest.mark.parametrize("name", ["minimal", "glow-lab"])
def test_the_examples_are_canonical(name: str) -> None:
    run = Tool(ROOT / "examples" / name)("fmt", "--check")
    assert (run.code, run.out, run.err) == (0, "", "")


def test_what_init_writes_is_canonical(tool: Tool) -> None:
    assert tool("init").code == 0
    assert tool("fmt", "--check").code == 0


def test_formatting_leaves_nothing_to_apply(tool: Tool) -> None:
    tool.write(
        {
            "brand.yaml": """\
messaging:
    m:
        body: "It's: \\"calm\\"\\n#Serum"
        name:   M
products:
    p:
        messaging: ${messaging.m.body}
        description: >
            Folded
            text
        photos:
        - https://cdn.example.com/a.jpg
        name: P
"""
        }
    )
    assert tool.sandboxed("apply", "--auto-approve").code == 0
    assert tool("fmt").out == "brand.yaml\n"
    assert tool.sandboxed("plan", "--detailed-exitcode").code == 0
