"""`--plain`: a plan and an apply as a screen reader gets them, wherever the option stands."""

from __future__ import annotations

import pytest

from tests.cli.driver import Tool

_MANIFEST = """\
personas:
  busy-parents:
    name: Busy parents
    description: |
      Two minutes, one hand.
      No mirror.
"""
_SIGNS = "│→…✓~#+"


@pytest.fixture
def brand(tool: Tool) -> Tool:
    tool.write({"brand.yaml": _MANIFEST})
    return tool


@pytest.mark.parametrize("arguments", [("--plain", "--sandbox", "plan"), ("--sandbox", "plan", "--plain")])
def test_a_plan_has_words_for_its_signs(brand: Tool, arguments: tuple[str, ...]) -> None:
    told = brand(*arguments)
    assert told.code == 0
    assert "personas.busy-parents will be created" in told.out
    assert 'added name:        "Busy parents"' in told.out
    assert "text: Two minutes, one hand." in told.out
    assert not set(_SIGNS) & set(told.out)


def test_an_apply_says_its_actions_in_words_and_ends_in_an_empty_plan(brand: Tool) -> None:
    told = brand("--sandbox", "apply", "--plain", "--auto-approve")
    assert told.code == 0
    assert "[1/1] create personas.busy-parents (" in told.err
    assert "  create personas.busy-parents (" in told.out
    assert not set(_SIGNS) & set(told.out + told.err)
    assert brand("--sandbox", "plan").out.startswith("No changes.")
