"""From a message to its entry and on: the command that the entry names gets one out of it."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from tests.cli.driver import Run, Tool

BRAND = "personas:\n" + "".join(f"  p{n}: {{name: N{n}, description: D}}\n" for n in range(7))
SEVERAL = {"rawugc.yaml": "environments: {staging: {}, production: {}}\n", "brand.yaml": BRAND}


def entry_of(tool: Tool, run: Run, code: str) -> str:
    """The entry that a message leads to, on one line."""
    assert f"rawugc-sync help {code}\n" in run.out + run.err
    return " ".join(tool("help", code).out.split())


@pytest.mark.parametrize(
    ("files", "wrong", "code", "named", "way"),
    [
        (SEVERAL, ("plan",), "no-environment", "--env NAME plan", ("--env", "staging", "--sandbox", "plan")),
        ({"brand.yaml": BRAND}, ("plan",), "no-api-key", "--sandbox plan", ("--sandbox", "plan")),
        (
            {"shop/brand.yaml": BRAND, "shop/rawugc.yaml": "{}\n"},
            ("validate",),
            "workspaces-below",
            "-C FOLDER plan",
            ("-C", "{root}/shop", "--sandbox", "plan"),
        ),
        (
            {"brand.yaml": BRAND},
            ("--sandbox", "apply"),
            "no-terminal",
            "apply --auto-approve",
            ("--sandbox", "apply", "--auto-approve"),
        ),
    ],
    ids=["no-environment", "no-api-key", "workspaces-below", "no-terminal"],
)
def test_the_way_out_of_an_entry_leads_out(
    tool: Tool, files: Mapping[str, str], wrong: tuple[str, ...], code: str, named: str, way: tuple[str, ...]
) -> None:
    tool.write(files)
    run = tool(*wrong)
    assert run.code == 1
    assert f"rawugc-sync {named}" in entry_of(tool, run, code)
    assert tool(*(word.format(root=tool.root) for word in way)).code == 0


def test_more_deletes_than_allowed_are_made_once_they_are_meant(tool: Tool) -> None:
    tool.write({"brand.yaml": BRAND})
    assert tool.sandboxed("apply", "--auto-approve").code == 0
    tool.write({"brand.yaml": "personas: {}\n"})
    refused = tool.sandboxed("plan")
    assert refused.code == 3
    assert "rawugc-sync apply --max-deletes N" in entry_of(tool, refused, "max-deletes")
    assert tool.sandboxed("apply", "--auto-approve", "--max-deletes", "7").code == 0
    assert "No changes." in tool.sandboxed("plan").out
