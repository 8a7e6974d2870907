"""`init` on a terminal: its answers, what Enter stands for, and the greeting of a first plan."""

from __future__ import annotations

from pathlib import Path

from tests.cli.driver import Tool
from tests.cli.terminal import answered
from tests.cli.test_init import OPTIONS, check


def test_each_answer_stands_in_the_files(tool: Tool) -> None:
    said = answered(tool.root, "".join(f"{one[0]}\n" for one in OPTIONS.values()) + "gitlab\n", "init")
    assert "Next: rawugc-sync validate" in said
    for option in OPTIONS:
        check(tool, option)
    assert (tool.root / ".gitlab-ci.yml").exists()


def test_enter_alone_is_what_init_does_without_a_terminal(tool: Tool, tmp_path: Path) -> None:
    (other := Tool(tmp_path / "other")).root.mkdir()
    answered(other.root, "\n" * 5, "init")
    tool("init", "--brand", "other")
    for name in ("rawugc.yaml", "brand.yaml", ".gitignore"):
        assert (other.root / name).read_text() == (tool.root / name).read_text()


def test_a_wrong_answer_is_asked_for_again(tool: Tool) -> None:
    said = answered(tool.root, "\nBerlin\nEurope/Berlin\n\n\n\n", "init")
    assert "did you mean Europe/Berlin?" in said
    check(tool, "--timezone")


def test_a_first_plan_says_what_it_is_and_a_second_one_does_not(tool: Tool) -> None:
    tool("init")
    assert "This is your first plan here" in answered(tool.root, "", "--sandbox", "plan")
    assert tool("--sandbox", "apply", "--auto-approve").code == 0
    assert "first plan" not in answered(tool.root, "", "--sandbox", "plan")
