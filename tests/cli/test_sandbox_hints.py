"""What a run on the sandbox tells to type next is about the sandbox, too."""

from __future__ import annotations

import re
import shlex

from tests.cli.driver import Tool

_ROLES = "approvals: {legal: {of: [personas]}}\n"
_BRAND = "personas:\n  p: {name: N, description: D}\n"


def test_the_yes_that_is_asked_for_is_said_to_the_sandbox_and_counts_there(tool: Tool) -> None:
    tool.write({"rawugc.yaml": _ROLES, "brand.yaml": _BRAND})
    refused = tool.sandboxed("apply", "--auto-approve")
    assert refused.code == 3
    (hint,) = re.findall(r"rawugc-sync (--sandbox approve --role legal --plan [\w-]+)", refused.out)
    said = tool(*shlex.split(hint), "--as", "ana")
    assert (said.code, said.err) == (0, "")
    assert tool.sandboxed("apply", "--auto-approve").code == 0
    assert tool.sandboxed("plan", "--detailed-exitcode").code == 0


def test_a_first_plan_says_that_a_first_day_has_no_state(tool: Tool) -> None:
    tool.write({"brand.yaml": _BRAND})
    assert "On a first day that is as it should be." in tool.sandboxed("plan").out


def test_what_is_no_workspace_is_said_before_it_says_that_it_runs(tool: Tool) -> None:
    tool.write({"brand/rawugc.yaml": "workspace: brand\n"})
    (tool.root / "rawugc.yaml").unlink(missing_ok=True)
    run = tool("sandbox", "--data", "own.db")
    assert run.code == 1
    assert "A local RawUGC" not in run.err
    assert "a workspace lies below it" in run.err
    assert f"-C {tool.root}/brand" in run.err
