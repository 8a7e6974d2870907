"""An apply on a terminal: one line that changes says what is going on, and leaves nothing behind."""

from __future__ import annotations

import re

from tests.cli.driver import Tool
from tests.cli.terminal import answered

_ERASED = re.compile(r"[^\n]*\r\x1b\[2K")
_SGR = re.compile(r"\x1b\[[\d;]*m|\r")


def shown(said: str) -> list[str]:
    """What stays on the screen."""
    return _SGR.sub("", _ERASED.sub("", said)).splitlines()


def test_the_line_names_each_change_while_it_is_sent_and_is_gone_afterwards(tool: Tool) -> None:
    tool.write({"brand.yaml": "personas:\n  p: {name: P, description: D}\n  q: {name: Q, description: D}\n"})
    said = answered(tool.root, "", "--sandbox", "apply", "--auto-approve", terminal="xterm")
    assert all(f"creating personas.{key} …" in said for key in "pq")
    lines = shown(said)
    assert not [line for line in lines if "creating" in line]
    assert [line[:20] for line in lines if line.startswith("[")] == [
        "[1/2] + personas.p (",
        "[2/2] + personas.q (",
    ]
    assert "\x1b" not in "".join(lines)
    assert tool("--sandbox", "plan").out.startswith("No changes.")


def test_a_log_is_not_written_into_the_line(tool: Tool) -> None:
    tool.write({"brand.yaml": "personas:\n  p: {name: P, description: D}\n"})
    said = answered(tool.root, "", "-v", "--sandbox", "apply", "--auto-approve", terminal="xterm")
    assert "creating" not in said
    assert "POST" in said
