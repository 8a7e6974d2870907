"""The sandbox has no rate limit unless asked, so no plan for it announces any waiting."""

from __future__ import annotations

import pytest

from tests.cli.driver import Tool

MANY = 35


@pytest.fixture
def many(tool: Tool) -> Tool:
    """More to send than three minutes of the real RawUGC let through."""
    people = "".join(f"  p{number}: {{name: N{number}, description: D}}\n" for number in range(MANY))
    tool.write({"brand.yaml": f"personas:\n{people}"})
    return tool


def test_a_plan_for_the_sandbox_announces_no_waiting(many: Tool) -> None:
    text = many.sandboxed("plan").out
    assert f"{MANY + 1} requests (1 read, {MANY} writes), no waiting." in text
    assert many.sandboxed("plan", "--json").json["budget"]["seconds"] == 0


@pytest.mark.parametrize("command", [("plan", "--destroy"), ("drift",), ("apply", "--auto-approve")])
def test_nor_does_any_other_command(many: Tool, command: tuple[str, ...]) -> None:
    assert many.sandboxed("apply", "--auto-approve").code == 0
    many.write({"brand.yaml": (many.root / "brand.yaml").read_text().replace(": D", ": E")})
    run = many.sandboxed(*command)
    assert "no waiting." in run.out
    assert "of waiting" not in run.out


def test_a_saved_one_says_the_same(many: Tool) -> None:
    assert many.sandboxed("plan", "--out", "saved.plan").code == 0
    assert "no waiting." in many("show", "saved.plan").out
    assert many("show", "saved.plan", "--json").json["budget"]["seconds"] == 0
